// Datalabs to choose from: what each is, what it needs, where it can start.
import {html, live, nothing, repeat, svg} from '../../ui/lit.js';
import {copyLaunchLink} from '../../ui/copy.js';
import {count, list, memory} from '../../core/format.js';

const MANY = 6;

/** @param choice {labs, sites, chosen: id or null, words: filter, choose(id), filter(words)} */
export function datalabCards({labs, sites, chosen, words, choose, filter}) {
    const shown = labs.filter(lab => lab.id === chosen || matches(lab, words));
    return html`${labs.length > MANY ? html`<label class="narrow">Find a datalab<input type="search" .value=${live(words)} @input=${event => filter(event.target.value)}></label>` : nothing}
        <div class="cards" role="radiogroup" aria-labelledby="labs">${repeat(shown, lab => lab.id, lab => card(lab, sites, lab.id === chosen, choose))}</div>
        ${shown.length === 0 ? html`<p class="quiet">No datalab has these words. <button type="button" class="small" @click=${() => filter('')}>Show all</button></p>` : nothing}`;
}

function matches(lab, words) {
    const text = [lab.id, lab.title, lab.summary, ...(lab.keywords ?? [])].join(' ').toLowerCase();
    return words.toLowerCase().split(/\s+/).every(word => text.includes(word));
}

function card(lab, sites, chosen, choose) {
    const id = `datalab-${lab.id}`;
    const startable = lab.startable !== false;
    return html`<article class="card ${chosen ? 'chosen' : ''}" data-testid="datalab-card" data-datalab=${lab.id}>
        ${thumbnail(lab)}
        <div class="said"><p class="title"><input type="radio" name="datalab" id=${id} value=${lab.id} .checked=${live(chosen)} ?disabled=${!startable}
                aria-describedby="${id}-about" @change=${() => choose(lab.id)}>
            <label for=${id}>${lab.title ?? lab.id}</label> <span class="kind">${lab.kind === 'BATCH' ? 'Batch job' : 'Session'}</span></p>
        <p class="quiet version">${lab.id} ${lab.version}${lab.creator ? ` · ${lab.creator}` : ''}${lab.licence ? ` · ${lab.licence}` : ''}</p>
        <p id="${id}-about">${lab.summary}</p>
        <p class="needs">${needs(lab)}</p>
        ${startable ? offered(lab, sites) : html`<p class="bad-text">Cannot be started: ${lab.build_failure ?? lab.withdrawn ?? `it is ${String(lab.state).toLowerCase()}`}.</p>`}</div>
        <p class="act">${startable ? copyLaunchLink({datalab: lab.id}) : nothing}</p></article>`;
}

function needs(lab) {
    const {cores, memory_mib: mib, gpus} = lab.resources ?? {};
    const parts = [...(lab.needs ?? []), cores ? count(cores, 'core') : null, mib ? memory(mib) : null, gpus ? count(gpus, 'GPU') : null].filter(Boolean);
    const opens = (lab.file_types ?? []).map(type => type.replace(/^application\/|^image\//, '').replace(/^x-/, ''));
    return html`<span class="quiet">Needs</span> ${parts.join(', ') || 'nothing special'}${opens.length > 0 ? html` <span class="quiet">· opens</span> ${list(opens)}` : nothing}`;
}

function offered(lab, sites) {
    const all = sites.map(site => ({site, offer: (site.datalabs ?? []).find(each => each.id === lab.id && (!lab.version || each.version === lab.version))}));
    const open = site => site.accepting !== false && !site.lost && !site.silent;
    const ready = all.filter(({site, offer}) => offer?.ready && open(site)).map(({site}) => site.id);
    return html`<p class="offered">${ready.length > 0 ? html`<span class="good-text">Ready</span> at ${ready.map(id => html`<span class="site">${id}</span>`)}`
        : sites.length === 0 ? 'No site has reported in.' : html`<span class="wait-text">Ready nowhere yet</span>`}
        ${all.filter(({site}) => !ready.includes(site.id)).map(({site, offer}) => html`<span class="quiet not">Not at ${site.id}: ${why(site, offer)}</span>`)}</p>`;
}

function why(site, offer) {
    return site.lost || site.silent ? 'the site does not answer'
        : site.accepting === false ? 'takes nothing new at present'
            : offer ? offer.reason ?? 'being prepared' : 'not offered there';
}

/** A picture by what it is: cells of a notebook, an image, a table of numbers; else its letter. */
function thumbnail(lab) {
    const about = [lab.id, ...(lab.keywords ?? [])].join(' ').toLowerCase();
    const picture = PICTURES.find(([, pattern]) => pattern.test(about));
    const [name, drawn] = picture ? [picture[0], picture[2]()]
        : ['letter', svg`<text x="28" y="37" text-anchor="middle">${(lab.title ?? lab.id).charAt(0).toUpperCase()}</text>`];
    return html`<svg class="thumbnail ${name}" viewBox="0 0 56 56" aria-hidden="true" focusable="false"><rect class="back" width="56" height="56" rx="10"></rect>${drawn}</svg>`;
}

const PICTURES = [
    ['notebook', /notebook|jupyter/, () => svg`<path d="M14 14h28M14 20h18M14 30h28M14 36h22M14 42h12"></path><circle cx="9.5" cy="17" r="1.6"></circle><circle cx="9.5" cy="33" r="1.6"></circle>`],
    ['image', /view|image|picture/, () => svg`<circle cx="28" cy="28" r="4.5"></circle><path d="M28 23.5c10-9 19 5 6 12M28 32.5c-10 9-19-5-6-12"></path>`],
    ['table', /stat|table|catalog/, () => svg`<path d="M12 44V31M21 44V22M30 44V14M39 44V26M46 44V36"></path>`],
];
