// One job: how far it has come, by site and by part, and what failed.
import {html, live, nothing} from '../../ui/lit.js';
import {stateChip} from '../../ui/states.js';
import {confirm} from '../../ui/dialog.js';
import {table} from '../../ui/table.js';
import {bytes, count, list} from '../../core/format.js';
import * as work from '../../core/work.js';
import {failureAdvice, isOver, sentence} from '../../core/words.js';
import {againPath, facts, waits, why} from './why.js';

const PARTS_SHOWN = 50;
const FAILURES_SHOWN = 50;

/** @param see {busy, act(what, told)} */
export function jobHead(job, see) {
    const over = isOver(job.state);
    const done = job.tasks_succeeded ?? 0;
    return html`<header class="head"><div><p class="quiet">Batch job</p><h2>${job.name || job.datalab?.id}</h2></div>${stateChip(job.state)}
            <span class="actions">${done > 0 ? html`<a class="button ${over ? 'main' : ''}" data-testid="job-outputs" href=${`/find?job=${encodeURIComponent(job.id)}`}>Outputs</a>` : nothing}
            ${over || job.state === 'CANCELLING' ? nothing : html`<button type="button" class="danger" data-testid="job-cancel" ?disabled=${see.busy} @click=${() => cancel(job, see)}>Cancel</button>`}
            ${over ? html`<a class="button" data-testid="run-again" href=${againPath(job)}>Run again</a>` : nothing}</span></header>
        ${facts(job)}${progress(job)}${why(job, againPath(job))}`;
}

async function cancel(job, see) {
    if (await confirm(`Cancel ${job.name || 'this job'}?`, 'Tasks that are done keep their outputs; the others do not run.', 'Cancel the job')) {
        see.act(() => work.cancelJob(job.id), 'It is being cancelled.');
    }
}

function progress(job) {
    const [all, done, failed, running] = [job.tasks ?? 0, job.tasks_succeeded ?? 0, job.tasks_failed ?? 0, job.tasks_running ?? 0];
    const wide = n => (all > 0 ? (100 * n) / all : 0);
    const text = `${done} of ${count(all, 'task')} done${failed > 0 ? `, ${failed} failed` : ''}${running > 0 ? `, ${running} running` : ''}`;
    return html`<div class="progress" data-testid="job-progress"><svg viewBox="0 0 100 4" preserveAspectRatio="none" role="progressbar" aria-label="Tasks" aria-valuemin="0" aria-valuemax=${all}
            aria-valuenow=${done + failed} aria-valuetext=${text}><rect class="all" width="100" height="4"></rect><rect class="done" width=${wide(done)} height="4"></rect>
            <rect class="failed" x=${wide(done)} width=${wide(failed)} height="4"></rect><rect class="running" x=${wide(done + failed)} width=${wide(running)} height="4"></rect></svg>
        <p>${done} of ${count(all, 'task')} done${failed > 0 ? html`, <b class="bad-text">${failed} failed</b>` : nothing}${running > 0 ? `, ${running} running` : ''}</p></div>`;
}

/** @param see {words: filter of failures, filter(text), logOf(run, task)} */
export function jobParts(job, see) {
    return html`${unheard(job)}${bySite(job)}${byPart(job)}${failures(job, see)}`;
}

function unheard(job) {
    return (job.unheard ?? []).length === 0 || isOver(job.state) ? nothing
        : html`<p class="why wait">${list(job.unheard)} ${job.unheard.length > 1 ? 'do' : 'does'} not answer: tasks that are done there count when their part is over.</p>`;
}

function bySite(job) {
    return (job.sites ?? []).length === 0 ? nothing : html`<section aria-label="By site" data-testid="job-sites"><h3>By site</h3>${table({
        caption: 'Progress by site', rows: job.sites, key: row => row.site,
        columns: [
            {label: 'Site', head: true, cell: row => html`<a class="site" href=${`/sites/${encodeURIComponent(row.site)}`}>${row.site}</a>`},
            {label: 'Tasks', number: true, cell: row => row.tasks}, {label: 'Done', number: true, cell: row => row.done},
            {label: 'Failed', number: true, cell: row => (row.failed > 0 ? html`<b class="bad-text">${row.failed}</b>` : '0')},
            {label: 'Running', number: true, cell: row => row.running},
            {label: 'In place', number: true, cell: row => bytes(row.local_bytes)}, {label: 'Moved', number: true, cell: row => bytes(row.moved_bytes)},
        ]})}</section>`;
}

