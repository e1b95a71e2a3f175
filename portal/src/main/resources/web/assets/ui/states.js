// What a page shows while there is nothing to show, and small pieces of several pages.
import {html, nothing} from './lit.js';
import {moment, since} from '../core/format.js';
import {sentence, stateWords} from '../core/words.js';
import {toast} from './toast.js';

/** What went wrong and what to do about it. @param again tries again; left out when that makes no sense */
export function problemNote(problem, again) {
    if (!problem) {
        return nothing;
    }
    if (problem.signInFirst) {
        return signInNote('This needs sign-in.');
    }
    return html`<div class="note bad" role="alert" data-testid="problem">
        <p><strong>${sentence(problem.message)}</strong>${problem.field ? html` <span class="quiet">(${problem.field})</span>` : nothing}</p>
        ${problem.service && problem.since ? html`<p>${problem.service} is down <span title=${moment(problem.since)}>since ${since(problem.since, new Date())}</span>.</p>` : nothing}
        ${problem.remedy ? html`<p>${sentence(problem.remedy)}</p>` : nothing}
        ${again ? html`<button type="button" class="small" @click=${again}>Try again</button>` : nothing}
    </div>`;
}

export function signInNote(lead) {
    const next = encodeURIComponent(location.pathname + location.search);
    return html`<div class="note" data-testid="sign-in-note">
        <p><strong>${lead}</strong> Public products are found and downloaded without; computing on them is not.</p>
        <p><a class="button" href="/sign-in?next=${next}">Sign in</a></p>
    </div>`;
}

export function stateChip(state) {
    const {text, tone} = stateWords(state);
    return html`<span class="chip ${tone}"><span class="dot" aria-hidden="true"></span>${text}</span>`;
}

export function loading(what) {
    return html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span>${what}</p>`;
}

/** @param act may be undefined: nothing to do then */
export function emptyNote(title, text, act) {
    return html`<div class="note empty"><p><strong>${title}</strong></p><p>${text}</p>${act ?? nothing}</div>`;
}

/** Lines of a list that is on its way, as high as the list will be. */
export function skeleton(lines, label) {
    return html`<div class="skeleton" role="status" aria-label=${label}>${Array.from({length: lines}, () => html`<span></span>`)}</div>`;
}

/** Puts a product in the basket, or takes it out. @param brief a sign only, where there is little room */
export function basketButton(store, productId, label, brief = false) {
    const inside = store.has(productId);
    return html`<button type="button" class="small ${inside ? 'on' : ''} ${brief ? 'brief' : ''}" data-testid="add-to-basket" aria-pressed=${inside}
        aria-label=${`${inside ? 'Remove from' : 'Add to'} basket: ${label}`}
        @click=${() => toggleInBasket(store, productId)}><span class="sign" aria-hidden="true">${inside ? '✓' : '+'}</span>
        <span class="words">${inside ? 'In basket' : 'Add to basket'}</span></button>`;
}

/** A search in the basket is not lost without a way back. */
export function toggleInBasket(store, productId) {
    if (store.has(productId)) {
        return store.remove([productId]);
    }
    const query = store.state.basketQuery;
    if (query) {
        toast('The product took the place of the search in the basket.', {action: {label: 'Put the search back', run: () => store.addQuery(query)}});
    }
    return store.add([productId]);
}

export const sites = all => (all ?? []).map(site => html`<span class="site">${site}</span>`);

export const productPath = productId => `/products/${encodeURIComponent(productId)}`;

/** The last part of a product id, for where there is little room. */
export function shortId(productId) {
    return productId.slice(Math.max(productId.lastIndexOf('?'), productId.lastIndexOf('/')) + 1);
}

export function productName(product) {
    return product.target_name || product.obs_title || shortId(product.obs_publisher_did);
}
