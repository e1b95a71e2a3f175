// What a site says it can take, in words and bars.
import {html, nothing} from '../../ui/lit.js';
import {ago, clock, memory} from '../../core/format.js';

/** @returns {text, tone, since?} */
export function condition(site) {
    if (site.lost) {
        return {text: 'Lost', tone: 'bad', since: site.outages?.at(-1)?.since};
    }
    if (!site.last_heard) {
        return {text: 'Never heard', tone: 'over'};
    }
    if (site.silent) {
        return {text: 'Silent', tone: 'wait', since: site.last_heard};
    }
    return site.accepting === false ? {text: 'Takes nothing new', tone: 'wait'} : {text: 'Open', tone: 'good'};
}

export function conditionChip(site) {
    const {text, tone, since} = condition(site);
    return html`<span class="chip ${tone}"><span class="dot" aria-hidden="true"></span>${text}${since ? ` since ${clock(new Date(since))}` : ''}</span>`;
}

/** Cores and memory in use, as bars. */
export function usage(site) {
    const {capacity, free} = site;
    if (!capacity || !free) {
        return html`<p class="quiet">It has made no offer.</p>`;
    }
    return html`<dl class="usage">${one('Cores', capacity.cores - free.cores, capacity.cores, n => Number(n.toFixed(1)))}
        ${one('Memory', capacity.memory_mib - free.memory_mib, capacity.memory_mib, memory)}
        ${capacity.gpus > 0 ? one('GPUs', capacity.gpus - free.gpus, capacity.gpus, n => n) : nothing}</dl>
        <p class="quiet">${site.running} running${site.queued > 0 ? `, ${site.queued} queued` : ''} · heard ${ago(site.last_heard, Date.now())}</p>`;
}

function one(label, used, all, text) {
    const part = all > 0 ? Math.min(100, Math.max(0, (100 * used) / all)) : 0;
    return html`<div><dt>${label}</dt><dd><svg viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="5"></rect>
        <rect class="used" width=${part} height="5"></rect></svg>${text(Math.max(0, used))} of ${text(all)} in use</dd></div>`;
}
