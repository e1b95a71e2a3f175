// Which parts of the platform are down, and since when; whether this browser is offline.
import {DOUBT, OUTAGE, services} from './api.js';

const CALM_MS = 30000;
const WORRIED_MS = 5000;

/** What a person misses while a service is down. */
const MISSED = {
    indexer: 'Search and product pages do not answer',
    'session-manager': 'Launching and Running do not answer',
    scheduler: 'What is launched now waits until it is back',
    notifier: 'Pages look by themselves instead of being told',
    ingest: 'Downloads and copies from there do not work',
    agent: 'Nothing starts there',
};

/** @param changed is called after every change */
export function createStatus(changed) {
    const state = {offline: navigator.onLine === false, silentSince: null, services: []};
    let timer = 0;
    let asking = false;
    // A broken stream is noticed before the platform knows what is down: until then it is asked more often.
    let doubtUntil = 0;
    // Null until it is known whether this platform tells.
    let told = null;

    async function look() {
        clearTimeout(timer);
        if (asking || document.hidden) {
            return plan();
        }
        asking = true;
        try {
            state.services = await services();
            told = true;
            state.silentSince = null;
        } catch (problem) {
            if (problem.status === 0) {
                state.silentSince ??= new Date();
            } else {
                told = problem.status === 404 ? false : told;
                state.services = problem.service ? [{service: problem.service, state: 'DOWN', since: problem.since}] : state.services;
                state.silentSince = null;
            }
        }
        asking = false;
        changed();
        plan();
    }

    function plan() {
        clearTimeout(timer);
        timer = setTimeout(look, state.silentSince || down().length > 0 || Date.now() < doubtUntil ? WORRIED_MS : CALM_MS);
    }

    const down = () => state.services.filter(each => each.state !== 'UP');
    // Told to operators only: what is up, and has something for them to decide.
    const noted = () => state.services.filter(each => each.state === 'UP' && each.diagnosis);

    addEventListener('online', () => {
        state.offline = false;
        changed();
        look();
    });
    addEventListener('offline', () => {
        state.offline = true;
        changed();
    });
    addEventListener(OUTAGE, ({detail: problem}) => {
        if (problem.status === 0) {
            state.silentSince ??= new Date();
            changed();
        } else if (told !== false) {
            look();
        }
        plan();
    });
    addEventListener(DOUBT, () => {
        doubtUntil = Date.now() + CALM_MS;
        look();
    });
    document.addEventListener('visibilitychange', () => document.hidden || look());
    return {state, look, down, noted};
}

/** @returns what is missed while this service is down */
export function missed({service, site}) {
    const text = MISSED[service] ?? 'What needs it does not answer';
    return site ? text.replace('there', `at ${site}`) : text;
}
