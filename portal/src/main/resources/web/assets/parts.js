// Small pieces that several pages show.
import {html, nothing} from './vendor.js';
import {sentence, stateWords} from './words.js';

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

/** Puts a product in the basket, or takes it out. */
export function basketButton(store, productId, label) {
    const inside = store.has(productId);
    return html`<button type="button" class="small ${inside ? 'on' : ''}" data-testid="add-to-basket" aria-pressed=${inside}
        aria-label=${`${inside ? 'Remove from' : 'Add to'} basket: ${label}`}
        @click=${() => (inside ? store.remove([productId]) : store.add([productId]))}>${inside ? 'In basket ✓' : 'Add to basket'}</button>`;
}

export const productPath = productId => `/products/${encodeURIComponent(productId)}`;

/** The last part of a product id, for where there is little room. */
export function shortId(productId) {
    return productId.slice(Math.max(productId.lastIndexOf('?'), productId.lastIndexOf('/')) + 1);
}

export function productName(product) {
    return product.target_name || product.obs_title || shortId(product.obs_publisher_did);
}
