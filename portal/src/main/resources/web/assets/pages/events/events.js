// Events: the log as it is written, in words, with filters that a person understands.
import {html, live, nothing} from '../../ui/lit.js';
import {follow} from '../../core/live.js';
import {kindsFor, learn} from '../../core/telling.js';
import {sites} from '../../core/work.js';
import {emptyNote} from '../../ui/states.js';
import {tabs} from '../../ui/tabs.js';
import {chosen, fits, question, SINCE} from './choice.js';
import {eventLines} from './lines.js';

const KEPT = 500;
const DRAW_MS = 200;
const wide = matchMedia('(min-width: 60rem)');

export function page({store, go, changed}) {
    let params = new URLSearchParams();
    let close = null;
    let asked = '';
    let open = false;
    let events = [];
    let waiting = [];
    let dropped = false;
    let paused = false;
    let timer = 0;
    let known = [];
    const names = new Map();
    const ids = new Set();

    function stream() {
        const now = chosen(params, store.state.person);
        const query = question(now, store.state.person, Date.now());
        const key = JSON.stringify([now, store.state.person?.subject]);
        if (key === asked) {
            return;
        }
        asked = key;
        close?.();
        clear();
        close = follow(query, event => take(event, now), is => {
            open = is;
            changed();
        });
    }

    function clear() {
        events = [];
        waiting = [];
        dropped = false;
        ids.clear();
    }

    function take(event, now) {
        learn(event, names);
        // A stream that opens again without an id may bring what is there already.
        if (!fits(event, now) || ids.has(event.id)) {
            return;
        }
        ids.add(event.id);
        waiting.push(event);
        if (!paused) {
            timer ||= setTimeout(draw, DRAW_MS);
        } else if (waiting.length % 10 === 1) {
            changed();
        }
    }

    /** Newest first, by their own time: topics come in any order to each other. */
    function draw() {
        timer = 0;
        events = [...waiting, ...events].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
        waiting = [];
        if (events.length > KEPT) {
            events.slice(KEPT).forEach(event => ids.delete(event.id));
            events = events.slice(0, KEPT);
            dropped = true;
        }
        changed();
    }

    function pause() {
        paused = !paused;
        draw();
    }

    function path(changes) {
        const next = new URLSearchParams(params);
        Object.entries(changes).forEach(([name, value]) => (value ? next.set(name, value) : next.delete(name)));
        return `/events${next.size > 0 ? `?${next}` : ''}`;
    }

    const set = changes => go(path(changes), {replace: true, keepPlace: true});

    function toggle(id, on) {
        const {kinds} = chosen(params, store.state.person);
        const now = on ? [...kinds, id] : kinds.filter(each => each !== id);
        const usual = kindsFor(store.state.person).filter(kind => !kind.loud).map(kind => kind.id);
        set({kinds: now.length === 0 || (now.length === usual.length && usual.every(each => now.includes(each))) ? '' : now.join(',')});
    }

    function filters(now) {
        return html`<details class="panel" ?open=${wide.matches}><summary>Filters</summary><form class="filters" aria-label="Filters" @submit=${event => event.preventDefault()}><fieldset><legend>What</legend>${kindsFor(store.state.person).map(kind => html`<label class="check"><input type="checkbox" name=${kind.id}
                .checked=${live(now.kinds.includes(kind.id))} @change=${event => toggle(kind.id, event.target.checked)}>${kind.label}</label>`)}</fieldset>
            <label>Site<select name="site" @change=${event => set({site: event.target.value})}><option value="" ?selected=${!now.site}>Every site</option>
                ${[...new Set([...known, now.site].filter(Boolean))].sort().map(site => html`<option value=${site} ?selected=${site === now.site}>${site}</option>`)}</select></label>
            <label>About an id<input type="search" name="about" autocomplete="off" placeholder="product, session, job…" .value=${live(now.about)} @change=${event => set({about: event.target.value.trim()})}></label>
            ${now.about ? html`<p><a href=${`/about/${encodeURIComponent(now.about)}`}>Its whole life</a></p>` : nothing}
            ${store.state.person ? nothing : html`<p class="quiet">Without sign-in: public products. <a href=${`/sign-in?next=${encodeURIComponent(path({}))}`}>Sign in</a> for your sessions and jobs.</p>`}</form></details>`;
    }

    function body() {
        const now = chosen(params, store.state.person);
        return html`<div class="events-page">${filters(now)}<section aria-label="The log"><div class="bar">
                ${tabs('Since', SINCE.map(each => ({path: path({since: each.id === '10min' ? '' : each.id}), label: each.label})), path({since: now.since.id === '10min' ? '' : now.since.id}))}
                <p class="actions"><span class="quiet" role="status" data-testid="live">${paused ? `Paused${waiting.length > 0 ? `, ${waiting.length} new` : ''}` : open ? html`<span class="good-text">●</span> Live` : 'Opening the stream…'}</span>
                <button type="button" class="small" aria-pressed=${paused} @click=${pause}>${paused ? 'Go on' : 'Pause'}</button></p></div>
            ${events.length > 0 ? eventLines(events, {names}) : emptyNote(open ? 'Nothing has happened yet.' : 'The log is not open.',
                open ? 'What happens appears here at once. Choose a longer time or more kinds to see what was before.' : 'The page opens it again by itself; the banner says when a service is down.')}
            ${dropped ? html`<p class="quiet">The newest ${KEPT} are shown.</p>` : nothing}</section></div>`;
    }

    return {
        title: 'Events',
        enter(url) {
            params = url.searchParams;
            if (store.state.person && known.length === 0) {
                sites().then(all => {
                    known = all.map(site => site.id);
                    changed();
                }, () => null); // without it the address still names a site
            }
            stream();
            changed();
        },
        leave() {
            close?.();
            clearTimeout(timer);
        },
        storeChanged() {
            if (asked) {
                stream();
            }
        },
        view: () => html`<h1 tabindex="-1">Events</h1>${body()}`,
    };
}
