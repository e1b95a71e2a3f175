// Basket: what was chosen, how much it is and where it lies.
import {html, nothing, repeat} from '../../ui/lit.js';
import * as api from '../../core/catalogue.js';
import {bytes, count} from '../../core/format.js';
import {emptyNote, loading, problemNote, productName, productPath, shortId, sites} from '../../ui/states.js';

const SHOWN = 100;

export function page({store, changed}) {
    let known = new Map();
    let knownFor = '';
    let problem = null;

    async function refresh() {
        const ids = store.state.basket.slice(0, SHOWN);
        if (ids.join() === knownFor) {
            return;
        }
        knownFor = ids.join();
        try {
            const more = await api.productsById(ids.filter(id => !known.has(id)));
            known = new Map([...known, ...more]);
            problem = null;
        } catch (cause) {
            problem = cause;
        }
        changed();
    }

    function row(id) {
        const p = known.get(id);
        const name = p ? productName(p) : shortId(id);
        return html`<li data-testid="basket-row"><span class="grow"><a href=${productPath(id)}>${name}</a> <span class="quiet">${p ? `${p.obs_collection} · ${bytes(p.size)}` : ''}</span></span>
            ${sites(p?.sites)}<button type="button" class="small plain" aria-label=${`Remove ${name} from the basket`} @click=${() => store.remove([id])}>Remove</button></li>`;
    }

    function body() {
        const ids = store.state.basket;
        if (!store.state.basketKnown && !store.state.basketProblem) {
            return loading('Fetching the basket…');
        }
        if (ids.length === 0 && !store.state.basketQuery) {
            return emptyNote('The basket is empty.', 'Find products and add them; a session or a job then takes them along.',
                html`<p><a class="button main" href="/find">Find data</a></p>`);
        }
        return html`<p class="actions"><a class="button main" href="/launch">Launch with the basket</a>
                <button type="button" @click=${() => store.empty()}>Empty the basket</button></p>
            <section class="panel"><h2>${store.state.basketQuery ? 'All that this search finds' : count(ids.length, 'product')}</h2>
            ${store.state.basketQuery ? html`<p><a href=${`/find?${store.state.basketQuery}`}>${store.state.basketQuery}</a></p>` : nothing}
            <ul class="basket">${repeat(ids.slice(0, SHOWN), id => id, row)}</ul></section>`;
    }

    return {
        title: 'Basket',
        enter() {
            store.refreshBasket();
            return refresh();
        },
        leave() {},
        storeChanged: refresh,
        view: () => html`<h1 tabindex="-1">Basket</h1>${problemNote(store.state.basketProblem)}${problemNote(problem)}${body()}`,
    };
}
