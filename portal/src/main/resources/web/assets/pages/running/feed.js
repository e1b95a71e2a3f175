// Sessions and jobs as they go: read once, then kept by the log's events, one read for each that changes.
import * as work from '../../core/work.js';
import {workEvents} from '../../core/live.js';
import {isOver} from '../../core/words.js';

const SETTLE_MS = 150;
const POLL_MS = 3000;
const CALM_MS = 20000;
/** Single tasks of a job are not on the log: what is looked at is read again as long as it runs. */
const JOB_MS = 2000;

/** @param changed is called after every change */
export function createFeed(changed) {
    const state = {items: null, problem: null, live: false, missing: false, problemOfOne: null};
    const stale = new Set();
    let all = false;
    let shown = null;
    let close = null;
    let settle = 0;
    let clock = 0;
    let lastRead = 0;
    let lastJob = 0;
    let reading = null;

    /** A read that was asked for while another was on its way may want more than that brings. */
    function read() {
        const mine = (reading ?? Promise.resolve()).then(lists).finally(() => {
            if (reading === mine) {
                reading = null;
            }
        });
        return (reading = mine);
    }

    async function lists() {
        try {
            const [sessions, jobs] = await Promise.all([work.sessions(all), work.jobs(all)]);
            const before = state.items ?? new Map();
            const now = new Map([...sessions, ...jobs].map(each => [each.id, merged(before.get(each.id), each)]));
            // What was looked at must not vanish the moment it ends; the next read of everything brings its last state.
            for (const [id, each] of before) {
                if (!now.has(id) && (id === shown || !isOver(each.state))) {
                    now.set(id, each);
                    stale.add(id);
                }
            }
            state.items = now;
            state.problem = null;
        } catch (cause) {
            state.problem = cause;
        }
        lastRead = Date.now();
        changed();
        await refresh();
    }

    /** A list has less of a job than its own answer: what is known of its parts stays until that comes. */
    const merged = (before, now) => (before && now.kind === 'job' ? {...before, ...now} : now);

    async function refresh() {
        const ids = [...stale];
        stale.clear();
        await Promise.all(ids.map(one));
    }

    async function one(id) {
        const kind = state.items?.get(id)?.kind;
        try {
            const found = kind === 'job' ? await work.job(id) : kind === 'session' ? await work.session(id) : await either(id);
            (state.items ??= new Map()).set(id, found);
            if (id === shown) {
                Object.assign(state, {missing: false, problemOfOne: null});
            }
        } catch (cause) {
            if (cause.status === 404) {
                state.items?.delete(id); // one may be put out of a session
            }
            if (id === shown) {
                Object.assign(state, cause.status === 404 ? {missing: true} : {problemOfOne: cause});
            }
        }
        changed();
    }

    const either = id => work.session(id).catch(cause => {
        if (cause.status === 404 || cause.status === 400) {
            return work.job(id);
        }
        throw cause;
    });

    function told(event) {
        const id = event.data?.entity_id ?? event.subject;
        if (state.items?.has(id)) {
            stale.add(id);
            clearTimeout(settle);
            settle = setTimeout(refresh, SETTLE_MS);
        } else if (/(?:Requested|Submitted|SessionShared)$/.test(event.type)) {
            clearTimeout(settle);
            settle = setTimeout(read, SETTLE_MS);
        }
    }

    function tick() {
        if (document.hidden) {
            return;
        }
        const now = Date.now();
        const job = state.items?.get(shown);
        if (!reading && now - lastRead > (state.live && !state.problem ? CALM_MS : POLL_MS)) {
            read();
        } else if (job?.kind === 'job' && !isOver(job.state) && now - lastJob > JOB_MS) {
            lastJob = now;
            one(shown);
        }
        changed(); // times to go
    }

    return {
        state,
        read,
        /** @param every also what is over @param id what is looked at; null for none */
        show(every, id) {
            const other = every !== all || state.items === null;
            all = every;
            if (id !== shown) {
                shown = id;
                Object.assign(state, {missing: false, problemOfOne: null});
            }
            const wanted = id && (state.items?.get(id)?.kind !== 'session' || !state.items?.has(id));
            if (!close) {
                close = workEvents(told, open => {
                    state.live = open;
                    changed();
                });
                clock = setInterval(tick, 1000);
            }
            // The list tells which of the two it is.
            return (other ? read() : Promise.resolve()).then(() => (wanted ? one(id) : null));
        },
        /** Does something about one and shows what comes of it. */
        async act(id, what) {
            const answer = await what();
            await one(id);
            return answer;
        },
        stop() {
            close?.();
            close = null;
            clearInterval(clock);
            clearTimeout(settle);
        },
    };
}
