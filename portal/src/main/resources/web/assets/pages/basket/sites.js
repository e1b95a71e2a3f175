// How much of a basket lies at each site, and how much would have to be brought there.
import {html, nothing, repeat} from '../../ui/lit.js';
import {bytes} from '../../core/format.js';
import {problemNote, skeleton} from '../../ui/states.js';

/** @param summary of the basket; null while it is not known */
export function siteTable(summary, problem, again) {
    return html`<section class="panel" data-testid="basket-sites"><h2>Where it lies</h2>${problem ? told(problem, again)
        : summary ? table(summary) : skeleton(3, 'Asking where the bytes are')}</section>`;
}

function told(problem, again) {
    return problem.status === 404 ? html`<p class="quiet">This platform does not tell how a basket lies over the sites. Launch says it for the datalab you choose.</p>` : problemNote(problem, again);
}

function table({sites, bytes: all}) {
    const order = [...(sites ?? [])].sort((a, b) => b.local_bytes - a.local_bytes || (a.site < b.site ? -1 : 1));
    return order.length === 0 ? html`<p>No site holds any of it now.</p>` : html`<table class="stack"><caption class="hidden">Bytes in place and to move, by site</caption>
        <thead><tr><th scope="col">Site</th><th scope="col" class="number">Products</th><th scope="col" class="number">In place</th><th scope="col" class="number">To move there</th><th scope="col" class="share"><span class="hidden">Share in place</span></th></tr></thead>
        <tbody>${repeat(order, each => each.site, each => html`<tr><th scope="row" data-label="Site"><span class="site">${each.site}</span></th>
            <td data-label="Products" class="number">${Number(each.products ?? 0).toLocaleString('en')}</td><td data-label="In place" class="number">${bytes(each.local_bytes)}</td>
            <td data-label="To move" class="number">${each.missing_bytes > 0 ? bytes(each.missing_bytes) : 'nothing'}</td>
            <td class="share">${all > 0 ? html`<svg class="part" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${`${Math.round(100 * each.local_bytes / all)} % in place at ${each.site}`}>
                <rect class="all" width="100" height="6"></rect><rect class="here" width=${100 * each.local_bytes / all} height="6"></rect></svg>` : nothing}</td></tr>`)}</tbody></table>`;
}
