// What is known of a product, in sections.
import {html, nothing} from '../../ui/lit.js';
import * as catalogue from '../../core/catalogue.js';
import {angle, bytes, mjdDate, moment, seconds, wavelength} from '../../core/format.js';
import {productPath, shortId} from '../../ui/states.js';
import {copy} from '../../ui/copy.js';
import {bibtex, citation, rightsSentence} from './citation.js';

const plain = value => value;
const mjd = value => `${mjdDate(value)} (MJD ${Number(value.toFixed(5))})`;
const degrees = value => `${Number(value.toFixed(6))}°`;

/** ObsCore names in reading order: name, label, how it is written. */
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
    ['Access', [['access_format', 'Format', plain], ['size', 'Size', bytes], ['archive', 'Archive', plain], ['revision', 'Revision', plain],
        ['ingested_at', 'Ingested', moment], ['manifest_sha256', 'SHA-256 of the manifest', plain]]],
];

export function facts(product) {
    return html`<section class="panel"><h2>Metadata</h2>${GROUPS.map(([title, fields]) => {
        const known = fields.filter(([name]) => product[name] !== undefined && product[name] !== null && product[name] !== '');
        return known.length === 0 ? nothing : html`<h3>${title}</h3><dl class="facts">
            ${known.map(([name, label, write]) => html`<dt>${label} <code>${name}</code></dt><dd>${write(product[name])}</dd>`)}</dl>`;
    })}</section>`;
}

export function replicas(product) {
    const all = product.replicas ?? [];
    return html`<section class="panel"><h2>Replicas</h2>${all.length === 0 ? html`<p>No site holds its bytes now.</p>` : html`
        <table class="stack"><caption class="hidden">Replicas by site</caption><thead><tr><th scope="col">Site</th><th scope="col">State</th>
            <th scope="col" class="number">Size</th><th scope="col">Verified</th></tr></thead>
        <tbody>${all.map(r => html`<tr><th scope="row" data-label="Site"><span class="site">${r.site}</span></th>
            <td data-label="State">${r.state}${r.current === false ? ', of an earlier revision' : ''}${r.reason ? html`<br><span class="quiet">${r.reason}</span>` : nothing}</td>
            <td data-label="Size" class="number">${bytes(r.size)}</td><td data-label="Verified">${r.verified_at ? moment(r.verified_at) : `not since it was added, ${moment(r.added_at)}`}</td></tr>`)}</tbody></table>`}
    </section>`;
}

export function files(product) {
    return (product.files ?? []).length === 0 ? nothing : html`<section class="panel"><h2>Files</h2>
        <ul class="files">${product.files.map(f => html`<li>${catalogue.fileUrl(product, f.name) ? html`<a href=${catalogue.fileUrl(product, f.name)} download>${f.name}</a>` : html`<b>${f.name}</b>`}
            ${bytes(f.size)}<br><code>sha256 ${f.sha256}</code></li>`)}</ul></section>`;
}

export function rights(product) {
    return html`<section class="panel"><h2>Rights</h2><p>${rightsSentence(product, new Date())}</p></section>`;
}

export function cite(product) {
    const text = citation(product, location.origin, new Date());
    return html`<section class="panel"><h2>How to cite</h2><p class="citation">${text}</p>
        <p class="actions"><button type="button" class="small" @click=${() => copy(text, 'The citation is copied.')}>Copy</button>
            <button type="button" class="small" @click=${() => copy(bibtex(product, location.origin, new Date()), 'The BibTeX entry is copied.')}>Copy BibTeX</button></p></section>`;
}

function relatives(title, all, none) {
    return html`<h3>${title}</h3>${(all ?? []).length === 0 ? html`<p class="quiet">${none}</p>`
        : html`<ul>${all.map(r => html`<li><a href=${productPath(r.obs_publisher_did)}>${r.obs_title ?? shortId(r.obs_publisher_did)}</a>
            <span class="quiet">${r.obs_collection}</span></li>`)}</ul>`}`;
}

export function provenance(product) {
    const p = product.provenance;
    const made = product.led_to ?? [];
    return html`<section class="panel"><h2>Provenance</h2>
        ${p ? html`<p>Made by ${p.datalab ?? 'a command'} ${p.datalab_version ?? p.version ?? ''} in job <a href=${`/about/${p.job_id}`}>${p.job_id.slice(0, 8)}</a>${p.task === undefined ? '' : `, task ${p.task}`}.
            <a href=${`/find?job=${p.job_id}`}>All outputs of the job</a></p>` : nothing}
        ${relatives('Came from', product.came_from, p ? 'Nothing that you may see.' : `Sent by the archive ${product.archive ?? ''}.`)}
        ${relatives('What came from it', made, 'Nothing yet.')}
        ${made.length > 0 ? html`<p><a href=${`/find?input=${encodeURIComponent(product.obs_publisher_did)}`}>All of it in Find</a></p>` : nothing}</section>`;
}