const PART_TONE = {WAITING: ['Waiting', 'wait'], RUNNING: ['Running', 'busy'], SUCCEEDED: ['Done', 'good'], FAILED: ['Failed', 'bad'], CANCELLED: ['Cancelled', 'over']};

function byPart(job) {
    const parts = job.shards ?? [];
    return parts.length === 0 ? nothing : html`<section aria-label="By part" data-testid="job-shards"><h3>By part <span class="quiet">a part is what the same sites hold</span></h3>${table({
        caption: 'Progress by part', rows: parts.slice(0, PARTS_SHOWN), key: row => row.shard,
        columns: [
            {label: 'Part', head: true, cell: row => html`${row.shard + 1} <span class="quiet">${count(row.tasks, 'task')}, ${bytes(row.bytes)}</span>`},
            {label: 'Held at', cell: row => (row.holders.length > 0 ? row.holders.map(site => html`<span class="site">${site}</span>`) : 'no site')},
            {label: 'Runs at', cell: row => ((row.at ?? []).length > 0 ? row.at.map(each => html`<span class="at">${each.site} <span class="quiet">${each.done + each.failed}/${each.tasks}</span></span>`) : '–')},
            {label: 'State', cell: row => html`<span class="chip ${PART_TONE[row.state]?.[1] ?? ''}">${PART_TONE[row.state]?.[0] ?? row.state}</span>`},
            {label: 'Done', number: true, cell: row => row.done},
            {label: 'Failed', number: true, cell: row => (row.failed > 0 ? html`<b class="bad-text">${row.failed}</b>` : '0')},
            {label: 'Running', number: true, cell: row => row.running},
        ]})}
        ${parts.length > PARTS_SHOWN ? html`<p class="quiet">${count(parts.length - PARTS_SHOWN, 'more part')} not shown.</p>` : nothing}
        ${parts.filter(part => part.waiting).slice(0, PARTS_SHOWN).map(part => waits(part.waiting, `Part ${part.shard + 1} waits`))}</section>`;
}

function failures(job, {words, filter, logOf}) {
    const all = job.failures ?? [];
    if (all.length === 0) {
        return nothing;
    }
    const found = all.filter(each => [each.reason, each.site, ...(each.inputs ?? [])].join(' ').toLowerCase().includes(words.toLowerCase()));
    return html`<section aria-label="What failed" data-testid="job-failures"><h3>What failed <span class="quiet">${all.length}${all.length >= 200 ? ', the first' : ''}</span></h3>
        ${all.length > 8 ? html`<label class="narrow">Look for<input type="search" .value=${live(words)} @input=${event => filter(event.target.value)}></label>` : nothing}
        <ul class="failures">${found.slice(0, FAILURES_SHOWN).map(each => failure(each, logOf))}</ul>
        ${found.length > FAILURES_SHOWN ? html`<p class="quiet">${count(found.length - FAILURES_SHOWN, 'more failure')}; look for words to find them.</p>` : nothing}</section>`;
}

function failure(each, logOf) {
    const what = each.task === undefined ? `Run ${each.run}` : `Task ${each.task + 1}`;
    return html`<li><p><b>${what}</b> at <span class="site">${each.site}</span> <span class="quiet">run ${each.run}, attempt ${each.epoch}</span></p>
        <p class="bad-text">${sentence(each.reason ?? 'no reason was given')}</p>
        <p>${(each.inputs ?? []).map(id => html`<a href=${`/products/${encodeURIComponent(id)}`}>${id.slice(id.lastIndexOf('?') + 1)}</a> `)}<a href=${logOf(each.run, each.task ?? null)}>Log</a> <span class="quiet">${failureAdvice(each.reason)}</span></p></li>`;
}
