// Views beside each other. Which one is shown is in the address, so they are links.
import {html, nothing} from './lit.js';

/** @param tabs [{path, label, count?}] @param current the path of the one shown */
export function tabs(label, all, current) {
    return html`<nav class="tabs" aria-label=${label}>${all.map(each => html`<a href=${each.path} data-keep-place
        aria-current=${each.path === current ? 'page' : nothing}>${each.label}${each.count === undefined ? nothing
            : html` <span class="count">${each.count.toLocaleString('en')}</span>`}</a>`)}</nav>`;
}
