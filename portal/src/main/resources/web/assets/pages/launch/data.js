// The products that a launch panel is about: what a link brought, the basket, or none.
import {html, nothing, repeat} from '../../ui/lit.js';
import {productsById, sharedBasket} from '../../core/catalogue.js';
import {inputsOf, launchSet} from '../../core/operations.js';
import {emptyNote, loading, problemNote, productName, productPath, shortId} from '../../ui/states.js';
import {tabs} from '../../ui/tabs.js';
import {bytes, count} from '../../core/format.js';
import {linked, source} from './asking.js';

const SHOWN = 12;
const FROM = {
    set: 'Chosen on an archive’s page', ids: 'From the launch link', basket: 'A shared basket', query: 'A search, from the launch link', again: 'What it read before',
};

/** @param changed is called after every change */
export function createData(store, changed) {
    let link = null;
    let brought = null;
    let problem = null;
    let key = '';
    let known = new Map();
    let knownFor = '';
    let params = new URLSearchParams();

    /** What a link names is fetched once. */
    async function load(now) {
        params = now;
        link = linked(now);
        const asked = JSON.stringify(link);
        if (asked === key || hidden()) {
            return;
        }
        key = asked;
        brought = null;
        problem = null;
        try {
            const told = link ? await fetched(link) : null;
            if (asked === key) {
                brought = told;
            }
        } catch (cause) {
            if (asked === key) {
                problem = cause;
            }
        }
        changed();
    }

    /** What is somebody's own is shown after sign-in. */
    const hidden = () => !store.state.person && (link?.kind === 'basket' || link?.kind === 'again');

    function fetched(what) {
        switch (what.kind) {
            case 'set': return launchSet(what.id).then(ids => ({ids}));
            case 'basket': return sharedBasket(what.id);
            case 'again': return inputsOf(what.of, what.id).then(ids => ({ids}));
            default: return {ids: what.ids ?? [], query: what.query ?? null};
        }
    }

    /** @returns {ids, query}; null while it is not known */
    function contents() {
        switch (source(params)) {
            case 'none': return {ids: [], query: null};
            case 'link': return brought;
            default: return store.state.basketKnown ? {ids: store.state.basket, query: store.state.basketQuery} : null;
        }
    }

    /** Names and sizes of the first ones. */
    function refresh() {
        const ids = (contents()?.ids ?? []).slice(0, SHOWN);
        if (ids.length > 0 && ids.join() !== knownFor) {
            knownFor = ids.join();
            productsById(ids.filter(id => !known.has(id))).then(more => {
                known = new Map([...known, ...more]);
                changed();
            }, () => changed()); // the ids stand there without their names; the preview says what is wrong
        }
    }

    const to = value => {
        const next = new URLSearchParams(params);
        next.set('data', value);
        return `/launch?${next}`;
    };

    function sources() {
        const choice = [link ? {path: to('link'), label: FROM[link.kind], count: brought && !brought.query ? brought.ids.length : undefined} : null,
            {path: to('basket'), label: 'My basket', count: store.state.basketQuery ? undefined : store.state.basket.length},
            {path: to('none'), label: 'No data'}].filter(Boolean);
        return tabs('Where the data come from', choice, to(source(params)));
    }

    function product(id) {
        const p = known.get(id);
        return html`<li><span class="grow"><a href=${productPath(id)}>${p ? productName(p) : shortId(id)}</a>
                <span class="quiet">${p ? `${p.obs_collection} · ${bytes(p.size)}` : ''}</span></span>
            ${(p?.sites ?? []).map(site => html`<span class="site">${site}</span>`)}</li>`;
    }

    /** @param preview counts what there is, once it has come */
    function view(preview) {
        const now = contents();
        const chosen = source(params);
        return html`${sources()}
            ${chosen === 'link' && problem ? problemNote(problem, () => {
                key = '';
                load(params);
            }) : nothing}
            ${chosen === 'none' ? html`<p class="quiet">It starts with an empty data folder.</p>`
                : chosen === 'link' && hidden() ? html`<p class="quiet">${FROM[link.kind]}: shown after sign-in.</p>`
                : now === null ? (problem ? nothing : loading('Fetching what it is about…'))
                    : now.query ? html`<p>Everything that this search finds: <a href=${`/find?${now.query}`}>look at it</a>.</p>`
                        : now.ids.length === 0 ? emptyNote('The basket is empty.', 'A session starts without data too; a batch job needs some.', html`<p><a class="button" href="/find">Find data</a></p>`)
                            : html`<ul class="chosen-data">${repeat(now.ids.slice(0, SHOWN), id => id, product)}</ul>`}
            ${chosen === 'link' && brought?.owner_name ? html`<p class="quiet">Shared by ${brought.owner_name}.</p>` : nothing}
            ${amount(now, preview)}`;
    }

    function amount(now, preview) {
        if (!now || (!now.query && now.ids.length === 0)) {
            return nothing;
        }
        const n = preview?.products ?? (now.query ? null : now.ids.length);
        return html`<p class="quiet">${n === null ? nothing : count(n, 'product')}${preview?.bytes === undefined ? nothing : `, ${bytes(preview.bytes)}`}${
            now.ids.length > SHOWN ? html`; the first ${SHOWN} are shown. ${source(params) === 'basket' ? html`<a href="/basket">All of them</a>` : nothing}` : nothing}</p>`;
    }

    return {load, contents, refresh, view};
}
