// Find: words or a place on the sky, narrowed by facets. The address says all of it.
import {html, nothing, live, repeat} from '../../ui/lit.js';
import * as api from '../../core/catalogue.js';
import {Problem} from '../../core/api.js';
import {basketButton, emptyNote, loading, problemNote, productName, productPath, shortId} from '../../ui/states.js';
import {parseAngle, parseTarget, sexagesimal} from '../../sky/coordinates.js';
import {skyPlot, zoomField} from '../../sky/skyplot.js';
import {angle, bytes, count, list, mjdDate} from '../../core/format.js';

const FACETS = {
    obs_collection: 'Collection', dataproduct_type: 'Type', instrument_name: 'Instrument', facility_name: 'Facility', site: 'Held at',
};
const PAGE = 50;
const RADIUS = '0.5';

/** What the address asks for. @returns {target, query, cone} or {target, problem} */
export function searchOf(params) {
    const target = parseTarget(params.get('pos'));
    const query = new URLSearchParams({limit: String(PAGE), facets: 'true', total: 'true'});
    let cone = null;
    if (target.kind === 'wrong') {
        return {target, problem: new Problem({status: 400, detail: target.message, field: 'position or words',
            remedy: 'Write degrees (83.63 22.01), hours and degrees (05:34:31.9 +22:00:52), or words of a target\'s name'})};
    }
    if (target.kind === 'position') {
        const radius = parseAngle(params.get('radius') || RADIUS);
        if (!radius) {
            return {target, problem: new Problem({status: 400, detail: 'The radius is not an angle between 0 and 180 degrees', field: 'radius',
                remedy: 'Write degrees (0.5), or with a unit: 30′, 20″, 5 arcmin'})};
        }
        cone = {ra: target.ra, dec: target.dec, radius};
        Object.entries({ra: target.ra, dec: target.dec, radius, sort: 'distance'}).forEach(([k, v]) => query.set(k, String(v)));
    } else if (target.kind === 'words') {
        query.set('q', target.text);
    }
    Object.keys(FACETS).forEach(name => params.getAll(name).forEach(value => query.append(name, value)));
    if (params.get('job')) {
        query.set('job_id', params.get('job'));
    }
    if (params.get('after')) {
        query.set('after', params.get('after'));
    }
    return {target, query, cone};
}

