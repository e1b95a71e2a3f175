import assert from 'node:assert/strict';
import {test} from 'node:test';
import {endsThere} from '../../main/resources/web/assets/core/words.js';

test('a session at a site that does not answer is counted down', () => {
    const now = Date.parse('2026-11-30T12:00:00Z');
    assert.equal(endsThere('2026-11-30T12:15:00Z', now), 'It ends in 15 min unless the site returns.');
    assert.equal(endsThere('2026-11-30T11:59:59Z', now), 'It has ended there by now, unless the site has returned.');
    assert.equal(endsThere(undefined, now), '');
});
