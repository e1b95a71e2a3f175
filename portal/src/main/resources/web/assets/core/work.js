// Datalabs, sites, sessions and jobs.
import {ask, call, get, segment} from './api.js';

/** @returns the datalabs, one for each id: the newest that can be started, else the newest */
export async function datalabs(options) {
    const byId = new Map();
    for (const each of (await get('/api/datalabs', options)).items ?? []) {
        const known = byId.get(each.id);
        if (!known || (each.startable && !known.startable)) {
            byId.set(each.id, {...each, kind: each.datalab_kind ?? each.kind});
        }
    }
    return [...byId.values()];
}

/** @returns the sites with what they offer */
export async function sites(options) {
    return (await get('/api/sites', options)).items ?? [];
}

/** @returns {outcome, site, why, expected_start_s, scores, parts}; parts: each shard of a job as the scheduler sees it */
export async function preview(request, options) {
    const told = await call('POST', '/api/placements/preview', {...options, body: request});
    const parts = (told.by_shard ?? []).filter(part => Array.isArray(part.scores));
    return {...told, scores: told.scores ?? [], parts};
}

const submit = path => (request, key) =>
    call('POST', path, {body: request, positioned: true, headers: {'Idempotency-Key': key}});

export const launchSession = submit('/api/sessions');
export const submitJob = submit('/api/jobs');

const page = path => (all, options) =>
    get(`${path}?limit=100${all ? '' : '&live=true'}`, {...options, positioned: true}).then(told => told.items ?? []);

/** @param all also what is over */
export const sessions = page('/api/sessions');
export const jobs = page('/api/jobs');
export const session = (sessionId, options) => get(`/api/sessions/${segment(sessionId)}`, {...options, positioned: true});
export const job = (jobId, options) => get(`/api/jobs/${segment(jobId)}`, {...options, positioned: true});

export const stopSession = sessionId => call('DELETE', `/api/sessions/${segment(sessionId)}`, {positioned: true});
export const cancelJob = jobId => call('DELETE', `/api/jobs/${segment(jobId)}`, {positioned: true});

/** @param seconds after the present end of the lease */
export const renewSession = (sessionId, seconds) =>
    call('POST', `/api/sessions/${segment(sessionId)}/renew`, {body: {extend_s: seconds}, positioned: true});

/** @param subject the name that the person signs in with */
export const letIn = (sessionId, subject) =>
    call('PUT', `/api/sessions/${segment(sessionId)}/people/${segment(subject)}`, {positioned: true});
export const putOut = (sessionId, subject) =>
    call('DELETE', `/api/sessions/${segment(sessionId)}/people/${segment(subject)}`, {positioned: true});

/**
 * Reads a log as it grows.
 *
 * @param kind sessions or jobs
 * @param take gets text as it comes
 */
export async function followLog(kind, entityId, take, signal) {
    const response = await ask(`/api/${kind}/${segment(entityId)}/logs?tail=65536&follow=true`, {signal});
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
        take(read.value);
    }
}
