// Numbers, times and states in words; pure.

const SI = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** 4816345 → 4.8 MB. */
export function bytes(count) {
    if (!Number.isFinite(count)) {
        return '–';
    }
    let [value, unit] = [count, 0];
    while (value >= 999.5 && unit < SI.length - 1) {
        value /= 1000;
        unit++;
    }
    return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${SI[unit]}`;
}

/** Seconds for people: 0.4 s, 12 s, 3 min, 2.5 h, 3 d. */
export function seconds(count) {
    if (!Number.isFinite(count)) {
        return '–';
    }
    if (count < 9.95) {
        return `${count === 0 ? 0 : count < 0.05 ? '<0.1' : count.toFixed(1)} s`;
    }
    if (count < 90) {
        return `${Math.round(count)} s`;
    }
    if (count < 3600) {
        return `${Math.round(count / 60)} min`;
    }
    return count < 172800 ? `${trim(count / 3600)} h` : `${trim(count / 86400)} d`;
}

function trim(value) {
    return value.toFixed(1).replace(/\.0$/, '');
}

/** Modified Julian Date → 2008-08-04. */
export function mjdDate(mjd) {
    return Number.isFinite(mjd) ? new Date((mjd - 40587) * 86400000).toISOString().slice(0, 10) : '–';
}

/** ISO 8601 → 2026-11-22 03:04:05 UTC. */
export function moment(iso) {
    const at = new Date(iso);
    return Number.isNaN(at.getTime()) ? '–' : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** @param now milliseconds */
export function ago(iso, now) {
    const s = (now - Date.parse(iso)) / 1000;
    if (Number.isNaN(s)) {
        return '–';
    }
    return s < 5 ? 'just now' : `${seconds(Math.max(0, s))} ago`;
}

/** a, b and c */
export function list(names) {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

export function count(n, one, many = `${one}s`) {
    return `${Number(n).toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** 2.2e-6 m → 2.2 µm: the unit an astronomer of that band would use. */
export function wavelength(metres) {
    if (!Number.isFinite(metres) || metres <= 0) {
        return '–';
    }
    const [unit, scale] = metres < 1e-11 ? ['pm', 1e-12] : metres < 1e-6 ? ['nm', 1e-9] : metres < 1e-3 ? ['µm', 1e-6]
        : metres < 1e-2 ? ['mm', 1e-3] : metres < 1 ? ['cm', 1e-2] : ['m', 1];
    return `${Number((metres / scale).toPrecision(4))} ${unit}`;
}

/** Degrees as an angle of fitting unit. */
export function angle(degrees) {
    if (!Number.isFinite(degrees)) {
        return '–';
    }
    const [value, unit] = degrees >= 1 ? [degrees, '°'] : degrees >= 1 / 60 ? [degrees * 60, '′'] : [degrees * 3600, '″'];
    return `${Number(value.toPrecision(3))}${unit}`;
}

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
    const when = Number.isFinite(inSeconds) ? ` in about ${seconds(inSeconds)}` : '';
    const data = dataSentence(scores);
    if (preview.outcome === 'wait') {
        return `Would wait: ${why || 'no room now.'} The best place is ${sites}${when}${data}.`;
    }
    return `Starts at ${sites}${when}${data}.`;
}

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

const WAITING_ADVICE = {
    NO_OFFER: 'No site has reported in. It starts by itself when one does; if none does within a minute, tell the operator.',
    NO_CAPACITY: 'It starts by itself when something else ends. Fewer cores or less memory may start sooner.',
    HOLDERS_BUSY: 'It starts when the site that holds the data has room. Asking to copy instead of to wait may start sooner.',
    DATALAB_NOT_READY: 'The datalab is being prepared; it starts by itself then.',
    TRANSFER_PENDING: 'It starts when the copies have arrived.',
    QUOTA: 'Stop something that runs, or wait until it ends.',
};

/** What to do about a wait. */
export function waitingAdvice(reason) {
    return WAITING_ADVICE[reason] ?? 'It starts by itself when that is over.';
}

const FAILURES = [
    [/memory|oom|137/i, 'Launch it again with more memory.'],
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
