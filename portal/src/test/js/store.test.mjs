import assert from 'node:assert/strict';
import {test} from 'node:test';
import {apply, createStore} from '../../main/resources/web/assets/core/store.js';

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

test('whether the basket is shared is as the platform last told', async () => {
    const told = {version: 3, ids: ['a'], query: null, shared: true};
    const calls = [];
    globalThis.localStorage = {getItem: () => null, setItem: () => {}};
    globalThis.fetch = async (path, {method = 'GET'} = {}) => {
        calls.push(`${method} ${path}`);
        return method === 'DELETE' ? new Response(null, {status: 204})
            : new Response(JSON.stringify(path === '/auth/me' ? {subject: 'ada', anonymous: false} : method === 'POST' ? {id: 'b', link: '/find?basket=b'} : told),
                {status: 200, headers: {'Content-Type': 'application/json'}});
    };
    const store = createStore(() => {});
    assert.equal(store.state.basketShared, false);
    await store.load();
    assert.equal(store.state.basketShared, true);
    await store.unshare();
    assert.equal(store.state.basketShared, false);
    assert.deepEqual(store.state.basket, ['a']);
    assert.equal((await store.share()).link, '/find?basket=b');
    assert.equal(store.state.basketShared, true);
    assert.deepEqual(calls.slice(-2), ['DELETE /api/basket/share', 'POST /api/basket/share']);
});
