// The datalabs that open what a product holds.
import {html, nothing} from '../../ui/lit.js';
import {problemNote} from '../../ui/states.js';
import {launchPath} from '../../ui/copy.js';

/**
 * Whether a datalab opens files of a type: it names the type, its family (image/*), or none at all.
 */
export function opens(datalab, types) {
    const wanted = datalab.file_types ?? [];
    return wanted.length === 0 || types.some(type => wanted.some(each => each === type || each === '*/*' || (each.endsWith('/*') && type.startsWith(each.slice(0, -1)))));
}

/** What a product's files are, without parameters and compression. */
export function typesOf(product) {
    const all = [product.access_format, ...(product.files ?? []).map(file => file.content_type ?? (/\.fits(\.gz|\.fz)?$/i.test(file.name) ? 'application/fits' : null))];
    return [...new Set(all.filter(Boolean).map(type => type.split(';')[0].trim().toLowerCase().replace(/^image\/(x-)?fits$/, 'application/fits')))];
}

/** @param labs null while they are not known; a Problem when they did not come */
export function openIn(product, labs, person) {
    if (person === undefined) {
        return nothing;
    }
    const id = product.obs_publisher_did;
    return html`<section class="panel" data-testid="open-in"><h2>Open in…</h2>${person === null
        ? html`<p>Datalabs run beside the data after sign-in. <a href=${launchPath({ids: [id]})}>Choose one</a></p>`
        : labs instanceof Error ? problemNote(labs) : labs === null ? html`<p class="quiet">Asking which datalabs open it…</p>` : choices(id, labs, typesOf(product))}</section>`;
}

function choices(id, labs, types) {
    const fitting = labs.filter(lab => lab.startable !== false && opens(lab, types));
    return fitting.length === 0 ? html`<p class="quiet">No datalab names its type (${types.join(', ') || 'unknown'}). <a href=${launchPath({ids: [id]})}>See them all</a></p>`
        : html`<ul class="opens">${fitting.map(lab => html`<li><a class="button small" href=${launchPath({datalab: lab.id, ids: [id]})}>${lab.title ?? lab.id}</a>
            <span class="quiet">${lab.summary}</span></li>`)}</ul>`;
}
