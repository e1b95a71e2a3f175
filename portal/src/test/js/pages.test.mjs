import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';

const web = new URL('../../main/resources/web/', import.meta.url);
const read = path => readFileSync(new URL(path, web), 'utf8');
const scripts = readdirSync(new URL('assets', web), {recursive: true}).filter(name => name.endsWith('.js')).map(name => `assets/${name}`);
const imports = text => [...text.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm)].map(match => match[1] ?? match[2]);

/** What a module needs before it runs, with itself. */
function needed(path, all = new Set()) {
    if (!all.has(path)) {
        all.add(path);
        imports(read(path)).forEach(to => (to.startsWith('/') ? all.add(to) : needed(new URL(to, new URL(path, web)).href.slice(web.href.length), all)));
    }
    return all;
}

test('the pages load the versions of the libraries that the build brings', () => {
    const pom = readFileSync(new URL('../../../../pom.xml', import.meta.url), 'utf8');
    const used = scripts.flatMap(path => [...read(path).matchAll(/\/webjars\/([^/]+)\/([^/]+)\//g)]);
    assert.ok(used.length > 3);
    used.forEach(([, name, version]) => assert.equal(version, new RegExp(`<${name}\\.version>([^<]+)<`).exec(pom)?.[1], name));
});

test('what the shell needs is asked for at once, not module after module', () => {
    const asked = [...read('index.html').matchAll(/rel="modulepreload" href="\/([^"]+)"/g)].map(match => match[1]).sort();
    const wanted = [...needed('assets/app.js')].map(path => path.replace(/^\//, '')).filter(path => path !== 'assets/app.js').sort();
    assert.deepEqual(asked, wanted);
});

test('every module and sheet of a page is there', async () => {
    const {ROUTES} = await import(new URL('assets/routes.js', web));
    ROUTES.flatMap(route => [route.module, ...(route.styles ?? [])]).forEach(path => assert.ok(read(`assets/${path}`).length > 0, path));
    assert.ok(ROUTES.at(-1).pattern.test('/anything'));
});
