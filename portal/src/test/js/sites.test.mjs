import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ceiling, rangeOf, span, steps, totals} from '../../main/resources/web/assets/pages/sites/traffic.js';

const NOW = Date.parse('2026-11-22T10:35:00Z');

test('a range ends with the step that now is in', () => {
    const day = span(rangeOf('day'), NOW);
    assert.equal(day.to.toISOString(), '2026-11-22T11:00:00.000Z');
    assert.equal(day.from.toISOString(), '2026-11-21T11:00:00.000Z');
    assert.equal(span(rangeOf('month'), NOW).to.toISOString(), '2026-11-23T00:00:00.000Z');
    assert.equal(rangeOf('no such').id, 'day');
});

test('every step has a bar, and sites add up in it', () => {
    const day = span(rangeOf('day'), NOW);
    const bars = steps([{site: 'a', time: '2026-11-22T10:00:00Z', in_place_bytes: 3, moved_bytes: 1, runs: 1},
        {site: 'b', time: '2026-11-22T10:00:00Z', in_place_bytes: 4, moved_bytes: 0, runs: 2}, {site: 'b', time: '2020-01-01T00:00:00Z', in_place_bytes: 9}], day);
    assert.equal(bars.length, 24);
    assert.deepEqual([bars[23].here, bars[23].moved, bars[23].runs], [7, 1, 3]);
    assert.equal(bars.reduce((sum, bar) => sum + bar.here, 0), 7);
});

test('without reads there is no share, and the axis ends at a round number', () => {
    assert.equal(totals([]).share, null);
    assert.equal(totals([{in_place_bytes: 3, moved_bytes: 1}]).share, 0.75);
    assert.equal(ceiling([{here: 3.1e9, moved: 0}]), 4e9);
    assert.equal(ceiling([{here: 0, moved: 0}]), 1);
});
