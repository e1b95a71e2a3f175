// Placements, waits, failures and states in words; pure.
import {bytes, list, seconds} from './format.js';

/** The score of the site that would be chosen. */
function chosen(part) {
    return (part.scores ?? []).find(score => score.site === part.site);
}

/**
 * What a placement preview amounts to, in one sentence.
 *
 * @param preview outcome start, wait or never; site, why, expected_start_s, scores; for jobs perhaps parts, each the same
 */
export function previewSentence(preview) {
    const parts = (preview.parts?.length ? preview.parts : [preview]).filter(part => part.site);
    const scores = parts.map(chosen).filter(Boolean);
    const why = preview.why ? sentence(preview.why) : '';
    if (preview.outcome === 'never' || parts.length === 0) {
        return preview.outcome === 'wait' ? `Would wait: ${why || 'no site can take it now.'}`
            : `Cannot start: ${why || 'no site can take it.'}`;
    }
    const sites = list([...new Set(parts.map(part => part.site))].sort());
    const inSeconds = preview.expected_start_s ?? Math.min(...scores.map(score => score.total_s));
    const when = !Number.isFinite(inSeconds) ? '' : inSeconds < 1 ? ' at once' : ` in about ${plain(seconds(inSeconds))}`;
    const data = plain(dataSentence(scores));
    if (preview.outcome === 'wait') {
        return `Would wait: ${why || 'no room now.'} The best place is ${sites}${when}${data}.`;
    }
    return `Starts at ${sites}${when}${data}.`;
}

/** 6.0 s → 6 s: a sentence is no table. */
const plain = text => text.replace(/\.0(?= )/g, '');

function dataSentence(scores) {
    const local = scores.reduce((sum, score) => sum + (score.local_bytes || 0), 0);
    const moved = scores.reduce((sum, score) => sum + (score.moved_bytes || 0), 0);
    if (local + moved === 0) {
        return scores.length === 0 ? '' : '; it takes no data along';
    }
    if (moved === 0) {
        return `; all ${bytes(local)} ${scores.length > 1 ? 'are beside it' : 'is there'}, nothing is copied`;
    }
    return local === 0 ? `; nothing is there, ${bytes(moved)} will be copied`
        : `; ${bytes(local)} is there, ${bytes(moved)} will be copied`;
}

/** With a full stop at the end. The first letter stays: it may be a site's or a file's name. */
export function sentence(text) {
    const trimmed = String(text).trim();
    return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Reasons of RunWaiting. */
export const WAITING = {
    NO_OFFER: 'no site has made an offer',
    NO_CAPACITY: 'every site that may run it is full',
    HOLDERS_BUSY: 'the sites that hold the data are full or silent',
    DATALAB_NOT_READY: 'the datalab is not ready at any site yet',
    TRANSFER_PENDING: 'its data are being copied first',
    QUOTA: 'your quota is used up by what runs now',
    SET_ASIDE: 'the platform failed when it decided about it, and has set it aside',
};

const WAITING_ADVICE = {
    NO_OFFER: 'No site has reported in. It starts by itself when one does; if none does within a minute, tell the operator.',
    NO_CAPACITY: 'It starts by itself when something else ends. Fewer cores or less memory may start sooner.',
    HOLDERS_BUSY: 'It starts when the site that holds the data has room. Asking to copy instead of to wait may start sooner.',
    DATALAB_NOT_READY: 'The datalab is being prepared; it starts by itself then.',
    TRANSFER_PENDING: 'It starts when the copies have arrived.',
    QUOTA: 'Stop something that runs, or wait until it ends.',
    SET_ASIDE: 'An operator sees it and can have it tried again; everything else goes on. Asking for something smaller may work now.',
};

/** What to do about a wait. */
export function waitingAdvice(reason) {
    return WAITING_ADVICE[reason] ?? 'It starts by itself when that is over.';
}

const FAILURES = [
    [/memory|heap|oom|137/i, 'Launch it again with more memory.'],
    [/checksum|corrupt|sha-?256/i, 'The bytes differ from what was published. Tell the archive; try another product meanwhile.'],
    [/replica|input|missing|no such product/i, 'Look whether the product still has a replica, then launch again.'],
    [/lease|expired/i, 'Launch it again; your files under work/ are kept. Renew before the lease ends next time.'],
    [/silent|lost|unreachable|does not answer/i, 'Launch it again: another site will be chosen.'],
    [/time|deadline|ready/i, 'Look at the log for what held it up, then launch it again.'],
];

/** What to do about a failure. */
export function failureAdvice(reason) {
    return FAILURES.find(([pattern]) => pattern.test(reason ?? ''))?.[1] ?? 'The log says more. Launch it again when it is mended.';
}

const STATES = {
    REQUESTED: ['Requested', 'busy'], WAITING: ['Waiting', 'wait'], PLACED: ['Placed', 'busy'],
    STAGING: ['Bringing data', 'busy'], STARTING: ['Starting', 'busy'], READY: ['Ready', 'good'],
    STOPPING: ['Stopping', 'busy'], STOPPED: ['Stopped', 'over'], FAILED: ['Failed', 'bad'],
    UNREACHABLE: ['Unreachable', 'wait'], SUBMITTED: ['Submitted', 'busy'], RUNNING: ['Running', 'busy'],
    CANCELLING: ['Cancelling', 'busy'], SUCCEEDED: ['Succeeded', 'good'], CANCELLED: ['Cancelled', 'over'],
};

/** @returns {{text: string, tone: 'good' | 'bad' | 'busy' | 'wait' | 'over'}} */
export function stateWords(state) {
    const [text, tone] = STATES[state] ?? [String(state ?? 'Unknown').toLowerCase(), 'wait'];
    return {text, tone};
}

/** True when nothing more will happen to it. */
export function isOver(state) {
    return ['STOPPED', 'FAILED', 'SUCCEEDED', 'CANCELLED'].includes(state);
}

/**
 * How long a session goes on at a site that does not answer; empty when it is not known.
 *
 * @param now milliseconds
 */
export function endsThere(until, now) {
    const left = (Date.parse(until) - now) / 1000;
    if (!Number.isFinite(left)) {
        return '';
    }
    return left > 0 ? `It ends in ${seconds(left)} unless the site returns.` : 'It has ended there by now, unless the site has returned.';
}
