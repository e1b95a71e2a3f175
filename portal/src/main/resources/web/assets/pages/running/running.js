// Running: sessions and jobs as they go; one of them whole.
import {html, nothing} from '../../ui/lit.js';
import {emptyNote, loading, problemNote, signInNote, skeleton} from '../../ui/states.js';
import {tabs} from '../../ui/tabs.js';
import {toast} from '../../ui/toast.js';
import {scoresTable} from '../launch/placement.js';
import {isOver} from '../../core/words.js';
import {createFeed} from './feed.js';
import {jobHead, jobParts} from './job.js';
import {createLog} from './log.js';
import {ordered, rail} from './rail.js';
import {sessionHead} from './session.js';

export function page({store, go, changed}) {
    let url = new URL(location.href);
    let id = null;
    let words = '';
    const acting = new Set();
    const feed = createFeed(changed);
    const log = createLog(changed);

    const param = name => url.searchParams.get(name);
    const all = () => param('show') === 'all';
    const entity = () => (id ? feed.state.items?.get(id) : null);

    /** An address of this page with changes; a null takes out. */
    function address(changes, of = id) {
        const next = new URLSearchParams(url.search);
        Object.entries(changes).forEach(([name, value]) => (value === null ? next.delete(name) : next.set(name, value)));
        return `/running${of ? `/${encodeURIComponent(of)}` : ''}${next.size > 0 ? `?${next}` : ''}`;
    }

    const to = other => address({view: null, run: null, task: null, path: null}, other);

    /** Which view of an entity is shown when the address names none. */
    function viewOf(each) {
        const asked = param('view');
        const possible = views(each).map(([name]) => name);
        return possible.includes(asked) ? asked : possible[0];
    }

    function views(each) {
        const placed = Boolean(each.times?.PLACED) || (each.runs ?? 0) > 0;
        return [each.kind === 'job' ? ['progress', 'Progress'] : null, placed ? ['log', 'Log'] : null,
            each.kind === 'session' ? ['where', 'Where and why'] : null].filter(Boolean);
    }

    function followLog() {
        const each = entity();
        const shown = each && viewOf(each) === 'log';
        log.follow(shown ? {kind: `${each.kind}s`, id: each.id, ...(each.kind === 'job' ? {run: param('run') ?? '0', ...(param('task') ? {task: param('task')} : {})} : {})} : null);
    }

    async function act(what, told) {
        const of = id;
        acting.add(of);
        changed();
        try {
            await feed.act(of, what);
            toast(told);
        } catch (cause) {
            toast(cause.remedy ? `${cause.message} ${cause.remedy}` : cause.message, {tone: 'bad'});
        }
        acting.delete(of);
        changed();
    }

    function detail() {
        const each = entity();
        if (!each) {
            return feed.state.missing ? emptyNote('There is no such session or job.', 'It may be somebody else’s, or the address is cut off.', html`<p><a class="button" href=${to(null)}>What runs</a></p>`)
                : feed.state.problemOfOne ? problemNote(feed.state.problemOfOne, () => feed.show(all(), id)) : loading('Fetching it…');
        }
        const see = {busy: acting.has(each.id), me: store.state.person, act, path: param('path'), logOf: (run, task) => address({view: 'log', run, task}), words, filter(text) {
            words = text;
            changed();
        }};
        const shown = viewOf(each);
        return html`<article class="panel one" data-testid="detail" data-id=${each.id} data-state=${each.state} aria-label=${each.name || each.datalab?.id}>
            ${each.kind === 'session' ? sessionHead(each, see) : jobHead(each, see)}
            <div class="bar views">${tabs('Views', views(each).map(([name, label]) => ({path: address({view: name}), label})), address({view: shown}))}
                <a class="button small" href=${`/about/${encodeURIComponent(each.id)}`}>Its whole life</a></div>
            ${shown === 'progress' ? jobParts(each, see) : shown === 'where' ? where(each) : logView(each)}</article>`;
    }

    function where(session) {
        return (session.scores ?? []).length === 0 ? html`<p class="quiet">It has not been placed, and no site has been scored.</p>` : scoresTable(session.scores, session.site);
    }

    function logView(each) {
        return html`${param('task') ? html`<p>Task ${Number(param('task')) + 1} of run ${param('run') ?? '0'}</p>` : nothing}${each.kind === 'job' && each.runs > 1 ? html`<label class="narrow">Run<select @change=${event => go(address({run: event.target.value, task: null}), {replace: true, keepPlace: true})}>
            ${Array.from({length: Math.min(each.runs, 1000)}, (_, i) => html`<option value=${i} ?selected=${String(i) === (param('run') ?? '0')}>${i}</option>`)}</select></label>` : nothing}${log.view()}`;
    }

    function list() {
        const {items, problem} = feed.state;
        if (!items) {
            // One cause is told once: beside this list it stands with the one that is asked for.
            return !problem ? skeleton(3, 'Fetching what runs') : feed.state.problemOfOne ? nothing : problemNote(problem, feed.read);
        }
        const shown = [...items.values()].filter(each => all() || !isOver(each.state) || each.id === id);
        return html`${problem ? problemNote(problem, feed.read) : nothing}
            ${shown.length === 0 ? emptyNote(all() ? 'You have started nothing yet.' : 'Nothing runs now.', 'Launch a session or a job, and it appears here.',
                html`<p><a class="button main" href="/launch">Launch</a></p>`) : rail(shown, id ?? first(shown), to)}`;
    }

    /** What is shown beside the list before anything was chosen. */
    const first = shown => (matchMedia('(min-width: 66rem)').matches ? ordered(shown)[0]?.id : null);

    function body() {
        if (store.state.person === null) {
            return signInNote('Your sessions and jobs are behind sign-in.');
        }
        return html`<div class="running ${id ? 'chosen' : ''}"><div class="list"><div class="bar">${tabs('Which', [{path: address({show: null}), label: 'Running'}, {path: address({show: 'all'}), label: 'All'}],
                address({show: all() ? 'all' : null}))}
                <p class="quiet live" role="status" data-testid="live">${feed.state.live ? html`<span class="good-text">●</span> Live` : 'Looking every 3 s'}</p></div>${list()}</div>
            <div class="beside">${id ? html`<a class="back" href=${to(null)}>← All that runs</a>${detail()}` : nothing}</div></div>`;
    }

    async function enter(now) {
        url = now;
        id = decodeURIComponent(/^\/running\/([^/]+)/.exec(now.pathname)?.[1] ?? '') || null;
        if (!store.state.person) {
            return changed();
        }
        const asked = feed.show(all(), id);
        changed();
        await asked;
        if (url !== now) {
            return;
        }
        const beside = id ?? first([...(feed.state.items?.values() ?? [])].filter(each => all() || !isOver(each.state)));
        if (!id && beside) {
            id = beside;
            await feed.show(all(), id);
        }
        followLog();
        changed();
    }

    return {
        title: 'Running',
        enter,
        leave() {
            feed.stop();
            log.follow(null);
        },
        storeChanged() {
            if (store.state.person && !feed.state.items) {
                enter(url);
            }
        },
        view() {
            queueMicrotask(followLog);
            return html`<h1 tabindex="-1">Running</h1>${body()}`;
        },
    };
}
