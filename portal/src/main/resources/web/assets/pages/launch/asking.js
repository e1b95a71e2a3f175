// A launch panel's address, and what it asks for; pure.

export const WISHES = [
    {id: 'remote', label: 'Bring along', note: 'Starts where it is quickest. What is missing there is brought for this run only.'},
    {id: 'replicate', label: 'Copy first', note: 'What is missing is copied to the site first, and stays there for the next time.'},
    {id: 'wait', label: 'Wait', note: 'Runs only where all of the data is. Nothing moves.'},
];
/** Every question has the selection resolved anew: with more products than these only the wish chosen is asked. */
export const COMPARED = 2000;
export const DEFAULTS = {cores: 2, memory: 4, hours: 8};

/** A place within a session that a link may open: a path without a way out of it; null for none. */
export function placeIn(text) {
    const path = String(text ?? '').replace(/^\/+/, '');
    const plain = path && path.length <= 500 && !/[\\\u0000-\u001f?#]/.test(path) && !/^[a-z][a-z0-9+.-]*:/i.test(path);
    return plain && !path.split('/').some(part => part === '..' || part === '.' || part === '') ? path : null;
}

/** What a link brings: {kind: set | ids | basket | query | again, ...}; null when it names no data. */
export function linked(params) {
    const ids = [...new Set(params.getAll('id').filter(Boolean))];
    const again = /^(sessions|jobs):(.+)$/.exec(params.get('again') ?? '');
    return params.get('set') ? {kind: 'set', id: params.get('set')}
        : ids.length > 0 ? {kind: 'ids', ids}
            : params.get('basket') ? {kind: 'basket', id: params.get('basket')}
                : params.get('query') ? {kind: 'query', query: params.get('query')}
                    : again ? {kind: 'again', of: again[1], id: again[2]} : null;
}

/** Where the data come from: link, basket or none. */
export function source(params) {
    const asked = params.get('data');
    const link = linked(params) !== null;
    return asked === 'none' || asked === 'basket' || (asked === 'link' && link) ? asked : link ? 'link' : 'basket';
}

const number = (params, name, otherwise) => (Number(params.get(name)) > 0 ? Number(params.get(name)) : otherwise);

/** @param lab the datalab chosen, or null; sessions get 2 cores and 4 GiB where it does not need more, a job's task what it names */
export function resources(params, lab) {
    const own = {cores: lab?.resources?.cores || 0, memory: (lab?.resources?.memory_mib || 0) / 1024, gpus: lab?.resources?.gpus || 0};
    const batch = lab?.kind === 'BATCH';
    return {
        cores: number(params, 'cores', batch ? own.cores || DEFAULTS.cores : Math.max(DEFAULTS.cores, own.cores)),
        memory: number(params, 'memory', batch ? own.memory || DEFAULTS.memory : Math.max(DEFAULTS.memory, own.memory)),
        gpus: number(params, 'gpus', own.gpus),
        hours: number(params, 'hours', DEFAULTS.hours),
    };
}

export const wishOf = params => (WISHES.some(({id}) => id === params.get('wish')) ? params.get('wish') : 'remote');

/**
 * The request of POST /api/placements/preview, and with a name of POST /api/sessions and /api/jobs.
 *
 * @param data {ids} or {query}; neither for a session without data
 */
export function request(params, lab, data) {
    const {cores, memory, gpus, hours} = resources(params, lab);
    const batch = lab.kind === 'BATCH';
    return {
        datalab: lab.version ? {id: lab.id, version: lab.version} : {id: lab.id},
        ...(data.query ? {query: data.query} : data.ids?.length > 0 ? {ids: data.ids} : {}),
        resources: {cores, memory_mib: Math.round(memory * 1024), ...(gpus > 0 ? {gpus} : {})},
        wish: wishOf(params),
        ...(batch ? {} : {lease_s: Math.round(hours * 3600)}),
        ...(!batch && params.get('site') ? {site: params.get('site')} : {}),
    };
}

/** Where a person works in a session that is ready, at the place that a link named. */
export function workPath(session, place) {
    const base = `/sessions/${encodeURIComponent(session.id)}/`;
    const inside = placeIn(place)?.split('/').map(encodeURIComponent).join('/') ?? '';
    if (session.datalab?.id === 'notebook') {
        return inside ? `${base}lab/tree/${inside}` : `${base}lab`;
    }
    return base + inside;
}
