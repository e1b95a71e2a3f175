// What all pages share: who is signed in, and the basket.
import * as api from './api.js';

const KEPT = 'periapsis.basket';

/** @param changed is called after every change */
export function createStore(changed) {
    const state = {person: undefined, basket: [], basketProblem: null};
    let version;
    let queue = Promise.resolve();

    const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    const show = ids => {
        state.basket = ids;
        changed();
    };

    /** Without sign-in the basket stays in this browser; signing in carries it over. */
    async function load() {
        state.person = await api.me();
        const own = kept();
        if (!state.person) {
            return show(own);
        }
        await read();
        if (own.length > 0) {
            await change(ids => union(ids, own));
            if (!state.basketProblem) {
                localStorage.removeItem(KEPT);
            }
        }
        changed();
    }

    async function read() {
        try {
            const told = await api.basket();
            version = told.version;
            state.basketProblem = null;
            show(told.ids);
        } catch (problem) {
            state.basketProblem = problem;
            changed();
        }
    }

    /** Shows the change at once, and takes it back when it could not be kept. One change at a time. */
    function change(edit) {
        if (!state.person) {
            const ids = edit(state.basket);
            localStorage.setItem(KEPT, JSON.stringify(ids));
            show(ids);
            return Promise.resolve();
        }
        show(edit(state.basket));
        queue = queue.then(() => keep(edit, true));
        return queue;
    }

    async function keep(edit, again) {
        try {
            const now = await api.basket();
            version = now.version;
            const ids = edit(now.ids);
            const told = await api.putBasket(ids, version);
            version = told.version ?? version;
            state.basketProblem = null;
            show(ids);
        } catch (problem) {
            // Somebody else changed it between the two calls: once more on what it is now.
            if (again && (problem.status === 409 || problem.status === 412)) {
                return keep(edit, false);
            }
            state.basketProblem = problem;
            await read();
            state.basketProblem = problem;
            changed();
        }
    }

    return {
        state,
        load,
        refreshBasket: () => (state.person ? (queue = queue.then(read)) : Promise.resolve(show(kept()))),
        add: ids => change(now => union(now, ids)),
        remove: ids => change(now => now.filter(each => !ids.includes(each))),
        has: productId => state.basket.includes(productId),
        async signOut() {
            await api.signOut();
            state.person = null;
            show([]);
        },
    };
}

function union(a, b) {
    return [...new Set([...a, ...b])];
}
