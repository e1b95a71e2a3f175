// What was found, as a table one walks with the keyboard: arrows move, Space adds to the basket, Enter opens.
import {html, live, nothing, repeat} from '../../ui/lit.js';
import {previewUrl} from '../../core/catalogue.js';
import {angle, bytes, count, mjdDate} from '../../core/format.js';
import {sexagesimal} from '../../sky/coordinates.js';
import {basketButton, productName, productPath, shortId, sites, skeleton, toggleInBasket} from '../../ui/states.js';
import {copyLaunchLink, copyLink} from '../../ui/copy.js';
import {chips} from './facets.js';
import {SORTS} from './search.js';

export function resultsSkeleton() {
    return html`<div class="results">${skeleton(12, 'Searching')}</div>`;
}

export function resultsTable(context) {
    const {results, params, narrowed, address, busy} = context;
    const next = results.next ? narrowed(n => n.set('after', results.next)) : null;
    return html`<section class="results" aria-label="Results" aria-busy=${busy}>
        ${bar(context)}${chips(context)}
        <table class="stack"><caption class="hidden">Products found. Arrow keys move from row to row, Space puts a product in the basket, Enter opens it.</caption>
            <thead><tr><th scope="col"><span class="hidden">Preview</span></th><th scope="col">Target</th><th scope="col">Collection</th><th scope="col" class="c-instrument">Instrument</th>
                <th scope="col" class="c-type">Type</th><th scope="col" class="number c-date">Date</th><th scope="col" class="number">Size</th><th scope="col">Held at</th>
                <th scope="col"><span class="hidden">Basket</span></th></tr></thead>
            <tbody @keydown=${event => keys(event, context)}>${repeat(results.products, p => p.obs_publisher_did, (p, i) => row(p, i, context))}</tbody></table>
        ${next || params.get('after') ? html`<nav class="pages" aria-label="Pages">
            ${params.get('after') ? html`<a class="button" href=${address(narrowed(() => {}))}>First page</a>` : nothing}
            ${next ? html`<a class="button" rel="next" href=${address(next)}>Next page</a>` : nothing}</nav>` : nothing}
    </section>`;
}

function summary({results, search}) {
    const found = results.products;
    const total = results.total;
    const all = total ? `${total.exact === false ? 'At least ' : ''}${count(total.count, 'product')}` : count(found.length, 'product');
    const where = search.cone ? ` within ${angle(search.cone.radius)} of ${sexagesimal(search.cone)}` : '';
    return `${all}${where}${total && total.count > found.length ? `; ${found.length} on this page` : ''}`;
}

function bar(context) {
    const {store, results, search, params, set, addAll, shared} = context;
    const missing = results.products.some(p => !store.has(p.obs_publisher_did));
    const total = results.total?.count ?? results.products.length;
    const query = new URLSearchParams(shared?.query ?? search.query);
    query.delete('sort');
    const inBasket = (query.size > 0 && store.state.basketQuery === String(query)) || (!missing && (!results.next || query.size === 0));
    const label = total === 1 ? 'Add it to basket' : query.size === 0 && results.next ? `Add these ${results.products.length} to basket` : `Add all ${results.total?.exact === false ? '' : total.toLocaleString('en')} to basket`;
    return html`<div class="bar"><p role="status" data-testid="summary">${summary(context)}</p>
        <div class="actions">
            ${shared ? nothing : html`<label class="sort"><span class="hidden">Order</span><select @change=${e => set('sort', e.target.value)} .value=${live(params.get('sort') ?? '')}>
                ${Object.entries(SORTS).filter(([name]) => (name === 'distance' ? search.cone : true)).map(([name, text]) =>
                    html`<option value=${name} ?selected=${(params.get('sort') ?? '') === name}>${name === '' && search.cone ? 'Nearest' : text}</option>`)}</select></label>`}
            ${copyLink(location.pathname + location.search, 'Copy link', 'The link to this search is copied.')}
            ${query.size > 0 && !shared ? copyLaunchLink({query: String(query)}) : nothing}
            ${inBasket ? html`<a class="button small main" href="/basket">Go to the basket</a>`
                : html`<button type="button" class="small main" data-testid="add-all" @click=${addAll}>${label}</button>`}</div></div>`;
}

function row(p, i, {store, active, hover, results}) {
    const id = p.obs_publisher_did;
    const name = productName(p);
    const current = results.products.some(each => each.obs_publisher_did === active) ? active === id : i === 0;
    return html`<tr class=${id === active ? 'active' : ''} tabindex=${current ? 0 : -1} data-testid="result-row" data-product-id=${id}
            @pointerenter=${() => hover(id)} @pointerleave=${() => hover(null)} @focusin=${() => hover(id)}>
        <td class="thumb"><span class="picture"><img src=${previewUrl(id, 64)} alt="" width="44" height="44" loading="lazy" decoding="async"
            @error=${e => e.target.classList.add('none')} @load=${e => e.target.classList.remove('none')}></span></td>
        <th scope="row" data-label="Target"><a href=${productPath(id)}>${name}</a>${name === shortId(id) ? nothing : html`<small class="quiet">${shortId(id)}</small>`}</th>
        <td data-label="Collection">${p.obs_collection}</td>
        <td data-label="Instrument" class="c-instrument">${p.instrument_name ?? '–'}</td>
        <td data-label="Type" class="c-type">${p.dataproduct_type ?? '–'}</td>
        <td data-label="Date" class="number c-date">${mjdDate(p.t_min)}</td>
        <td data-label="Size" class="number">${bytes(p.size)}</td>
        <td data-label="Held at">${sites(p.sites)}</td>
        <td class="act">${basketButton(store, id, name, true)}</td>
    </tr>`;
}

function keys(event, {store, go, results}) {
    const here = event.target.closest('tr');
    const rows = [...event.currentTarget.children];
    const at = rows.indexOf(here);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1}[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || at < 0) {
        return;
    }
    if (to !== undefined && rows[to]) {
        event.preventDefault();
        rows[to].focus();
        rows[to].scrollIntoView({block: 'nearest'});
    } else if (event.target === here && event.key === ' ') {
        event.preventDefault();
        toggleInBasket(store, results.products[at].obs_publisher_did);
    } else if (event.target === here && event.key === 'Enter') {
        event.preventDefault();
        go(productPath(results.products[at].obs_publisher_did));
    }
}
