// Every site's score, term by term, as a table and as bars of one scale.
import {html, svg, nothing} from '../../ui/lit.js';
import {bytes, count, list, seconds} from '../../core/format.js';

const TERMS = [['wait_s', 'Wait'], ['transfer_s', 'Transfer'], ['image_s', 'Image'], ['egress_s', 'Egress']];
const PARTS_SHOWN = 6;

/** @param preview scores, site; parts when the shards of a job go different ways */
export function placementTable(preview) {
    if (preview.parts?.length > 1) {
        const titled = preview.parts.map((part, i) => table(part, partTitle(preview, i)));
        const more = titled.length - PARTS_SHOWN;
        return html`${titled.slice(0, PARTS_SHOWN)}${more > 0 ? html`<details><summary>${count(more, 'more part')}</summary>${titled.slice(PARTS_SHOWN)}</details>` : nothing}`;
    }
    return table(preview, nothing);
}

/** A job is cut by who holds the data. */
function partTitle(preview, i) {
    const shard = preview.shards?.[i];
    const what = `Part ${i + 1} of ${preview.parts.length}`;
    return shard ? `${what}: ${count(shard.count, 'product')} held at ${list(shard.holders) || 'no site'}, ${bytes(shard.bytes)}` : what;
}

/** The same for what a session was told when it was placed. */
export function scoresTable(scores, site) {
    return table({scores, site}, nothing, true);
}

function table({scores, site}, title, past) {
    const order = [...(scores ?? [])].sort((a, b) => Boolean(a.refusal) - Boolean(b.refusal) || a.total_s - b.total_s || (a.site < b.site ? -1 : 1));
    if (order.length === 0) {
        return html`<p class="quiet">No site has made an offer yet.</p>`;
    }
    const longest = Math.max(...order.filter(s => !s.refusal).map(s => s.total_s), 1e-9);
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Scores of the sites">
        <table class="scores stack" data-testid=${past ? nothing : 'preview-table'}>
        <caption class=${title === nothing ? 'hidden' : ''}>${title === nothing ? 'Every site, in seconds; the least total is chosen' : title}</caption>
        <thead><tr><th scope="col">Site</th>${TERMS.map(([name, label]) => html`<th scope="col" class="number"><span class="key ${name}" aria-hidden="true"></span>${label}</th>`)}
            <th scope="col" class="number">Total</th><th scope="col" class="number">There</th><th scope="col" class="number">To copy</th></tr></thead>
        <tbody>${order.map(score => row(score, site, longest, past))}</tbody></table></div>`;
}

function row(score, site, longest, past) {
    const best = score.site === site;
    return html`<tr class=${best ? 'best' : ''} data-testid=${past ? nothing : 'preview-site-row'} data-site=${score.site}>
        <th scope="row">${score.site}${best ? html` <span class="chip good">${past ? 'ran here' : 'chosen'}</span>` : nothing}</th>
        ${score.refusal ? html`<td colspan="5" class="refusal">Not here: ${score.refusal}</td>`
            : html`${TERMS.map(([name, label]) => html`<td class="number" data-label=${label}>${seconds(score[name])}</td>`)}
                <td class="number total" data-label="Total"><b>${seconds(score.total_s)}</b>${bar(score, longest)}</td>`}
        <td class="number" data-label="There">${bytes(score.local_bytes)}</td><td class="number" data-label="To copy">${bytes(score.moved_bytes)}</td></tr>`;
}

function bar(score, longest) {
    let x = 0;
    return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">${TERMS.map(([name]) => {
        const width = (100 * Math.max(score[name] || 0, 0)) / longest;
        const part = svg`<rect class=${name} x=${x} y="0" width=${width} height="6"></rect>`;
        x += width;
        return part;
    })}</svg>`;
}
