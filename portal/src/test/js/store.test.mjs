import assert from 'node:assert/strict';
import {test} from 'node:test';
import {apply} from '../../main/resources/web/assets/core/store.js';

const ids = some => ({ids: some, query: null});

test('adds each product once and takes out what is named', () => {
    assert.deepEqual(apply(ids(['a']), [{put: true, ids: ['a', 'b']}, {put: false, ids: ['a']}]), ids(['b']));
});

test('a search takes the place of products, and products that of a search', () => {
    const searched = apply(ids(['a']), [{put: true, ids: [], query: 'q=M51'}]);
    assert.deepEqual(searched, {ids: [], query: 'q=M51'});
    assert.deepEqual(apply(searched, [{put: true, ids: ['c']}]), ids(['c']));
});

test('emptying takes out both', () => {
    assert.deepEqual(apply({ids: [], query: 'q=M51'}, [{put: false, ids: null}]), ids([]));
    assert.deepEqual(apply(ids(['a']), [{put: false, ids: null}]), ids([]));
});
