// What would happen: asked whenever the request changes, for the wish chosen first and then for the others beside it.
import {preview} from '../../core/work.js';
import {COMPARED, request, WISHES} from './asking.js';

const DELAY_MS = 250;

/** @param changed is called after every change */
export function createPreview(changed) {
    let key = '';
    let about = '';
    let timer = 0;
    let asking = null;
    const state = {answers: new Map(), problem: null, busy: false, asOf: null};

    /** @param lab the datalab; null when nothing can be asked @param again also when nothing has changed */
    function want(params, lab, data, again = false) {
        const body = lab ? request(params, lab, data) : null;
        const now = body ? JSON.stringify(body) : '';
        if (now === key && !again) {
            return;
        }
        // Another wish about the same: what is known of the others stands.
        const rest = body ? JSON.stringify({...body, wish: null}) : '';
        const same = rest === about;
        key = now;
        about = rest;
        clearTimeout(timer);
        asking?.abort();
        if (!body) {
            Object.assign(state, {answers: new Map(), problem: null, busy: false});
            return;
        }
        state.busy = !same;
        timer = setTimeout(() => ask(body), same ? 0 : DELAY_MS);
    }

    async function ask(body) {
        asking = new AbortController();
        const {signal} = asking;
        try {
            const first = await preview(body, {signal});
            state.answers = new Map([...(state.busy ? [] : state.answers), [body.wish, first]]);
            Object.assign(state, {problem: null, busy: false, asOf: new Date()});
            changed();
            if (first.products > 0 && first.products <= COMPARED) {
                await Promise.all(WISHES.filter(({id}) => id !== body.wish).map(({id}) =>
                    preview({...body, wish: id}, {signal}).then(told => state.answers.set(id, told))));
            }
        } catch (cause) {
            if (signal.aborted) {
                return;
            }
            Object.assign(state, {answers: new Map(), problem: cause, busy: false});
        }
        changed();
    }

    return {
        state,
        want,
        retry() {
            key = '';
            about = '';
            state.problem = null;
        },
        stop() {
            clearTimeout(timer);
            asking?.abort();
        },
    };
}
