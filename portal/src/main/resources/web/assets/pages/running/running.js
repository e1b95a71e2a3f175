// Running: sessions and jobs as they go, why they wait, why they failed.
import {html, nothing, repeat, ref} from '../../ui/lit.js';
import {workEvents} from '../../core/live.js';
import * as api from '../../core/work.js';
import {emptyNote, loading, problemNote, signInNote, stateChip} from '../../ui/states.js';
import {scoresTable} from '../launch/placement.js';
import {ago, bytes, count, moment, seconds} from '../../core/format.js';
import {failureAdvice, isOver, sentence, waitingAdvice} from '../../core/words.js';

const SETTLE_MS = 150;
const POLL_MS = 3000;
const CALM_MS = 20000;
const STEPS = [['REQUESTED', 'Asked'], ['PLACED', 'Placed'], ['STAGING', 'Data'], ['STARTING', 'Start'], ['READY', 'Ready']];
const LOG_LIMIT = 400000;

export function page({store, go, changed}) {
    let params = new URLSearchParams();
    let sessions = null;
    let jobs = null;
    let details = new Map();
    let problem = null;
    let actProblem = null;
    let acting = new Set();
    let liveStream = false;
    let closeStream = null;
    let timer = 0;
    let clock = 0;
    let lastRead = 0;
    let reading = false;
    let again = false;
    let log = null;
    const watched = new Map();

    async function read() {
        if (reading) {
            again = true;
            return;
        }
        reading = true;
        try {
            const all = params.get('show') === 'all';
            let [nowSessions, nowJobs] = await Promise.all([api.sessions(all), api.jobs(all)]);
            // What was looked at must not vanish the moment it ends.
            nowSessions = [...nowSessions, ...(await Promise.all(missing('session', nowSessions).map(id => api.session(id))))];
            nowJobs = [...nowJobs, ...(await Promise.all(missing('job', nowJobs).map(id => api.job(id))))];
            const more = nowJobs.filter((job, i) => !isOver(job.state) || i < 10);
            const fetched = await Promise.all(more.map(job => api.job(job.id)));
            details = new Map(fetched.map(job => [job.id, job]));
            [sessions, jobs] = [nowSessions, nowJobs];
            sessions.filter(s => !isOver(s.state)).forEach(s => watched.set(s.id, 'session'));
            jobs.filter(j => !isOver(j.state)).forEach(j => watched.set(j.id, 'job'));
            problem = null;
            lastRead = Date.now();
        } catch (cause) {
            problem = cause;
        }
        reading = false;
        changed();
        if (again) {
            again = false;
            soon();
        }
    }

    const missing = (kind, there) =>
        [...watched].filter(([id, its]) => its === kind && !there.some(each => each.id === id)).map(([id]) => id);
    const isNew = id => params.get('new')?.endsWith(`:${id}`);

    function soon() {
        clearTimeout(timer);
        timer = setTimeout(read, SETTLE_MS);
    }

    /** The stream tells when to look; without it the page looks by itself, and now and then in any case. */
    function start() {
        closeStream = workEvents(soon, open => {
            const regained = open && !liveStream;
            liveStream = open;
            if (regained) {
                soon();
            }
            changed();
        });
        clock = setInterval(() => {
            if (!document.hidden && Date.now() - lastRead > (liveStream ? CALM_MS : POLL_MS)) {
                read();
            }
            changed();
        }, 1000);
    }

    async function act(id, what) {
        acting = new Set([...acting, id]);
        actProblem = null;
        changed();
        try {
            await what();
            await read();
        } catch (cause) {
            actProblem = {id, cause};
        }
        acting.delete(id);
        changed();
    }

    function address(edit) {
        const next = new URLSearchParams(params);
        edit(next);
        return `/running${next.size ? `?${next}` : ''}`;
    }

    // The log shown is in the address, so that a reload shows it again.
    function syncLog() {
        const [kind, id] = (params.get('logs') ?? '').split(':');
        if (log?.id === id || (!log && !id)) {
            return;
        }
        log?.stop.abort();
        log = id ? {kind, id, text: '', state: 'open', problem: null, stop: new AbortController()} : null;
        if (log) {
            follow(log);
        }
    }

    async function follow(shown) {
        shown.state = 'open';
        shown.problem = null;
        try {
            await api.followLog(shown.kind, shown.id, text => {
                shown.text = (shown.text + text).slice(-LOG_LIMIT);
                changed();
            }, shown.stop.signal);
            shown.state = 'ended';
        } catch (cause) {
            if (shown.stop.signal.aborted) {
                return;
            }
            shown.state = 'ended';
            shown.problem = cause;
        }
        changed();
    }

    /** Stays at the end while the reader is at the end. */
    const stick = element => {
        if (element) {
            const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
            queueMicrotask(() => {
                if (atEnd || !element.dataset.seen) {
                    element.scrollTop = element.scrollHeight;
                    element.dataset.seen = 'yes';
                }
            });
        }
    };

    function logView(id) {
        if (log?.id !== id) {
            return nothing;
        }
        return html`<section class="log" aria-label="Log"><div class="bar"><b>Log</b>
            <span class="quiet">${log.state === 'open' ? 'following' : 'ended'}</span>
            ${log.state === 'ended' ? html`<button type="button" class="small" @click=${() => {
                log.text = '';
                log.stop = new AbortController();
                follow(log);
            }}>Read again</button>` : nothing}
            <a class="button small" href=${address(next => next.delete('logs'))}>Close</a></div>
            ${problemNote(log.problem)}
            <pre tabindex="0" ${ref(element => stick(element))}>${log.text || (log.state === 'open' ? 'Nothing written yet.' : 'The log is empty.')}</pre></section>`;
    }

    const logLink = (kind, id) => log?.id === id ? nothing : html`<a class="button small" href=${address(next => next.set('logs', `${kind}:${id}`))}>Log</a>`;

    function steps(session) {
        const times = session.times ?? {};
        const begin = Date.parse(times.REQUESTED);
        return html`<ol class="steps" aria-label="Progress">${STEPS.map(([name, label]) => {
            const at = Date.parse(times[name]);
            const now = session.state === name;
            return html`<li class="${Number.isNaN(at) ? '' : 'done'} ${now && name !== 'READY' ? 'now' : ''}" aria-current=${now ? 'step' : nothing}>
                <span>${label}</span><small>${Number.isNaN(at) ? ' ' : name === 'REQUESTED' ? ago(times[name], Date.now()) : `+${seconds((at - begin) / 1000)}`}</small></li>`;
        })}</ol>`;
    }

    function why(entity) {
        if (entity.state === 'WAITING' && entity.waiting) {
            return html`<p class="why wait"><b>Waits:</b> ${sentence(entity.waiting.message || entity.waiting.reason)} ${waitingAdvice(entity.waiting.reason)}</p>`;
        }
        if (entity.state === 'FAILED') {
            return html`<p class="why bad" role="alert"><b>Failed:</b> ${sentence(entity.reason ?? 'no reason was given')} ${failureAdvice(entity.reason)}</p>`;
        }
        if (entity.state === 'UNREACHABLE') {
            return html`<p class="why wait">${sentence(entity.reason)} It comes back by itself when the site answers; stop it to give it up.</p>`;
        }
        if (entity.state === 'STAGING' && entity.staging) {
            const {bytes_done: done, bytes_total: total, bytes_per_s: rate} = entity.staging;
            return html`<p class="why"><progress max=${total || 1} value=${done || 0} aria-label="Bringing data"></progress>
                ${bytes(done)} of ${bytes(total)}${rate > 0 ? `, ${bytes(rate)}/s` : ''}</p>`;
        }
        return isOver(entity.state) && entity.reason ? html`<p class="why">${sentence(entity.reason)}</p>` : nothing;
    }

    function facts(entity) {
        const left = (Date.parse(entity.expires_at) - Date.now()) / 1000;
        const parts = [
            `${entity.datalab?.id ?? ''} ${entity.datalab?.version ?? ''}`.trim(),
            entity.site ? html`at <span class="site">${entity.site}</span>` : null,
            entity.inputs ? count(entity.inputs.count, 'product') : 'no products',
            Number.isFinite(entity.local_bytes) ? `${bytes(entity.local_bytes)} read in place, ${bytes(entity.moved_bytes)} moved` : null,
            !isOver(entity.state) && Number.isFinite(left) ? html`<span title=${moment(entity.expires_at)}>${left > 0 ? `ends in ${seconds(left)}` : 'its lease has ended'}</span>` : null,
        ].filter(Boolean);
        return html`<p class="meta">${parts.map((part, i) => html`${i > 0 ? ' · ' : ''}${part}`)}</p>`;
    }

    function reasons(entity) {
        return (entity.scores ?? []).length === 0 ? nothing
            : html`<details><summary>Why ${entity.site ? `at ${entity.site}` : 'it waits'}</summary>${scoresTable(entity.scores, entity.site)}</details>`;
    }

    function sessionRow(session) {
        const over = isOver(session.state);
        const busy = acting.has(session.id);
        const lease = session.lease_s || 3600;
        return html`<article class="panel run ${isNew(session.id) ? 'fresh' : ''}" data-testid="session-row" data-session=${session.id} data-state=${session.state}>
            <header><h3>${session.name || session.datalab?.id}</h3>${stateChip(session.state)}
                <span class="actions">
                ${session.state === 'READY' ? html`<a class="button main small" data-testid="session-open" target="_blank" rel="noopener" href=${api.sessionUrl(session)}>Open<span class="hidden"> in a new tab</span> ↗</a>` : nothing}
                ${session.times?.PLACED ? logLink('sessions', session.id) : nothing}
                ${['READY', 'STARTING', 'STAGING', 'PLACED'].includes(session.state) ? html`<button type="button" class="small" ?disabled=${busy}
                    @click=${() => act(session.id, () => api.renewSession(session.id, lease))}>Renew (+${seconds(lease)})</button>` : nothing}
                ${over || session.state === 'STOPPING' ? nothing : html`<button type="button" class="small danger" data-testid="session-stop" ?disabled=${busy}
                    title="Ends it. Files under work/ are kept." @click=${() => act(session.id, () => api.stopSession(session.id))}>Stop</button>`}</span></header>
            ${facts(session)}${over ? nothing : steps(session)}${why(session)}
            ${actProblem?.id === session.id ? problemNote(actProblem.cause) : nothing}
            ${reasons(session)}${logView(session.id)}</article>`;
    }

    function jobRow(listed) {
        const job = {...listed, ...(details.get(listed.id) ?? {}), state: listed.state};
        const [done, failed] = [job.tasks_succeeded ?? 0, job.tasks_failed ?? 0];
        const over = isOver(job.state);
        return html`<article class="panel run ${isNew(job.id) ? 'fresh' : ''}" data-testid="job-row" data-job=${job.id} data-state=${job.state}>
            <header><h3>${job.name || job.datalab?.id}</h3>${stateChip(job.state)}
                <span class="actions">
                ${done > 0 || job.state === 'SUCCEEDED' ? html`<a class="button ${over ? 'main' : ''} small" data-testid="job-outputs" href=${`/find?job=${encodeURIComponent(job.id)}`}>Outputs</a>` : nothing}
                ${(job.runs ?? 0) > 0 ? logLink('jobs', job.id) : nothing}
                ${over || job.state === 'CANCELLING' ? nothing : html`<button type="button" class="small danger" ?disabled=${acting.has(job.id)}
                    @click=${() => act(job.id, () => api.cancelJob(job.id))}>Cancel</button>`}</span></header>
            ${facts(job)}
            <p class="why"><progress max=${job.tasks || 1} value=${done + failed} aria-label="Tasks done"></progress>
                ${done} of ${count(job.tasks ?? 0, 'task')} done${failed > 0 ? html`, <b class="bad-text">${failed} failed</b>` : nothing}</p>
            ${why(job)}
            ${(job.shards ?? []).filter(s => s.waiting).map(s => html`<p class="why wait"><b>Part ${s.shard + 1}</b> (${count(s.tasks, 'task')}, held at ${(s.holders ?? []).join(', ')}) waits: ${sentence(s.waiting.message || s.waiting.reason)} ${waitingAdvice(s.waiting.reason)}</p>`)}
            ${actProblem?.id === job.id ? problemNote(actProblem.cause) : nothing}
            ${(job.sites ?? []).length > 0 ? html`<table class="stack"><caption class="hidden">Progress by site</caption><thead><tr><th scope="col">Site</th><th scope="col" class="number">Runs</th>
                <th scope="col" class="number">Tasks done</th><th scope="col" class="number">Failed</th><th scope="col" class="number">In place</th><th scope="col" class="number">Moved</th></tr></thead>
                <tbody>${job.sites.map(s => html`<tr><th scope="row" data-label="Site"><span class="site">${s.site}</span></th><td class="number" data-label="Runs">${s.runs}</td>
                    <td class="number" data-label="Tasks done">${s.succeeded} of ${s.tasks}</td><td class="number" data-label="Failed">${s.failed}</td>
                    <td class="number" data-label="In place">${bytes(s.local_bytes)}</td><td class="number" data-label="Moved">${bytes(s.moved_bytes)}</td></tr>`)}</tbody></table>` : nothing}
            ${(job.failures ?? []).length > 0 ? html`<details ?open=${job.state === 'FAILED'}><summary>${count(job.failures.length, 'run')} failed</summary><ul class="failures">
                ${job.failures.map(f => html`<li><b>Run ${f.run}, attempt ${f.epoch}</b> at ${f.site}: ${sentence(f.reason ?? String(f.phase).toLowerCase())} ${failureAdvice(f.reason)}</li>`)}</ul></details>` : nothing}
            ${logView(job.id)}</article>`;
    }

    function body() {
        if (store.state.person === null) {
            return signInNote('Your sessions and jobs are behind sign-in.');
        }
        if (!sessions) {
            return problem ? problemNote(problem, read) : loading('Fetching what runs…');
        }
        const all = params.get('show') === 'all';
        const none = sessions.length + jobs.length === 0;
        return html`<div class="bar"><p class="quiet" role="status">${liveStream ? 'Live' : 'Looking every 3 s: the event stream is not open'}</p>
                <nav class="tabs" aria-label="Which"><a href=${address(n => n.delete('show'))} aria-current=${all ? nothing : 'true'}>Running</a>
                <a href=${address(n => n.set('show', 'all'))} aria-current=${all ? 'true' : nothing}>All</a></nav></div>
            ${problem ? problemNote(problem, read) : nothing}
            ${none ? emptyNote(all ? 'You have started nothing yet.' : 'Nothing runs now.', 'Launch a session or a job, and it appears here.',
                html`<p><a class="button main" href="/launch">Launch</a></p>`) : nothing}
            ${sessions.length > 0 ? html`<section aria-label="Sessions"><h2>Sessions</h2>${repeat(sessions, s => s.id, sessionRow)}</section>` : nothing}
            ${jobs.length > 0 ? html`<section aria-label="Jobs"><h2>Jobs</h2>${repeat(jobs, j => j.id, jobRow)}</section>` : nothing}`;
    }

    return {
        title: 'Running',
        enter(url) {
            const before = params.get('show');
            params = url.searchParams;
            const [kind, id] = (params.get('new') ?? '').split(':');
            if (id) {
                watched.set(id, kind);
            }
            if (!store.state.person) {
                return changed();
            }
            syncLog();
            if (!closeStream) {
                start();
                return read();
            }
            return before === params.get('show') && lastRead > 0 ? changed() : read();
        },
        leave() {
            closeStream?.();
            clearInterval(clock);
            clearTimeout(timer);
            log?.stop.abort();
        },
        view: () => html`<h1 tabindex="-1">Running</h1>${body()}`,
    };
}
