// What does not work at present, under the header of every page.
import {html, nothing} from './lit.js';
import {moment, since} from '../core/format.js';
import {missed} from '../core/status.js';

/** @param status of core/status.js */
export function banner(status) {
    const {offline, silentSince} = status.state;
    const lines = offline ? [html`<b>This computer is offline.</b> What is shown may be old; the page goes on by itself when the network is back.`]
        : silentSince ? [html`<b>Periapsis does not answer</b> ${when(silentSince.toISOString())}. What is shown may be old; the page tries again by itself.`]
            : status.down().map(outage);
    return html`<div class="banner" role="status" data-testid="banner">${lines.length === 0 ? nothing
        : html`<ul>${lines.map(line => html`<li>${line}</li>`)}</ul>`}</div>`;
}

function outage(each) {
    const name = each.site ? `${each.service} at ${each.site}` : each.service;
    return html`<b>${name} is ${each.state === 'STARTING' ? 'starting' : 'down'}</b> ${when(each.since)}. ${missed(each)}; the rest works.
        ${each.detail ? html`<span class="quiet">${each.detail}</span>` : nothing}`;
}

const when = iso => (iso ? html`<span title=${moment(iso)}>since ${since(iso, new Date())}</span>` : nothing);
