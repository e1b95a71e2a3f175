// Where somebody goes on to after signing in.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {within} from '../../main/resources/web/assets/core/within.js';

test('one goes on within this site only', () => {
    for (const path of ['/', '/find', '/product?id=ivo%3A%2F%2Fa%2Fb#headers', '/sessions/x/lab']) {
        assert.ok(within(path), path);
    }
    for (const path of ['', 'find', '//evil.example/', '/\\evil.example/', '/\t/evil.example/x', '/\n/evil.example', '/a\\b', 'javascript:alert(1)', 'https://evil.example/', '/a b']) {
        assert.ok(!within(path), JSON.stringify(path));
    }
});
