// What all pages share: who is signed in, and the basket.
import {me, signOut} from './api.js';
import * as catalogue from './catalogue.js';

// Changes not yet confirmed by the platform: [{key, put, ids, query, owner}], in order; owner null before sign-in.
// They are kept in the browser, so that leaving the page right after a click loses nothing. Repeating one is harmless.
const UNSENT = 'periapsis.basket.unsent';
const EMPTY = {ids: [], query: null};

/** @param changed is called after every change */
export function createStore(changed) {
    // person: undefined until it is known. basket: the ids; basketQuery: the search that is the basket instead, or null.
    // basketShared: whether whoever is signed in may read it.
    const state = {person: undefined, basket: [], basketQuery: null, basketShared: false, basketProblem: null, basketKnown: false};
    let confirmed = EMPTY;
    let sending = null;
    let inside = new Set();

    const all = () => JSON.parse(localStorage.getItem(UNSENT) ?? '[]');
    const mine = each => each.owner === null || each.owner === state.person?.subject;
    const unsent = () => all().filter(mine);

    function show(problem = state.basketProblem) {
        const now = apply(confirmed, unsent());
        state.basketProblem = problem;
        state.basket = now.ids;
        state.basketQuery = now.query;
        state.basketShared = confirmed.shared === true;
        inside = new Set(now.ids);
        changed();
    }

    /** What was chosen without sign-in goes into the basket of whoever signs in. */
    async function load() {
        state.person = await me();
        confirmed = EMPTY;
        await refreshBasket();
    }

    async function refreshBasket() {
        if (state.person === undefined) {
            return undefined; // load reads it
        }
        if (!state.person) {
            state.basketKnown = true;
            return show(null);
        }
        if (unsent().length > 0) {
            return send();
        }
        try {
            confirmed = await catalogue.basket();
            state.basketKnown = true;
            show(null);
        } catch (problem) {
            show(problem);
        }
    }

    function change(what) {
        const key = `${Date.now()} ${Math.random()}`;
        localStorage.setItem(UNSENT, JSON.stringify([...all(), {key, ...what, owner: state.person?.subject ?? null}]));
        show();
        return state.person ? send() : Promise.resolve();
    }

    /** One at a time: whatever has come up meanwhile goes with the next round. */
    function send() {
        sending ??= sendAll().then(() => show(null), show).finally(() => (sending = null));
        return sending;
    }

    async function sendAll() {
        for (let batch = unsent(), conflicts = 0; batch.length > 0; batch = unsent()) {
            try {
                const now = await catalogue.basket();
                confirmed = await catalogue.putBasket(apply(now, batch), now.version);
                state.basketKnown = true;
            } catch (problem) {
                if (problem.status === 409 && ++conflicts < 5) {
                    continue; // somebody else changed it between the two calls
                }
                if (problem.status === 400 || problem.status === 413) {
                    forget(batch); // it will never be taken: shown as it is, with the reason
                }
                throw problem;
            }
            forget(batch);
            show(null);
        }
    }

    function sharedNow(shared) {
        confirmed = {...confirmed, shared};
        show();
    }

    function forget(batch) {
        const sent = new Set(batch.map(each => each.key));
        localStorage.setItem(UNSENT, JSON.stringify(all().filter(each => !sent.has(each.key))));
    }

    return {
        state,
        load,
        refreshBasket,
        add: ids => change({put: true, ids}),
        remove: ids => change({put: false, ids}),
        /** The basket becomes whatever a search finds, now and later. */
        addQuery: query => change({put: true, ids: [], query}),
        empty: () => change({put: false, ids: null}),
        /** @returns {id, link} */
        async share() {
            const told = await catalogue.shareBasket();
            sharedNow(true);
            return told;
        },
        async unshare() {
            await catalogue.unshareBasket();
            sharedNow(false);
        },
        has: productId => inside.has(productId),
        async signOut() {
            await signOut();
            state.person = null;
            confirmed = EMPTY;
            show(null);
        },
    };
}

/** A query takes the place of ids, and ids that of a query; ids null takes everything out. */
export function apply(contents, changes) {
    return changes.reduce(({ids, query}, each) => {
        if (each.query) {
            return {ids: [], query: each.query};
        }
        if (each.put) {
            return {ids: [...new Set([...ids, ...each.ids])], query: null};
        }
        return each.ids === null ? EMPTY : {ids: ids.filter(id => !each.ids.includes(id)), query};
    }, {ids: contents.ids ?? [], query: contents.query ?? null});
}
