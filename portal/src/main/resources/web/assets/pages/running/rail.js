// Everything that runs, to switch between with one press.
import {html, nothing, repeat} from '../../ui/lit.js';
import {stateChip} from '../../ui/states.js';
import {ago, bytes, count, seconds} from '../../core/format.js';
import {isOver, WAITING} from '../../core/words.js';
import {workPath} from '../launch/asking.js';

/** Alive before over, then the newest first. */
export function ordered(items) {
    const began = each => Date.parse(each.times?.REQUESTED ?? each.times?.SUBMITTED) || 0;
    return [...items].sort((a, b) => isOver(a.state) - isOver(b.state) || began(b) - began(a));
}

/** @param address of an id */
export function rail(items, shown, address) {
    const [sessions, jobs] = ['session', 'job'].map(kind => ordered(items.filter(each => each.kind === kind)));
    return html`${part('Sessions', sessions, shown, address)}${part('Jobs', jobs, shown, address)}`;
}

function part(title, all, shown, address) {
    return all.length === 0 ? nothing : html`<section aria-label=${title}><h2>${title} <span class="count">${all.length}</span></h2>
        <ul class="rail">${repeat(all, each => each.id, each => entry(each, each.id === shown, address))}</ul></section>`;
}

function entry(each, current, address) {
    const session = each.kind === 'session';
    const id = session ? {session: each.id, job: nothing} : {session: nothing, job: each.id};
    return html`<li class=${current ? 'current' : ''} data-testid="${each.kind}-row" data-session=${id.session} data-job=${id.job} data-state=${each.state}>
        <a class="entry" href=${address(each.id)} aria-current=${current ? 'page' : nothing}><b>${each.name || each.datalab?.id}</b>${stateChip(each.state)}<small>${little(each)}</small></a>
        ${session && each.state === 'READY' && each.may_enter ? html`<a class="button main small" data-testid="session-open" target="_blank" rel="noopener" href=${workPath(each)}
            title="In a tab of its own, at an address of its own">Open<span class="hidden"> ${each.name} in its tab</span> ↗</a>` : nothing}</li>`;
}

function little(each) {
    if (each.kind === 'job') {
        if (each.tasks_succeeded === undefined) {
            return count(each.tasks ?? 0, 'task'); // a list does not say how far it has come
        }
        const done = (each.tasks_succeeded ?? 0) + (each.tasks_failed ?? 0);
        return `${done} of ${count(each.tasks ?? 0, 'task')}${each.tasks_failed > 0 ? `, ${each.tasks_failed} failed` : ''}`;
    }
    if (each.state === 'WAITING' && each.waiting) {
        return WAITING[each.waiting.reason] ?? each.waiting.message;
    }
    const left = (Date.parse(each.expires_at) - Date.now()) / 1000;
    return [each.site ? `at ${each.site}` : null,
        each.state === 'STAGING' && each.staging ? `${bytes(each.staging.bytes_done)} of ${bytes(each.staging.bytes_total)}` : null,
        isOver(each.state) ? ago(each.times?.[each.state], Date.now()) : Number.isFinite(left) && left > 0 ? `ends in ${seconds(left)}` : null].filter(Boolean).join(' · ') || 'asked';
}
