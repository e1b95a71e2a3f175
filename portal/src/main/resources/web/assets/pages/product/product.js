// One product: what it shows, what it is, where it is, what may be done with it.
import {html, nothing} from '../../ui/lit.js';
import * as catalogue from '../../core/catalogue.js';
import * as work from '../../core/work.js';
import '../../sky/sky-map.js';
import {basketButton, emptyNote, problemNote, productName, productPath, sites, skeleton} from '../../ui/states.js';
import {copy, copyLaunchLink, copyLink} from '../../ui/copy.js';
import {bytes} from '../../core/format.js';
import {sexagesimal} from '../../sky/coordinates.js';
import {createHeaders} from './headers.js';
import {openIn} from './open.js';
import {cite, facts, files, provenance, replicas, rights} from './sections.js';

export function page({store, go, changed}) {
    let id = null;
    let product = null;
    let problem = null;
    let noPreview = null;
    let labs = null;
    let running = null;
    const headers = createHeaders({go, changed});

    async function load() {
        running?.abort();
        running = new AbortController();
        const {signal} = running;
        [product, problem, noPreview] = [null, null, null];
        changed();
        try {
            product = await catalogue.product(id, {signal});
        } catch (cause) {
            if (signal.aborted) {
                return;
            }
            problem = cause;
        }
        changed();
        askLabs();
    }

    async function askLabs() {
        if (!store.state.person || labs) {
            return;
        }
        try {
            labs = await work.datalabs();
        } catch (cause) {
            labs = cause;
        }
        changed();
    }

    /** Why there is no picture: the platform says, when it is asked again for words. */
    async function previewFailed() {
        try {
            await catalogue.previewReason(id);
        } catch (cause) {
            noPreview = cause;
            changed();
        }
    }

    function preview() {
        return html`<section class="panel preview" aria-label="Preview">${noPreview
            ? html`<div class="nopreview"><p><b>No preview.</b></p><p class="quiet">${noPreview.message}</p></div>`
            : html`<a href=${catalogue.previewUrl(id, 1024)} target="_blank" rel="noopener" aria-label="The preview alone, in a new tab"><img src=${catalogue.previewUrl(id, 1024)}
                alt=${`Preview of ${productName(product)}`} decoding="async" @error=${previewFailed}></a>`}</section>`;
    }

    function footprint() {
        return Number.isFinite(product.s_ra) ? html`<section class="footprint" aria-label="Footprint">
            <sky-map still .products=${list()} .active=${id} .view=${null}></sky-map></section>` : nothing;
    }

    let listed = [];
    const list = () => (listed[0] === product ? listed : (listed = [product]));

    function head() {
        const download = catalogue.downloadUrl(product);
        const onSky = Number.isFinite(product.s_ra);
        return html`<p class="crumb"><a href="/find">Find</a> › <a href=${`/find?obs_collection=${encodeURIComponent(product.obs_collection)}`}>${product.obs_collection}</a></p>
            <h1 tabindex="-1">${productName(product)}</h1>
            <p class="id"><code>${id}</code> <button type="button" class="small plain" @click=${() => copy(id, 'The id is copied.')}>Copy id</button></p>
            <p>${onSky ? sexagesimal({ra: product.s_ra, dec: product.s_dec}) : 'No place on the sky'} · ${bytes(product.size)} ${sites(product.sites)}</p>
            <p class="actions">${basketButton(store, id, productName(product))}
                ${download ? html`<a class="button small" href=${download} download>Download</a>` : nothing}
                ${onSky ? html`<a class="button small" href=${`/find?q=${product.s_ra.toFixed(5)}+${product.s_dec.toFixed(5)}`}>What else is here</a>` : nothing}
                ${copyLink(productPath(id), 'Copy link')}${copyLaunchLink({ids: [id]})}
                <a class="button small" href=${`/about/${encodeURIComponent(id)}`}>What happened to it</a></p>
            ${download ? nothing : html`<p class="quiet">No site holds its bytes now, and its archive gives no address to download it from.</p>`}`;
    }

    function body() {
        if (problem) {
            const gone = problem.status === 404 || problem.status === 410;
            return html`<h1 tabindex="-1">${gone ? 'Not here' : 'Product'}</h1>
                ${gone ? emptyNote(problem.status === 410 ? 'This product was withdrawn by its archive.' : 'There is no such product, or you may not see it.',
                    html`<code>${id}</code>`, html`<p><a class="button" href="/find">Find data</a></p>`) : problemNote(problem, load)}`;
        }
        if (!product) {
            return html`<h1 tabindex="-1">Product</h1>${skeleton(10, 'Fetching the product')}`;
        }
        return html`${head()}<div class="two">
            <div>${preview()}${footprint()}${openIn(product, labs, store.state.person)}${replicas(product)}${files(product)}</div>
            <div>${headers.view(product)}${facts(product)}${rights(product)}${cite(product)}${provenance(product)}</div></div>`;
    }

    return {
        get title() {
            return product ? productName(product) : 'Product';
        },
        enter(url) {
            const written = url.pathname.slice('/products/'.length);
            // A hand-written address may hold a stray percent sign.
            const next = /%(?![0-9a-f]{2})/i.test(written) ? written : decodeURIComponent(written);
            const same = next === id && product;
            id = next;
            headers.enter(id, url.searchParams);
            return same ? changed() : load();
        },
        leave() {
            running?.abort();
            headers.leave();
        },
        storeChanged: askLabs,
        view: body,
    };
}
