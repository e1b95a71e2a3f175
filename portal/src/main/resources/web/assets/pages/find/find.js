// Find: a name, a place or words, narrowed by facets, as a table and on the sky. The address says all of it.
import {html, nothing, ref} from '../../ui/lit.js';
import * as catalogue from '../../core/catalogue.js';
import {Problem} from '../../core/api.js';
import {emptyNote, problemNote, productPath, signInNote} from '../../ui/states.js';
import {toast} from '../../ui/toast.js';
import {list} from '../../core/format.js';
import '../../sky/sky-map.js';
import {chips, facets, facetsSkeleton} from './facets.js';
import {searchForm} from './form.js';
import {resultsSkeleton, resultsTable} from './results.js';
import {asked, FACETS, namesOf, PAGE, regionText, searchOf, viewOf, viewText} from './search.js';

/** What one press more brings onto the sky, and how much it takes at the most. */
const SKY_PAGE = 1000;
const MOST_ON_SKY = 20000;
const NO_OUTLINE = [];

let names = null;
let namesAsked = null;

/** Names with places are fetched when somebody searches, not before. */
function askNames() {
    namesAsked ??= fetch(new URL('../../sky/names.json', import.meta.url)).then(answer => (answer.ok ? answer.json() : Promise.reject(answer.status)))
        .then(told => (names = namesOf(told.names))).catch(cause => console.warn('The names did not come; words are searched instead:', cause));
    return namesAsked;
}