export function page({store, go, changed}) {
    let params = new URLSearchParams();
    let search = searchOf(params);
    let results = null;
    let problem = null;
    let busy = false;
    let active = null;
    let known = {};
    let running = null;

    async function run() {
        running?.abort();
        running = new AbortController();
        const {signal} = running;
        problem = search.problem ?? null;
        busy = !problem;
        changed();
        if (problem) {
            results = null;
            return changed();
        }
        try {
            const told = await api.products(search.query, {signal});
            results = told;
            Object.entries(told.facets ?? {}).forEach(([name, buckets]) => {
                known[name] = [...new Set([...(known[name] ?? []), ...buckets.map(b => String(b.value))])].sort();
            });
        } catch (cause) {
            if (signal.aborted) {
                return;
            }
            results = null;
            problem = cause;
        }
        busy = false;
        changed();
    }

    const address = next => `/find${next.size ? `?${next}` : ''}`;
    const narrowed = edit => {
        const next = new URLSearchParams(params);
        next.delete('after');
        edit(next);
        return next;
    };

    function submit(event) {
        event.preventDefault();
        const form = new FormData(event.target);
        go(address(narrowed(next => {
            for (const name of ['pos', 'radius', 'obs_collection', 'dataproduct_type']) {
                const value = String(form.get(name) ?? '').trim();
                if (value === '' || (name === 'radius' && value === RADIUS)) {
                    next.delete(name);
                } else if (value !== '*') {
                    next.set(name, value);
                }
            }
        })));
    }

    function toggle(name, value, on) {
        go(address(narrowed(next => {
            const others = next.getAll(name).filter(each => each !== value);
            next.delete(name);
            [...others, ...(on ? [value] : [])].forEach(each => next.append(name, each));
        })), {keepPlace: true});
    }

    const hover = id => {
        if (active !== id) {
            active = id;
            changed();
        }
    };

    function choose(id) {
        const row = [...document.querySelectorAll('[data-product-id]')].find(each => each.dataset.productId === id);
        row?.scrollIntoView({block: 'nearest', behavior: 'smooth'});
        row?.querySelector('a')?.focus({preventScroll: true});
    }

    const form = () => html`<form class="search panel" data-testid="search-form" role="search" @submit=${submit}>
        <label class="wide">Position or words
            <input name="pos" type="search" data-testid="search-text" autocomplete="off" spellcheck="false"
                placeholder="83.63 22.01 · 05:34:31.9 +22:00:52 · M51" .value=${live(params.get('pos') ?? '')}></label>
        <label>Radius
            <input name="radius" data-testid="search-radius" autocomplete="off" placeholder="0.5, 30′, 20″" size="8"
                title="Degrees, or with a unit: 30′, 20″. Counts with a position." .value=${live(params.get('radius') ?? RADIUS)}></label>
        ${choice('obs_collection', 'Collection', 'All collections')}
        ${choice('dataproduct_type', 'Type', 'All types')}
        <button class="main" data-testid="search-submit">Search</button>
    </form>`;

    function choice(name, label, all) {
        const chosen = params.getAll(name);
        const values = [...new Set([...(known[name] ?? []), ...chosen])].sort();
        return html`<label>${label}
            <select name=${name} .value=${live(chosen.length > 1 ? '*' : chosen[0] ?? '')}>
                <option value="" ?selected=${chosen.length === 0}>${all}</option>
                ${chosen.length > 1 ? html`<option value="*" selected>${chosen.length} chosen</option>` : nothing}
                ${values.map(value => html`<option value=${value} ?selected=${chosen.length === 1 && chosen[0] === value}>${value}</option>`)}
            </select></label>`;
    }

    function facets() {
        const groups = Object.entries(FACETS).map(([name, label]) => {
            const chosen = params.getAll(name);
            const buckets = (results?.facets?.[name] ?? []).map(b => ({value: String(b.value), count: b.count}));
            chosen.filter(value => !buckets.some(b => b.value === value)).forEach(value => buckets.push({value, count: 0}));
            return buckets.length === 0 ? nothing : html`<fieldset>
                <legend>${label}</legend>
                ${repeat(buckets, b => b.value, b => html`<label class="check">
                    <input type="checkbox" .checked=${live(chosen.includes(b.value))} @change=${e => toggle(name, b.value, e.target.checked)}>
                    <span class="value">${b.value}</span><span class="count">${b.count.toLocaleString('en')}</span></label>`)}
            </fieldset>`;
        });
        return html`<details class="facets panel" ?open=${wide.matches}><summary>Narrow down</summary>${groups}</details>`;
    }

    function filters() {
        const chips = [];
        if (params.get('job')) {
            chips.push(['Outputs of job ', params.get('job').slice(0, 8), narrowed(next => next.delete('job'))]);
        }
        for (const name of Object.keys(FACETS)) {
            for (const value of params.getAll(name)) {
                chips.push([`${FACETS[name]}: `, value, narrowed(next => {
                    const others = next.getAll(name).filter(each => each !== value);
                    next.delete(name);
                    others.forEach(each => next.append(name, each));
                })]);
            }
        }
        return chips.length === 0 ? nothing : html`<ul class="chips" aria-label="Filters in force">
            ${chips.map(([label, value, next]) => html`<li><a href=${address(next)} aria-label=${`Remove ${label}${value}`}>${label}<b>${value}</b> ✕</a></li>`)}
        </ul>`;
    }

    function summary(found) {
        const total = results.total;
        const all = total ? `${total.exact === false ? 'at least ' : ''}${count(total.count, 'product')}` : count(found.length, 'product');
        const where = search.cone ? ` within ${angle(search.cone.radius)} of ${sexagesimal(search.cone)}` : '';
        const shown = total && total.count > found.length ? `; ${found.length} on this page` : '';
        return `${all.charAt(0).toUpperCase()}${all.slice(1)}${where}${shown}`;
    }

    function plot(found) {
        const canZoom = zoomField(found, search.cone) !== null;
        const zoom = canZoom && params.get('sky') !== 'all';
        const sky = whole => {
            const next = new URLSearchParams(params);
            if (whole) {
                next.set('sky', 'all');
            } else {
                next.delete('sky');
            }
            return address(next);
        };
        return html`<section class="panel plot" aria-label="Sky">
            ${skyPlot(found, {cone: search.cone, zoom, active, narrow: narrow.matches, hover, choose})}
            <p class="under"><span>${zoom ? 'Tangent plane, ICRS' : 'All sky, Hammer, ICRS; dashed: galactic plane'}</span>
            ${canZoom ? html`<a href=${sky(zoom)}>${zoom ? 'Show the whole sky' : 'Zoom to the results'}</a>` : nothing}</p>
        </section>`;
    }

    function row(p) {
        const id = p.obs_publisher_did;
        return html`<tr class=${id === active ? 'active' : ''} data-testid="result-row" data-product-id=${id}
                @pointerenter=${() => hover(id)} @pointerleave=${() => hover(null)} @focusin=${() => hover(id)} @focusout=${() => hover(null)}>
            <th scope="row" data-label="Target"><a href=${productPath(id)}>${productName(p)}</a>${productName(p) === shortId(id) ? nothing : html`<small class="quiet">${shortId(id)}</small>`}</th>
            <td data-label="Collection">${p.obs_collection}</td>
            <td data-label="Instrument">${p.instrument_name ?? '–'}</td>
            <td data-label="Type">${p.dataproduct_type ?? '–'}</td>
            <td data-label="Date" class="number">${mjdDate(p.t_min)}</td>
            <td data-label="Size" class="number">${bytes(p.size)}</td>
            <td data-label="Held at">${(p.sites ?? []).map(site => html`<span class="site">${site}</span>`)}</td>
            <td class="act">${basketButton(store, id, productName(p))}</td>
        </tr>`;
    }

    function table(found) {
        const ids = found.map(p => p.obs_publisher_did);
        const missing = ids.filter(id => !store.has(id));
        const next = results.next ? narrowed(n => n.set('after', results.next)) : null;
        return html`<section class="results" aria-label="Results" aria-busy=${busy}>
            <div class="bar"><p role="status">${summary(found)}</p>
                ${missing.length > 0 ? html`<button type="button" class="small" @click=${() => store.add(missing)}>Add ${missing.length === 1 ? 'the one' : `all ${missing.length}`} to basket</button>`
                    : html`<a class="button small" href="/launch">Launch with the basket</a>`}</div>
            ${filters()}
            <table class="stack"><caption class="hidden">Products found</caption>
                <thead><tr><th scope="col">Target</th><th scope="col">Collection</th><th scope="col">Instrument</th><th scope="col">Type</th>
                    <th scope="col" class="number">Date</th><th scope="col" class="number">Size</th><th scope="col">Held at</th>
                    <th scope="col"><span class="hidden">Basket</span></th></tr></thead>
                <tbody>${repeat(found, p => p.obs_publisher_did, row)}</tbody></table>
            ${next || params.get('after') ? html`<nav class="pages" aria-label="Pages">
                ${params.get('after') ? html`<a class="button" href=${address(narrowed(() => {}))}>First page</a>` : nothing}
                ${next ? html`<a class="button" rel="next" href=${address(next)}>Next page</a>` : nothing}</nav>` : nothing}
        </section>`;
    }

    function nothingFound() {
        const hints = [];
        if (search.cone) {
            hints.push('a larger radius');
        }
        if (search.target.kind === 'words') {
            hints.push('fewer or shorter words');
        }
        if (Object.keys(FACETS).some(name => params.has(name))) {
            hints.push('fewer filters');
        }
        if (params.get('job')) {
            return emptyNote('This job has no outputs yet.', 'They appear here as soon as its tasks end and their products are indexed.',
                html`<p><a class="button" href="/running?show=all">Look at the job</a></p>`);
        }
        return hints.length > 0
            ? emptyNote('Nothing found.', `Try ${list(hints)}.`, html`<p><a class="button" href="/find">Start over</a></p>`)
            : emptyNote('There are no products yet.', 'As soon as an archive sends some, they are here.',
                html`<p><button type="button" @click=${run}>Look again</button></p>`);
    }

    function body() {
        if (problem) {
            return problemNote(problem, problem.status === 0 || problem.status >= 500 ? run : undefined);
        }
        if (!results) {
            return loading('Searching…');
        }
        const found = results.products ?? [];
        return html`<div class="columns ${busy ? 'busy' : ''}">
            ${facets()}
            ${found.length === 0 ? html`<div class="results">${filters()}${nothingFound()}</div>` : html`${plot(found)}${table(found)}`}
        </div>`;
    }

    const wide = matchMedia('(min-width: 60rem)');
    const narrow = matchMedia('(max-width: 44rem)');
    [wide, narrow].forEach(media => media.addEventListener('change', changed));
    return {
        title: 'Find',
        enter(url) {
            const before = params;
            params = url.searchParams;
            const onlySky = results && same(before, params);
            search = searchOf(params);
            return onlySky ? changed() : run();
        },
        leave() {
            running?.abort();
            [wide, narrow].forEach(media => media.removeEventListener('change', changed));
        },
        view: () => html`<h1 tabindex="-1">Find data</h1>${form()}${body()}`,
    };
}

/** True when two addresses ask for the same products and differ in the picture at most. */
function same(a, b) {
    const plain = params => {
        const copy = new URLSearchParams(params);
        copy.delete('sky');
        copy.sort();
        return String(copy);
    };
    return plain(a) === plain(b);
}
