// What does not work at present, under the header of every page.
import {html, nothing} from './lit.js';
import {list, moment, since} from '../core/format.js';
import {missed} from '../core/status.js';

const FEW = 2;

/** @param status of core/status.js */
export function banner(status) {
    const {offline, silentSince} = status.state;
    const lines = offline ? [html`<b>This computer is offline.</b> What is shown may be old; the page goes on by itself when the network is back.`]
        : silentSince ? [html`<b>Periapsis does not answer</b> ${when(silentSince.toISOString())}. What is shown may be old; the page tries again by itself.`]
            : [...outages(status.down()), ...status.noted().map(noted)];
    return html`<div class="banner" role="status" data-testid="banner">${lines.length === 0 ? nothing
        : html`<ul>${lines.map(line => html`<li>${line}</li>`)}</ul>`}</div>`;
}

/** More than fit beside the page are folded under one line. */
function outages(all) {
    if (all.length <= FEW) {
        return all.map(outage);
    }
    const first = all.map(each => each.since).filter(Boolean).sort()[0];
    return [html`<details><summary><b>${all.length} services are down</b> ${when(first)}: ${list(all.map(named))}</summary>
        <ul>${all.map(each => html`<li>${outage(each)}</li>`)}</ul></details>`];
}

const named = each => (each.site ? `${each.service} at ${each.site}` : each.service);

function outage(each) {
    return html`<b>${named(each)} is ${each.state === 'STARTING' ? 'starting' : 'down'}</b> ${when(each.since)}. ${missed(each)}; the rest works.
        ${each.detail ? html`<span class="quiet">${each.detail}</span>` : nothing}`;
}

function noted(each) {
    return html`<b>${named(each)}</b> works, and has something for an operator: <span class="quiet">${each.diagnosis}</span>`;
}

const when = iso => (iso ? html`<span title=${moment(iso)}>since ${since(iso, new Date())}</span>` : nothing);
