// Sites, the log's history, launch sets, logs of runs.
import {ask, get, segment} from './api.js';

const items = told => (Array.isArray(told) ? told : told.items ?? []);

/** @returns [{site, products, bytes, collections: [{obs_collection, products, bytes}]}] */
export const holdings = options => get('/api/sites/holdings', options).then(items);

/**
 * Bytes read in place and moved, by hour or another step.
 *
 * @param range {from, to: Date, step: ISO 8601 duration, site?}
 * @returns {step, items: [{site, time, in_place_bytes, moved_bytes, runs}]}
 */
export const traffic = ({from, to, step, site}, options) =>
    get(`/api/sites/traffic?${new URLSearchParams({from: from.toISOString(), to: to.toISOString(), step, ...(site ? {site} : {})})}`, options);

/** Every event about an id or naming it, newest first. @returns {items, next?} */
export const history = (about, before, options) =>
    get(`/api/events/history?${new URLSearchParams({about, limit: '200', ...(before ? {before} : {})})}`, options);

/** @returns the ids that an archive's page put into a launch link */
export const launchSet = (setId, options) => get(`/api/launch-sets/${segment(setId)}`, options).then(told => told.ids ?? []);

/** Keeps ids for a launch link, for a day. @returns the set's id */
export async function keepLaunchSet(ids) {
    const response = await ask('/launch', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({ids})});
    return new URL(response.url).searchParams.get('set');
}

/** @param kind sessions or jobs @returns the ids of the products it reads */
export const inputsOf = (kind, entityId, options) => get(`/api/${kind}/${segment(entityId)}/inputs`, options).then(told => told.ids ?? []);

/**
 * Reads a log as it grows.
 *
 * @param what {kind: sessions or jobs, id, run?, task?}
 * @param take gets text as it comes
 */
export async function readLog(what, take, signal) {
    const response = await ask(logPath(what, {tail: 65536, follow: true}), {signal});
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
        take(read.value);
    }
}

/** Where a log is read. @param how {tail: bytes, follow?} */
export function logPath({kind, id, run, task}, how) {
    const query = new URLSearchParams(how);
    if (kind === 'jobs') {
        run !== undefined && query.set('run', run);
        task !== undefined && query.set('task', task);
    }
    return `/api/${kind}/${segment(id)}/logs?${query}`;
}
