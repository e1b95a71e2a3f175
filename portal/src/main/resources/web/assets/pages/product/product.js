// One product: what it is, where it is, what it came from and what came from it.
import {html, nothing} from '../../ui/lit.js';
import * as api from '../../core/catalogue.js';
import {basketButton, loading, problemNote, productName, productPath, shortId, emptyNote} from '../../ui/states.js';
import {sexagesimal} from '../../sky/coordinates.js';
import {skyPlot} from '../../sky/skyplot.js';
import {angle, bytes, mjdDate, moment, seconds, wavelength} from '../../core/format.js';

const plain = value => value;
const mjd = value => `${mjdDate(value)} (MJD ${Number(value.toFixed(5))})`;
const degrees = value => `${Number(value.toFixed(6))}°`;

/** ObsCore names in reading order: name, label, how it is written. What is not here follows as it is. */
const GROUPS = [
    ['What', [['obs_collection', 'Collection', plain], ['obs_id', 'Observation', plain], ['obs_title', 'Title', plain],
        ['target_name', 'Target', plain], ['dataproduct_type', 'Type', plain], ['dataproduct_subtype', 'Subtype', plain],
        ['calib_level', 'Calibration level', plain], ['facility_name', 'Facility', plain], ['instrument_name', 'Instrument', plain],
        ['o_ucd', 'Observable', plain], ['pol_states', 'Polarisation', plain]]],
    ['Where', [['s_ra', 'Right ascension', degrees], ['s_dec', 'Declination', degrees], ['s_fov', 'Field of view', angle],
        ['s_resolution', 'Resolution', value => angle(value / 3600)], ['s_xel1', 'Pixels, axis 1', plain], ['s_xel2', 'Pixels, axis 2', plain]]],
    ['When', [['t_min', 'Start', mjd], ['t_max', 'End', mjd], ['t_exptime', 'Exposure', seconds], ['t_resolution', 'Time resolution', seconds],
        ['t_xel', 'Samples', plain]]],
    ['Energy', [['em_min', 'Shortest wavelength', wavelength], ['em_max', 'Longest wavelength', wavelength],
        ['em_res_power', 'Resolving power', plain], ['em_xel', 'Samples', plain]]],
    ['Access', [['access_format', 'Format', plain], ['size', 'Size', bytes], ['data_rights', 'Rights', plain],
        ['obs_release_date', 'Public from', moment], ['archive', 'Archive', plain], ['revision', 'Revision', plain],
        ['ingested_at', 'Ingested', moment], ['manifest_sha256', 'SHA-256 of the manifest', plain]]],
];

export function page({store, changed}) {
    let id = null;
    let product = null;
    let problem = null;

    async function load() {
        product = null;
        problem = null;
        changed();
        try {
            product = await api.product(id);
        } catch (cause) {
            problem = cause;
        }
        changed();
    }

    function group([title, fields]) {
        const known = fields.filter(([name]) => product[name] !== undefined && product[name] !== null && product[name] !== '');
        return known.length === 0 ? nothing : html`<section class="panel"><h2>${title}</h2><dl class="facts">
            ${known.map(([name, label, write]) => html`<dt>${label} <code>${name}</code></dt><dd>${write(product[name])}</dd>`)}</dl></section>`;
    }

    function replicas() {
        const all = product.replicas ?? [];
        return html`<section class="panel"><h2>Replicas</h2>${all.length === 0 ? html`<p>No site holds its bytes now.</p>` : html`
            <table class="stack"><caption class="hidden">Replicas by site</caption><thead><tr><th scope="col">Site</th><th scope="col">State</th>
                <th scope="col" class="number">Size</th><th scope="col">Verified</th></tr></thead>
            <tbody>${all.map(r => html`<tr><th scope="row" data-label="Site"><span class="site">${r.site}</span></th>
                <td data-label="State">${r.state}${r.current === false ? ', of an earlier revision' : ''}${r.reason ? html`<br><span class="quiet">${r.reason}</span>` : nothing}</td>
                <td data-label="Size" class="number">${bytes(r.size)}</td><td data-label="Verified">${r.verified_at ? moment(r.verified_at) : `not since it was added, ${moment(r.added_at)}`}</td></tr>`)}</tbody></table>`}
        </section>`;
    }

    function files() {
        return (product.files ?? []).length === 0 ? nothing : html`<section class="panel"><h2>Files</h2>
            <ul class="files">${product.files.map(f => html`<li>${api.fileUrl(product, f.name) ? html`<a href=${api.fileUrl(product, f.name)} download>${f.name}</a>` : html`<b>${f.name}</b>`}
                ${bytes(f.size)}<br><code>sha256 ${f.sha256}</code></li>`)}</ul></section>`;
    }

    function relatives(title, all, none) {
        return html`<h3>${title}</h3>${(all ?? []).length === 0 ? html`<p class="quiet">${none}</p>`
            : html`<ul>${all.map(r => html`<li><a href=${productPath(r.obs_publisher_did)}>${r.obs_title ?? shortId(r.obs_publisher_did)}</a>
                <span class="quiet">${r.obs_collection}</span></li>`)}</ul>`}`;
    }

    function provenance() {
        const p = product.provenance;
        return html`<section class="panel"><h2>Provenance</h2>
            ${p ? html`<p>Made by ${p.datalab ?? 'a command'} ${p.datalab_version ?? ''} in job <a href=${`/find?job=${p.job_id}`}>${p.job_id.slice(0, 8)}</a>, task ${p.task}.</p>` : nothing}
            ${relatives('Came from', product.came_from, p ? 'Nothing that you may see.' : `Sent by the archive ${product.archive ?? ''}.`)}
            ${relatives('What came from it', product.led_to, 'Nothing yet.')}</section>`;
    }

    function head() {
        const download = api.downloadUrl(product);
        const onSky = Number.isFinite(product.s_ra);
        return html`<p class="crumb"><a href="/find">Find</a> › ${product.obs_collection}</p>
            <h1 tabindex="-1">${productName(product)}</h1>
            <p class="id"><code>${id}</code></p>
            <p>${onSky ? sexagesimal({ra: product.s_ra, dec: product.s_dec}) : 'No place on the sky'} · ${bytes(product.size)}
                ${(product.sites ?? []).map(site => html` <span class="site">${site}</span>`)}</p>
            <p class="actions">${basketButton(store, id, productName(product))}
                ${download ? html`<a class="button small" href=${download} download>Download</a>` : nothing}
                ${onSky ? html`<a class="button small" href=${`/find?pos=${product.s_ra.toFixed(5)}+${product.s_dec.toFixed(5)}`}>What else is here</a>` : nothing}
                ${store.has(id) ? html`<a class="button small" href="/launch">Launch with the basket</a>` : nothing}</p>
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
            return html`<h1 tabindex="-1">Product</h1>${loading('Fetching the product…')}`;
        }
        return html`${head()}<div class="two">
            <div>${Number.isFinite(product.s_ra) ? html`<section class="panel plot" aria-label="Footprint">${skyPlot([product],
                {zoom: true, narrow: matchMedia('(max-width: 44rem)').matches, active: null, cone: null, hover() {}, choose() {}})}</section>` : nothing}
                ${replicas()}${files()}${provenance()}</div>
            <div>${GROUPS.map(group)}</div></div>`;
    }

    return {
        title: 'Product',
        enter(url) {
            const written = url.pathname.slice('/products/'.length);
            // A hand-written address may hold a stray percent sign.
            id = /%(?![0-9a-f]{2})/i.test(written) ? written : decodeURIComponent(written);
            return load();
        },
        leave() {},
        view: body,
    };
}
