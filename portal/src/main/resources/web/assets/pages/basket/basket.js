// Basket: what was chosen, how much of it is where, and what may be done with it.
import {html, nothing, repeat} from '../../ui/lit.js';
import * as catalogue from '../../core/catalogue.js';
import {bytes, count} from '../../core/format.js';
import {basketText, findAddress} from './query.js';
import {siteTable} from './sites.js';
import {emptyNote, problemNote, productName, productPath, shortId, sites, skeleton} from '../../ui/states.js';
import {copy, launchPath} from '../../ui/copy.js';
import {confirm} from '../../ui/dialog.js';
import {toast} from '../../ui/toast.js';

const SHOWN = 100;
const FEW = 20;
const SETTLE_MS = 250;

export function page({store, changed}) {
    let params = new URLSearchParams();
    let known = new Map();
    let rows = [];
    let next = null;
    let total = null;
    let summary = null;
    let summaryProblem = null;
    let problem = null;
    let shownFor = null;
    let timer = 0;
    let turn = 0;

    const empty = () => store.state.basket.length === 0 && !store.state.basketQuery;
    const contents = () => JSON.stringify([store.state.basketQuery, store.state.basket, params.get('after'), store.state.person?.subject]);

    /** Fetches what the page shows when the basket is another. */
    function refresh() {
        const now = contents();
        if (now === shownFor) {
            return changed();
        }
        shownFor = now;
        const mine = ++turn;
        clearTimeout(timer);
        timer = setTimeout(() => summarise(mine), SETTLE_MS);
        return list(mine);
    }

    async function list(mine) {
        try {
            const {basket, basketQuery} = store.state;
            const after = params.get('after');
            if (basketQuery) {
                const query = new URLSearchParams(basketQuery);
                Object.entries({limit: String(SHOWN), total: 'true', ...(after ? {after} : {})}).forEach(([k, v]) => query.set(k, v));
                const told = await catalogue.products(query);
                if (mine === turn) {
                    known = new Map(told.products.map(p => [p.obs_publisher_did, p]));
                    [rows, next, total] = [[...known.keys()], told.next ?? null, told.total ?? null];
                }
            } else {
                const from = Number(after) || 0;
                rows = basket.slice(from, from + SHOWN);
                next = from + SHOWN < basket.length ? String(from + SHOWN) : null;
                total = {count: basket.length, exact: true};
                changed();
                const more = await catalogue.productsById(rows.filter(id => !known.has(id)));
                known = new Map([...known, ...more]);
            }
            problem = null;
        } catch (cause) {
            problem = cause;
        }
        changed();
    }

    async function summarise(mine) {
        if (!store.state.person || empty()) {
            [summary, summaryProblem] = [null, null];
            return changed();
        }
        try {
            const told = await catalogue.basketSummary();
            if (mine === turn) {
                [summary, summaryProblem] = [told, null];
            }
        } catch (cause) {
            if (mine === turn) {
                [summary, summaryProblem] = [null, cause];
            }
        }
        changed();
    }

    const again = () => {
        shownFor = null;
        refresh();
    };

    async function share() {
        try {
            const {link} = await store.share();
            await copy(new URL(link, location.origin).href, 'The link is copied. Whoever is signed in and opens it sees this basket.');
        } catch (cause) {
            toast(`${cause.message} ${cause.remedy ?? ''}`, {tone: 'bad'});
        }
    }

    async function unshare() {
        try {
            await store.unshare();
            toast('The basket is no longer shared. Links to it show nothing to others.');
            // Its button is gone with the note.
            (document.querySelector('[data-testid=basket-share]') ?? document.querySelector('h1'))?.focus();
        } catch (cause) {
            toast(`${cause.message} ${cause.remedy ?? ''}`, {tone: 'bad'});
        }
    }

    /** A link that stays short: of the shared basket, of the search, or of a set that the platform keeps for a day. */
    async function launchLink() {
        const {basket, basketQuery, person} = store.state;
        try {
            const path = person ? launchPath({basket: (await store.share()).id}) : basketQuery ? launchPath({query: basketQuery})
                : basket.length <= FEW ? launchPath({ids: basket}) : await catalogue.launchSet(basket);
            await copy(location.origin + path, person ? 'The launch link is copied, and the basket is shared. Whoever is signed in and opens it gets a filled launch panel.'
                : 'The launch link is copied. Whoever opens it gets a filled launch panel.');
        } catch (cause) {
            toast(`${cause.message} ${cause.remedy ?? ''}`, {tone: 'bad'});
        }
    }

    async function clear() {
        const before = {ids: store.state.basket, query: store.state.basketQuery};
        if (await confirm('Empty the basket?', 'Nothing is deleted but the choice.', 'Empty it')) {
            store.empty();
            toast('The basket is empty.', {action: {label: 'Put it back', run: () => (before.query ? store.addQuery(before.query) : store.add(before.ids))}});
        }
    }

    function remove(id, name) {
        store.remove([id]);
        toast(`${name} is out of the basket.`, {action: {label: 'Put it back', run: () => store.add([id])}});
    }

    function row(id) {
        const p = known.get(id);
        const name = p ? productName(p) : shortId(id);
        const gone = summary?.gone?.includes(id);
        return html`<tr data-testid="basket-row"><th scope="row" data-label="Product"><a href=${productPath(id)}>${name}</a>${name === shortId(id) ? nothing : html`<small class="quiet">${shortId(id)}</small>`}
                ${gone ? html`<small class="bad-text">No longer there, or no longer yours to see</small>` : nothing}</th>
            <td data-label="Collection">${p?.obs_collection ?? '–'}</td><td data-label="Size" class="number">${p ? bytes(p.size) : '–'}</td>
            <td data-label="Held at">${sites(p?.sites)}</td>
            <td class="act">${store.state.basketQuery ? nothing : html`<button type="button" class="small" aria-label=${`Remove ${name} from the basket`} @click=${() => remove(id, name)}>Remove</button>`}</td></tr>`;
    }

    function head() {
        const {basketQuery} = store.state;
        const said = summary?.count ?? total?.count;
        const more = (summary ?? total)?.exact === false;
        const all = said === undefined ? 'All' : more ? `All of at least ${said.toLocaleString('en')}` : `All ${said.toLocaleString('en')}`;
        return html`<p class="lead" role="status" data-testid="basket-summary">${basketQuery ? html`<b>${all} products</b> that a search finds, now and when it is launched: ${basketText(basketQuery)}`
            : html`<b>${count(store.state.basket.length, 'product')}</b>`}${summary ? html`, ${bytes(summary.bytes)}` : nothing}</p>`;
    }

    /** Also of an empty basket: what comes into it is seen. */
    function sharedNote() {
        return store.state.person && store.state.basketShared ? html`<p class="note" data-testid="basket-shared">This basket is shared: whoever is signed in and has a link to it sees what is in it, now and later.
            <button type="button" class="small" data-testid="basket-unshare" @click=${unshare}>Stop sharing</button></p>` : nothing;
    }

    function body() {
        if (!store.state.basketKnown && !store.state.basketProblem) {
            return skeleton(8, 'Fetching the basket');
        }
        if (empty()) {
            return html`${emptyNote('The basket is empty.', 'Find products and add them; a session or a job then takes them along.',
                html`<p><a class="button main" href="/find">Find data</a></p>`)}${sharedNote()}`;
        }
        const {basketQuery, basket, person} = store.state;
        const gone = summary?.gone_count ?? summary?.gone?.length ?? 0;
        const pages = after => `/basket${after ? `?after=${encodeURIComponent(after)}` : ''}`;
        return html`${head()}
            <p class="actions"><a class="button main" data-testid="basket-launch" href="/launch">Launch with the basket</a>
                ${basketQuery ? html`<a class="button" href=${`/find?${findAddress(basketQuery)}`}>See it in Find</a>` : nothing}
                ${person ? html`<button type="button" data-testid="basket-share" @click=${share}>Share by link</button>` : nothing}
                <button type="button" data-testid="basket-launch-link" @click=${launchLink}>Copy launch link</button>
                <button type="button" class="danger" data-testid="basket-empty" @click=${clear}>Empty it</button></p>
            ${sharedNote()}
            ${person ? nothing : html`<p class="note">You are not signed in: the basket is kept in this browser, and follows you when you <a href="/sign-in?next=%2Fbasket">sign in</a>.</p>`}
            ${gone > 0 ? html`<p class="note bad">${count(gone, 'product')} of it ${gone === 1 ? 'is' : 'are'} no longer there, or no longer yours to see.
                ${basketQuery ? nothing : html`<button type="button" class="small" @click=${() => store.remove(summary.gone)}>Take ${gone === 1 ? 'it' : 'them'} out</button>`}</p>` : nothing}
            ${person ? siteTable(summary, summaryProblem, again) : nothing}
            <section class="panel"><h2>Products</h2>
                <table class="stack"><caption class="hidden">Products in the basket</caption><thead><tr><th scope="col">Product</th><th scope="col">Collection</th><th scope="col" class="number">Size</th>
                    <th scope="col">Held at</th><th scope="col"><span class="hidden">Remove</span></th></tr></thead><tbody>${repeat(rows, id => id, row)}</tbody></table>
                ${next || params.get('after') ? html`<nav class="actions end" aria-label="Pages">${params.get('after') ? html`<a class="button" href=${pages(null)}>First page</a>` : nothing}
                    ${next ? html`<a class="button" rel="next" href=${pages(next)}>Next page</a>` : nothing}</nav>` : nothing}</section>`;
    }

    return {
        title: 'Basket',
        enter(url) {
            params = url.searchParams;
            store.refreshBasket();
            return refresh();
        },
        leave() {
            clearTimeout(timer);
        },
        storeChanged: refresh,
        view: () => html`<h1 tabindex="-1">Basket</h1>${problemNote(store.state.basketProblem, () => store.refreshBasket())}${problemNote(problem, again)}${body()}`,
    };
}