export function page({store, go, note, changed}) {
    let params = new URLSearchParams();
    let search = searchOf(params, names);
    let results = null;
    let onSky = [];
    let onSkyNext = null;
    let moreBusy = false;
    let shared = null;
    let problem = null;
    let busy = false;
    let active = null;
    let view = null;
    let running = null;
    let sky = null;
    const draft = {text: null, radius: null};

    const address = next => `/find${next.size ? `?${next}` : ''}`;
    /** The address with a change, from the first page on. */
    const narrowed = edit => {
        const next = new URLSearchParams(params);
        ['after', 'view'].forEach(name => next.delete(name));
        edit(next);
        return next;
    };

    async function run() {
        running?.abort();
        running = new AbortController();
        const {signal} = running;
        problem = null;
        busy = true;
        changed();
        try {
            if (params.get('q')) {
                await askNames();
            }
            shared = params.get('basket') ? await catalogue.sharedBasket(params.get('basket'), {signal}) : null;
            search = searchOf(params, names);
            if (search.problem) {
                throw new Problem({status: 400, ...search.problem});
            }
            results = shared && !shared.query ? await basketPage(shared.ids, signal) : await searchPage(signal);
            onSky = results.products;
            onSkyNext = shared && !shared.query ? null : results.next ?? null;
        } catch (cause) {
            if (signal.aborted) {
                return;
            }
            results = null;
            onSky = [];
            problem = cause;
        }
        busy = false;
        changed();
        if (!view) {
            queueMicrotask(() => sky?.fit());
        }
    }

    function searchPage(signal) {
        const query = new URLSearchParams(shared?.query ?? search.query);
        Object.entries({limit: String(PAGE), facets: 'true', total: 'true'}).forEach(([k, v]) => query.set(k, v));
        if (params.get('after')) {
            query.set('after', params.get('after'));
        }
        return catalogue.products(query, {signal});
    }

    async function basketPage(ids, signal) {
        const from = Number(params.get('after')) || 0;
        const some = ids.slice(from, from + PAGE);
        const found = await catalogue.productsById(some, {signal});
        return {products: some.map(id => found.get(id)).filter(Boolean), total: {count: ids.length, exact: true},
            ...(from + PAGE < ids.length ? {next: String(from + PAGE)} : {})};
    }

    /** What follows the page comes onto the sky when somebody asks: it is much more than a page. */
    async function more() {
        moreBusy = true;
        changed();
        const {signal} = running;
        try {
            const query = new URLSearchParams(shared?.query ?? search.query);
            Object.entries({limit: String(SKY_PAGE), after: onSkyNext, total: 'false'}).forEach(([k, v]) => query.set(k, v));
            const told = await catalogue.products(query, {signal});
            onSky = [...onSky, ...told.products];
            onSkyNext = told.next ?? null;
        } catch (cause) {
            if (!signal.aborted) {
                toast(`${cause.message} ${cause.remedy ?? ''}`, {tone: 'bad'});
            }
        }
        moreBusy = false;
        changed();
        if (!view) {
            sky?.fit();
        }
    }

    const hover = id => {
        if (active !== id) {
            active = id;
            changed();
        }
    };

    function choose(id) {
        const row = document.querySelector(`[data-product-id="${CSS.escape(id)}"]`);
        if (row) {
            row.scrollIntoView({block: 'nearest'});
            row.focus({preventScroll: true});
        } else {
            go(productPath(id));
        }
    }

    function looked(seen) {
        view = seen;
        if (seen) {
            params.set('view', viewText(seen));
        } else {
            params.delete('view');
        }
        note(address(params));
    }

    function drawn(region) {
        go(address(narrowed(next => {
            ['q', 'radius', 'as'].forEach(name => next.delete(name));
            next.set('region', regionText(region));
        })), {keepPlace: true});
    }

    function toggle(name, value, on) {
        go(address(narrowed(next => {
            const others = next.getAll(name).filter(each => each !== value);
            next.delete(name);
            [...others, ...(on ? [value] : [])].forEach(each => next.append(name, each));
        })), {keepPlace: true});
    }

    const set = (name, value) => go(address(narrowed(next => (value ? next.set(name, value) : next.delete(name)))), {keepPlace: true});

    /** All that the search finds: the products when the page shows them all, or nothing was asked, else the search itself. */
    function addAll() {
        const here = results.products.map(p => p.obs_publisher_did);
        const query = new URLSearchParams(shared?.query ?? search.query);
        query.delete('sort');
        const before = {ids: store.state.basket, query: store.state.basketQuery};
        if ((!results.next && !params.get('after')) || (!shared && query.size === 0)) {
            store.add(here);
        } else if (shared && !shared.query) {
            store.add(shared.ids);
        } else {
            store.addQuery(String(query));
            if (before.ids.length > 0) {
                toast(`The search took the place of ${before.ids.length} products in the basket.`,
                    {action: {label: 'Put them back', run: () => store.add(before.ids)}});
            }
        }
    }

    function slash(event) {
        if (event.key === '/' && !event.target.closest('input, textarea, select, [contenteditable]') && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            const box = document.querySelector('.search input[name=q]');
            box?.focus();
            box?.select();
        }
    }

    const context = () => ({store, params, search, results, busy, active, names, draft, shared, address, narrowed, set, toggle, hover, go, addAll, changed,
        askNames: () => askNames().then(changed)});

    function nothingFound() {
        const hints = [];
        if (search.cone) {
            hints.push('a larger radius');
        }
        if (params.get('region')) {
            hints.push('a larger region');
        }
        if (search.target.kind === 'words') {
            hints.push('fewer or shorter words');
        }
        if ([...Object.keys(FACETS), 't_min', 't_max', 'owner'].some(name => params.has(name))) {
            hints.push('fewer filters');
        }
        if (params.get('job')) {
            return emptyNote('This job has no outputs yet.', 'They appear here as soon as its tasks end and their products are indexed.',
                html`<p><a class="button" href="/running?show=all">Look at the job</a></p>`);
        }
        if (params.get('input')) {
            return emptyNote('Nothing was made from this product yet.', 'What a job makes of it appears here.',
                html`<p><a class="button" href=${productPath(params.get('input'))}>Back to the product</a></p>`);
        }
        return hints.length > 0
            ? emptyNote('Nothing found.', `Try ${list(hints)}.`, html`<p><a class="button" href="/find">Start over</a></p>`)
            : emptyNote('There are no products yet.', 'As soon as an archive sends some, they are here.',
                html`<p><button type="button" @click=${run}>Look again</button></p>`);
    }

    function sharedNote() {
        if (params.get('basket') && !shared && !problem) {
            return html`<div class="note waiting" role="status">Fetching the basket…</div>`;
        }
        return shared ? html`<div class="note" data-testid="shared-basket"><p><strong>The basket of ${shared.owner_name ?? 'somebody'}${shared.name ? `, ${shared.name}` : ''}.</strong>
            You see it as it is now; only they can change it.</p><p class="actions">
            <button type="button" class="main" @click=${() => (shared.query ? store.addQuery(shared.query) : store.add(shared.ids))}>Add all to my basket</button>
            <a class="button" href=${`/launch?basket=${encodeURIComponent(params.get('basket'))}`}>Launch with it</a>
            <a class="button" href="/find">Leave it</a></p></div>` : nothing;
    }

    function middle() {
        if (problem) {
            return html`<div class="results">${problem.signInFirst ? signInNote('A shared basket is seen after sign-in.')
                : problemNote(problem, problem.passing ? run : undefined)}</div>`;
        }
        if (!results) {
            return resultsSkeleton();
        }
        return results.products.length === 0 ? html`<div class="results">${chips(context())}${nothingFound()}</div>` : resultsTable(context());
    }

    function picture() {
        return html`<section class="plot" aria-label="Sky">
            <sky-map data-testid="sky" .outline=${search.outline ?? NO_OUTLINE} .products=${onSky} .active=${active} .view=${view}
                @sky-hover=${e => hover(e.detail)} @sky-choose=${e => choose(e.detail)} @sky-view=${e => looked(e.detail)} @sky-region=${e => drawn(e.detail)}
                ${ref(element => (sky = element ?? null))}></sky-map>
            <p class="under"><span>ICRS, east left; dotted: galactic plane</span>${onSkyNext && onSky.length < MOST_ON_SKY
                ? html`<button type="button" class="small plain" data-testid="more-on-sky" ?disabled=${moreBusy} @click=${more}>${onSky.length.toLocaleString('en')} shown: show ${SKY_PAGE.toLocaleString('en')} more</button>`
                : html`<span>${onSky.length.toLocaleString('en')} shown</span>`}</p>
        </section>`;
    }

    document.addEventListener('keydown', slash);
    return {
        title: 'Find',
        enter(url) {
            const before = asked(params);
            params = url.searchParams;
            [draft.text, draft.radius] = [null, null];
            view = viewOf(params.get('view'));
            return results && asked(params) === before ? changed() : run();
        },
        leave() {
            running?.abort();
            document.removeEventListener('keydown', slash);
        },
        view: () => html`<h1 tabindex="-1" class="hidden">Find data</h1>${searchForm(context())}${sharedNote()}
            <div class="columns ${busy ? 'busy' : ''} ${params.get('basket') || (problem && !results) ? 'plain' : ''}" aria-busy=${busy}>${results ? facets(context()) : problem ? nothing : facetsSkeleton()}
                ${middle()}${picture()}</div>`,
    };
}
