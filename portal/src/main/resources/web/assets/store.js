// What all pages share: who is signed in, and the basket.
import * as api from './api.js';

// Changes not yet confirmed by the platform: [{key, put: bool, ids, owner}], in order; owner null before sign-in.
// They are kept in the browser, so that leaving the page right after a click loses nothing. Repeating one is harmless.
const UNSENT = 'periapsis.basket.unsent';

/** @param changed is called after every change */
export function createStore(changed) {
    const state = {person: undefined, basket: [], basketProblem: null};
    let confirmed = [];
    let sending = null;

    const all = () => JSON.parse(localStorage.getItem(UNSENT) ?? '[]');
    const mine = each => each.owner === null || each.owner === state.person?.subject;
    const unsent = () => all().filter(mine);

    function show(problem = state.basketProblem) {
        state.basketProblem = problem;
        state.basket = apply(confirmed, unsent());
        changed();
    }

    /** What was chosen without sign-in goes into the basket of whoever signs in. */
    async function load() {
        state.person = await api.me();
        confirmed = [];
        await refreshBasket();
    }

    async function refreshBasket() {
        if (!state.person) {
            return show(null);
        }
        if (unsent().length > 0) {
            return send();
        }
        try {
            confirmed = (await api.basket()).ids;
            show(null);
        } catch (problem) {
            show(problem);
        }
    }

    function change(put, ids) {
        localStorage.setItem(UNSENT, JSON.stringify([...all(), {key: `${Date.now()} ${Math.random()}`, put, ids, owner: state.person?.subject ?? null}]));
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
                const now = await api.basket();
                confirmed = (await api.putBasket(apply(now.ids, batch), now.version)).ids;
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

    function forget(batch) {
        const sent = new Set(batch.map(each => each.key));
        localStorage.setItem(UNSENT, JSON.stringify(all().filter(each => !sent.has(each.key))));
    }

    return {
        state,
        load,
        refreshBasket,
        add: ids => change(true, ids),
        remove: ids => change(false, ids),
        has: productId => state.basket.includes(productId),
        async signOut() {
            await api.signOut();
            state.person = null;
            confirmed = [];
            show(null);
        },
    };
}

function apply(ids, changes) {
    return changes.reduce((now, {put, ids: some}) => (put ? [...new Set([...now, ...some])] : now.filter(id => !some.includes(id))), ids);
}
