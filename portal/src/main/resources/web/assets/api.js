// Every call to the platform. Names of paths and fields are corrected here and nowhere else.

/** An answer that says what is wrong (RFC 9457), or that none came. */
export class Problem extends Error {
    constructor({status = 0, title, detail, field, remedy} = {}) {
        super(detail || title || 'Something went wrong');
        this.name = 'Problem';
        this.status = status;
        this.title = title || (status === 0 ? 'No answer' : 'Refused');
        this.field = field;
        this.remedy = remedy;
    }

    get signInFirst() {
        return this.status === 401;
    }
}

const REOPEN_MS = 5000;

// A write says where on the log it stands; a read that brings that waits until it shows it.
let position = '';

async function call(method, path, {body, headers = {}, signal, positioned = false} = {}) {
    let response;
    try {
        response = await fetch(path, {
            method,
            signal,
            credentials: 'same-origin',
            headers: {
                Accept: 'application/json, application/problem+json',
                ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
                ...(positioned && method === 'GET' && position ? {'Periapsis-Position': position} : {}),
                ...headers,
            },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
    } catch (cause) {
        if (cause.name === 'AbortError') {
            throw cause;
        }
        throw new Problem({detail: 'Periapsis does not answer.', remedy: 'Look whether it is running (periapsis status), then try again.'});
    }
    if (positioned && method !== 'GET' && response.ok) {
        position = response.headers.get('Periapsis-Position') || position;
    }
    if (!response.ok) {
        throw await problemOf(response);
    }
    const text = await response.text();
    return text === '' ? {} : JSON.parse(text);
}

async function problemOf(response) {
    const text = await response.text();
    try {
        const told = JSON.parse(text);
        return new Problem({...told, status: response.status, detail: told.detail || told.title || text});
    } catch {
        const remedy = response.status >= 500 ? 'Try again in a moment.' : undefined;
        return new Problem({status: response.status, detail: `The answer was ${response.status} ${response.statusText}.`, remedy});
    }
}

const get = (path, options) => call('GET', path, options);
const id = encodeURIComponent;

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

/** @param query URLSearchParams of GET /products @returns {products, next?, total?: {count, exact}, facets?} */
export const products = (query, options) => get(`/api/products?${query}`, options);

export const product = (productId, options) => get(`/api/products/${id(productId)}`, options);

/** Products by id, in as many calls as keep the address short. @returns Map of id to product; what is not there is left out */
export async function productsById(ids, options) {
    const found = new Map();
    for (let i = 0; i < ids.length; i += 20) {
        const query = new URLSearchParams({limit: '20'});
        ids.slice(i, i + 20).forEach(each => query.append('obs_publisher_did', each));
        (await products(query, options)).products.forEach(each => found.set(each.obs_publisher_did, each));
    }
    return found;
}

/** Where the bytes are downloaded: from a site that holds them, else where the archive says; null when nowhere. */
export function downloadUrl(product) {
    if ((product.sites ?? []).length > 0) {
        return `/api/files/${id(product.obs_publisher_did)}`;
    }
    const url = product.access_url ?? '';
    return /^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url) ? url : null;
}

/** One file of a product, from a site that holds it; null when none does. */
export function fileUrl(product, name) {
    return (product.sites ?? []).length > 0 ? `/api/files/${id(product.obs_publisher_did)}/${id(name)}` : null;
}

/** @returns {ids: string[], version?} */
export async function basket() {
    const told = await get('/api/basket');
    return {ids: told.ids ?? [], version: told.version};
}

/** @param version the one that the change was made on */
export async function putBasket(ids, version) {
    return call('PUT', '/api/basket', {body: version === undefined ? {ids} : {ids, version}});
}

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
export const session = (sessionId, options) => get(`/api/sessions/${id(sessionId)}`, {...options, positioned: true});
export const job = (jobId, options) => get(`/api/jobs/${id(jobId)}`, {...options, positioned: true});

export const stopSession = sessionId => call('DELETE', `/api/sessions/${id(sessionId)}`, {positioned: true});
export const cancelJob = jobId => call('DELETE', `/api/jobs/${id(jobId)}`, {positioned: true});

/** @param seconds after the present end of the lease */
export const renewSession = (sessionId, seconds) =>
    call('POST', `/api/sessions/${id(sessionId)}/renew`, {body: {extend_s: seconds}, positioned: true});

/** Where a person works in a session that is ready. */
export function sessionUrl(session) {
    const base = `/sessions/${id(session.id)}/`;
    return session.datalab?.id === 'notebook' ? `${base}lab` : base;
}

/**
 * Reads a log as it grows.
 *
 * @param kind sessions or jobs
 * @param take gets text as it comes
 */
export async function followLog(kind, entityId, take, signal) {
    const response = await fetch(`/api/${kind}/${id(entityId)}/logs?tail=65536&follow=true`, {credentials: 'same-origin', signal});
    if (!response.ok) {
        throw await problemOf(response);
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
        take(read.value);
    }
}

/**
 * The log's events about a person's work.
 *
 * @param onEvent gets each CloudEvent
 * @param onState gets true when the stream is open and false when it is not
 * @returns closes it
 */
export function workEvents(onEvent, onState) {
    let source;
    let timer = 0;
    const open = () => {
        source = new EventSource('/api/events?topic=requests,decisions,runs,transfers');
        source.onopen = () => onState(true);
        source.onmessage = message => onEvent(JSON.parse(message.data));
        source.onerror = () => {
            onState(false);
            // After an answer such as 503 the browser does not try again by itself.
            if (source.readyState === EventSource.CLOSED) {
                clearTimeout(timer);
                timer = setTimeout(open, REOPEN_MS);
            }
        };
    };
    open();
    return () => {
        clearTimeout(timer);
        source.close();
    };
}
