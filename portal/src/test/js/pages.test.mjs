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

const asked = html => [...html.matchAll(/rel="modulepreload" href="\/([^"]+)"/g)].map(match => match[1]).sort();
const [, before, find, after] = /^([^]*)<!-- find -->([^]*)<!-- \/find -->([^]*)$/.exec(read('index.html'));
const plain = paths => [...paths].map(path => path.replace(/^\//, '')).sort();

test('what the shell needs is asked for at once, not module after module', () => {
    const wanted = needed('assets/app.js');
    wanted.delete('assets/app.js');
    assert.deepEqual(asked(before + after), plain(wanted));
});

test('so is what Find needs besides', () => {
    const shell = needed('assets/app.js');
    assert.deepEqual(asked(find), plain([...needed('assets/pages/find/find.js')].filter(path => !shell.has(path))));
});

test('every module and sheet of a page is there', async () => {
    const {ROUTES} = await import(new URL('assets/routes.js', web));
    ROUTES.flatMap(route => [route.module, ...(route.styles ?? [])]).forEach(path => assert.ok(read(`assets/${path}`).length > 0, path));
    assert.ok(ROUTES.at(-1).pattern.test('/anything'));
});

test('filters are open where they stand beside the results, and folded where the sheet puts them above', () => {
    for (const [script, sheet] of [['find/facets.js', 'find/find.css'], ['events/events.js', 'events/events.css']]) {
        const open = /^const wide = matchMedia\('\(min-width: (\w+)\)'\);$/m.exec(read(`assets/pages/${script}`))?.[1];
        const above = [...read(`assets/pages/${sheet}`).matchAll(/@media \(max-width: (\w+)\) \{\s+(.*)/g)].find(([, , first]) => first.includes('grid-template-columns'));
        assert.equal(above?.[1], open, script);
        assert.match(read(`assets/pages/${script}`), /<details class="[^"]*panel" \?open=\$\{wide\.matches\}>/, script);
    }
});
