// What the pages of sites are made from, each part with a fault of its own: one that is missing hides nothing else.
import {holdings, traffic} from '../../core/operations.js';
import {sites} from '../../core/work.js';
import {rangeOf, span} from './traffic.js';

const EVERY_MS = 10000;
const TRAFFIC_MS = 30000;

/** @param site one site, or null for all @param changed is called after every change */
export function createSource(store, site, changed) {
    const state = {sites: null, holdings: null, traffic: null, span: null, problems: {}, range: rangeOf(null)};
    let clock = 0;
    let lastTraffic = 0;
    let turn = 0;

    async function part(name, read) {
        try {
            state[name] = await read();
            delete state.problems[name];
        } catch (cause) {
            state.problems[name] = cause;
        }
        changed();
    }

    async function flowed() {
        const mine = ++turn;
        lastTraffic = Date.now();
        const asked = {...span(state.range, lastTraffic), range: state.range};
        await part('traffic', async () => {
            const told = await traffic({...asked, site});
            if (mine === turn) {
                state.span = asked;
                return told.items ?? [];
            }
            return state.traffic;
        });
    }

    function look() {
        if (document.hidden || !store.state.person) {
            return null;
        }
        const first = state.holdings === null || Date.now() - lastTraffic > TRAFFIC_MS;
        return Promise.all([part('sites', sites), first ? part('holdings', holdings) : null, first ? flowed() : null]);
    }

    return {
        state,
        look,
        flowed,
        /** @param range id of a range */
        show(range) {
            const other = state.range.id !== rangeOf(range).id;
            state.range = rangeOf(range);
            clearInterval(clock);
            clock = setInterval(look, EVERY_MS);
            if (state.sites === null) {
                return look();
            }
            return other ? flowed() : null;
        },
        stop: () => clearInterval(clock),
    };
}
