// Why something waits or failed and what to do; how far its data has come.
import {html, nothing} from '../../ui/lit.js';
import {bytes, clock, count, memory, seconds} from '../../core/format.js';
import {endsThere, failureAdvice, isOver, sentence, WAITING, waitingAdvice} from '../../core/words.js';

const upper = text => text.charAt(0).toUpperCase() + text.slice(1);

/** @param waiting {reason, message, since} */
export function waits(waiting, lead = 'Waits') {
    const told = waiting.message || WAITING[waiting.reason] || waiting.reason;
    const words = WAITING[waiting.reason];
    return html`<div class="why wait" data-testid="why"><p><b>${lead}:</b> ${sentence(words ?? told)} ${words && waiting.message ? html`<span class="quiet">(${waiting.message})</span>` : nothing}</p>
        <p>${waitingAdvice(waiting.reason)}${waiting.since ? html` <span class="quiet">Since ${clock(new Date(waiting.since))}.</span>` : nothing}</p></div>`;
}

/** @param again path of a launch panel that asks for the same */
export function why(entity, again) {
    if (entity.state === 'WAITING' && entity.waiting) {
        return html`${waits(entity.waiting)}${copies(entity)}`;
    }
    if (entity.state === 'FAILED') {
        return html`<div class="why bad" role="alert" data-testid="why"><p><b>Failed:</b> ${sentence(entity.reason ?? 'no reason was given')}</p>
            <p>${failureAdvice(entity.reason)} <a href=${again}>Run again</a></p></div>`;
    }
    if (entity.state === 'UNREACHABLE') {
        return html`<div class="why wait" data-testid="why"><p><b>Unreachable:</b> ${sentence(entity.reason)}</p>
            <p>It comes back by itself when the site answers.${kept(entity.kept_until)} Stop it to give it up, then run it again elsewhere.</p></div>`;
    }
    if (entity.state === 'STAGING') {
        return staging(entity.staging);
    }
    return isOver(entity.state) && entity.reason ? html`<p class="why">${upper(sentence(entity.reason))}</p>` : nothing;
}

function kept(until) {
    const words = endsThere(until, Date.now());
    return words ? html` <b data-testid="kept">${words}</b>` : nothing;
}

/** Bytes, rate and expected time of data on its way. */
export function staging(told) {
    if (!told) {
        return html`<p class="why">Its data is being brought.</p>`;
    }
    const {bytes_done: done, bytes_total: total, bytes_per_s: rate, expected_s: left} = told;
    return html`<div class="why staging" data-testid="staging"><progress max=${total || 1} value=${done || 0} aria-label="Data brought"></progress>
        <p>${bytes(done)} of ${bytes(total)}${rate > 0 ? html` · ${bytes(rate)}/s` : nothing}${Number.isFinite(left) ? html` · about ${seconds(left)} to go` : nothing}
        ${told.as_of ? html`<span class="quiet">· as of ${clock(new Date(told.as_of))}</span>` : nothing}</p></div>`;
}

const PHASE = {ORDERED: 'ordered', STARTED: 'on its way', COMPLETED: 'there', FAILED: 'failed'};

/** Copies that are made before it starts. */
export function copies(entity) {
    const all = entity.transfers ?? [];
    return all.length === 0 ? nothing : html`<ul class="copies">${all.map(each => html`<li>${bytes(each.ordered_bytes || each.bytes)} from <span class="site">${each.source}</span> to
        <span class="site">${each.target}</span> <b class=${each.phase === 'FAILED' ? 'bad-text' : each.phase === 'COMPLETED' ? 'good-text' : ''}>${PHASE[each.phase] ?? each.phase}</b>
        ${each.failure ? html`: ${sentence(each.failure)}` : nothing}</li>`)}</ul>`;
}

/** One line of what it is and where. */
export function facts(entity) {
    const left = (Date.parse(entity.expires_at) - Date.now()) / 1000;
    const parts = [
        `${entity.datalab?.id ?? ''} ${entity.datalab?.version ?? ''}`.trim(),
        entity.site ? html`at <a class="site" href=${`/sites/${encodeURIComponent(entity.site)}`}>${entity.site}</a>` : null,
        entity.inputs ? count(entity.inputs.count, 'product') : 'no products',
        entity.resources ? `${count(entity.resources.cores, 'core')}, ${memory(entity.resources.memory_mib)}${entity.kind === 'job' ? ' a task' : ''}` : null,
        Number.isFinite(entity.local_bytes) && entity.local_bytes + entity.moved_bytes > 0 ? `${bytes(entity.local_bytes)} read in place, ${bytes(entity.moved_bytes)} moved` : null,
        !isOver(entity.state) && Number.isFinite(left) ? (left > 0 ? `ends in ${seconds(left)}` : 'its lease has ended') : null,
    ].filter(Boolean);
    return html`<p class="meta">${parts.map((part, i) => html`${i > 0 ? ' · ' : ''}${part}`)}</p>`;
}

/** A launch panel that asks for the same again. */
export function againPath(entity) {
    const {datalab, resources = {}, wish} = entity;
    const params = new URLSearchParams({datalab: datalab?.id ?? ''});
    if (entity.inputs?.count > 0) {
        params.set('again', `${entity.kind}s:${entity.id}`);
    } else {
        params.set('data', 'none');
    }
    const add = (name, value) => value && params.set(name, value);
    add('wish', wish);
    add('cores', resources.cores);
    add('memory', resources.memory_mib ? resources.memory_mib / 1024 : null);
    add('gpus', resources.gpus);
    add('hours', entity.lease_s ? entity.lease_s / 3600 : null);
    return `/launch?${params}`;
}
