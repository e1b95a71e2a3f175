// How the pages talk to the platform: one call, one kind of error. What is asked for stands in catalogue.js and work.js.

/** An answer that says what is wrong (RFC 9457), or that none came. */
export class Problem extends Error {
    constructor({status = 0, title, detail, field, remedy, type, code, service, since} = {}) {
        super(detail || title || 'Something went wrong');
        this.name = 'Problem';
        this.status = status;
        this.title = title || (status === 0 ? 'No answer' : 'Refused');
        this.field = field;
        this.remedy = remedy;
        this.code = code ?? String(type ?? '').split(/[/:#]/).pop();
        this.service = service;
        this.since = since;
    }

    get signInFirst() {
        return this.status === 401;
    }

    /** True when trying again may help. */
    get passing() {
        return this.status === 0 || this.status === 429 || this.status >= 500;
    }
}

/** On window, with the Problem as detail: a service did not answer. */
export const OUTAGE = 'periapsis:outage';

/** Told when a stream breaks: something may be down. */
export const DOUBT = 'periapsis:doubt';

// A write says where on the log it stands; a read that brings that waits until it shows it.
let position = '';

export async function call(method, path, {body, headers = {}, signal, positioned = false} = {}) {
    const response = await ask(path, {
        method,
        signal,
        headers: {
            Accept: 'application/json, application/problem+json',
            ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
            ...(positioned && method === 'GET' && position ? {'Periapsis-Position': position} : {}),
            ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (positioned && method !== 'GET' && response.ok) {
        position = response.headers.get('Periapsis-Position') || position;
    }
    const text = await response.text();
    return text === '' ? {} : JSON.parse(text);
}

/** @returns the response, when it is a good one */
export async function ask(path, options) {
    let response;
    try {
        response = await fetch(path, {credentials: 'same-origin', ...options});
    } catch (cause) {
        if (cause.name === 'AbortError') {
            throw cause;
        }
        throw outage(new Problem(navigator.onLine === false
            ? {detail: 'This computer is offline.', remedy: 'The page goes on by itself when the network is back.'}
            : {detail: 'Periapsis does not answer.', remedy: 'Look whether it is running (periapsis status), then try again.'}));
    }
    if (!response.ok) {
        const problem = await problemOf(response);
        throw response.status >= 502 ? outage(problem) : problem;
    }
    return response;
}

function outage(problem) {
    dispatchEvent(new CustomEvent(OUTAGE, {detail: problem}));
    return problem;
}

async function problemOf(response) {
    const text = await response.text();
    try {
        const told = JSON.parse(text);
        // A program reads the header; a person is told the seconds.
        const wait = Number(response.headers.get('Retry-After'));
        const remedy = wait > 0 ? `Try again in ${wait === 1 ? 'a second' : `${wait} seconds`}.` : told.remedy;
        return new Problem({...told, remedy, status: response.status, detail: told.detail || told.title || text});
    } catch {
        const remedy = response.status >= 500 ? 'Try again in a moment.' : undefined;
        return new Problem({status: response.status, detail: `The answer was ${response.status} ${response.statusText}.`, remedy});
    }
}

export const get = (path, options) => call('GET', path, options);
export const post = (path, body, options) => call('POST', path, {...options, body});
export const segment = encodeURIComponent;

/** @returns who is signed in: {name, subject, roles}, or null */
export async function me() {
    try {
        const told = await get('/auth/me');
        const subject = told.subject ?? told.sub ?? told.user;
        return subject && told.anonymous !== true ? {...told, subject, name: told.name || subject, roles: told.roles ?? []} : null;
    } catch (problem) {
        if (problem.signInFirst) {
            return null;
        }
        throw problem;
    }
}

export const signOut = () => call('POST', '/auth/logout');

/** @returns [{service, site, state: UP | DOWN | STARTING, since, detail}] */
export const services = async options => (await get('/api/status', options)).services ?? [];
