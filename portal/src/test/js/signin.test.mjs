// Where somebody goes on to after signing in.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {within} from '../../main/resources/web/assets/core/within.js';

test('one goes on within this site only', () => {
    for (const path of ['/', '/find', '/product?id=ivo%3A%2F%2Fa%2Fb#headers', '/sessions/x/lab', '/authors', '/find?q=../x']) {
        assert.ok(within(path), path);
    }
    for (const path of ['', 'find', '//evil.example/', '/\\evil.example/', '/\t/evil.example/x', '/\n/evil.example', '/a\\b', 'javascript:alert(1)', 'https://evil.example/', '/a b',
        '/auth/link/x', '/API/x', '/sessions/../auth/link/x', '/sessions/%2e%2E/auth/link/x', '/sessions/./x', '/a/..']) {
        assert.ok(!within(path), JSON.stringify(path));
    }
});
