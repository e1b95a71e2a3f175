// The life of any id: every event about it or naming it, as a timeline.
import {html, nothing} from '../../ui/lit.js';
import {follow} from '../../core/live.js';
import {history} from '../../core/operations.js';
import {brief, leads, learn, typeOf} from '../../core/telling.js';
import {emptyNote, loading, problemNote} from '../../ui/states.js';
import {copyLink} from '../../ui/copy.js';
import {count} from '../../core/format.js';
import {eventLines} from '../events/lines.js';

/** A life is read to its beginning when it is not longer than this many events. */
const AT_ONCE = 1000;

export function page({store, go, changed}) {
    let id = '';
    let events = null;
    let next = null;
    let problem = null;
    let older = false;
    let open = false;
    let close = null;
    const names = new Map();

    async function load() {
        const mine = id;
        problem = null;
        try {
            const told = await history(id);
            if (mine === id) {
                events = [];
                add(told.items ?? []);
                next = told.next ?? null;
            }
            while (mine === id && next && events.length < AT_ONCE) {
                await earlier();
                if (problem) {
                    break;
                }
            }
        } catch (cause) {
            if (mine === id) {
                problem = cause;
            }
        }
        changed();
    }

    /** Newest first; an event that comes by two ways is there once. */
    function add(more) {
        more.forEach(event => learn(event, names));
        const known = new Set((events ?? []).map(event => event.id));
        events = [...(events ?? []), ...more.filter(event => !known.has(event.id))].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
    }

    async function earlier() {
        older = true;
        changed();
        try {
            const mine = id;
            const told = await history(id, next);
            if (mine === id) {
                add(told.items ?? []);
                next = told.next ?? null;
            }
        } catch (cause) {
            problem = cause;
        }
        older = false;
        changed();
    }

    function listen() {
        close?.();
        close = id ? follow(new URLSearchParams({subject: id}).toString(), event => {
            add([event]);
            changed();
        }, is => {
            open = is;
            changed();
        }) : null;
    }

    /** What it is, from its own events: the newest that is about it, not only names it. */
    function what() {
        const own = (events ?? []).filter(event => event.subject === id);
        const links = own.flatMap(leads).filter((each, i, all) => all.findIndex(other => other.path === each.path) === i);
        const first = own.at(-1);
        return html`<p class="meta">${names.get(id) ? html`<b>${names.get(id)}</b> · ` : nothing}${first ? html`first heard of as <code>${typeOf(first)}</code>` : nothing}</p>
            <p class="actions">${links.map(each => html`<a class="button small" href=${each.path}>${each.label}</a>`)}${copyLink(`/about/${encodeURIComponent(id)}`, 'Copy link')}
                <a class="button small" href=${`/events?about=${encodeURIComponent(id)}`}>Follow it among the events</a></p>`;
    }

    function body() {
        if (!id) {
            return html`<form class="panel ask" @submit=${event => {
                event.preventDefault();
                const asked = String(new FormData(event.target).get('id')).trim();
                asked && go(`/about/${encodeURIComponent(asked)}`);
            }}><label>An id of a product, session, job, transfer, datalab, basket or site<input name="id" autocomplete="off" required></label><button class="main">Show its life</button></form>`;
        }
        if (problem && events === null) {
            return problem.status === 404 && problem.code !== 'not-found' ? html`<div class="note"><p><strong>This platform does not tell the life of an id yet.</strong></p>
                <p>What happens to it from now on is on <a href=${`/events?about=${encodeURIComponent(id)}`}>the events page</a>.</p></div>` : problemNote(problem, load);
        }
        if (events === null) {
            return loading('Reading the log…');
        }
        return html`${what()}<p class="quiet" role="status" data-testid="live">${count(events.length, 'event')}${next ? ', and earlier ones' : ''}${open ? html` · <span class="good-text">●</span> Live` : ''}</p>
            ${events.length === 0 ? emptyNote('The log has nothing about this id that you may see.', store.state.person ? 'Look whether it is complete.' : 'Sign in to see what concerns you.') : eventLines(events, {names, about: id})}
            ${problem ? problemNote(problem, earlier) : nothing}
            ${next ? html`<p><button type="button" ?disabled=${older} @click=${earlier}>${older ? 'Reading…' : 'Earlier'}</button></p>` : nothing}`;
    }

    return {
        get title() {
            return id ? `The life of ${brief(id)}` : 'The life of an id';
        },
        enter(url) {
            const now = decodeURIComponent(url.pathname.replace(/^\/about\/?/, ''));
            if (now === id && events !== null) {
                return null;
            }
            id = now;
            events = null;
            next = null;
            listen();
            changed();
            return id ? load() : null;
        },
        leave: () => close?.(),
        view: () => html`<p class="crumb"><a href="/events">Events</a></p><h1 tabindex="-1">${id ? html`The life of <span class="id">${names.get(id) ?? brief(id)}</span>` : 'The life of an id'}</h1>
            ${id ? html`<p class="quiet"><code>${id}</code></p>` : nothing}${body()}`,
    };
}
