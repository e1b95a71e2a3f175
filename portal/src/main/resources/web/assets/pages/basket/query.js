// The search that is a basket, in words and as an address of Find; pure.

const NAMES = {
    q: 'words', obs_collection: 'collection', dataproduct_type: 'type', instrument_name: 'instrument', facility_name: 'facility', site: 'held at',
    job_id: 'made by job', input: 'made from', t_min: 'observed from', t_max: 'observed to', intersects: 'region', owner: 'owner', calib_level: 'calibration level',
}

/** @param query the query string of GET /products */
export function basketText(query) {
    const params = new URLSearchParams(query);
    const parts = [];
    if (params.has('ra')) {
        parts.push(`within ${params.get('radius')}° of ${params.get('ra')} ${params.get('dec')}`);
    }
    for (const name of new Set(params.keys())) {
        if (NAMES[name]) {
            parts.push(`${NAMES[name]} ${params.getAll(name).join(' or ')}`);
        }
    }
    return parts.length > 0 ? parts.join('; ') : 'everything';
}

/** The address of Find that asks the same. */
export function findAddress(query) {
    const asked = new URLSearchParams(query);
    const shown = new URLSearchParams();
    if (asked.has('ra')) {
        shown.set('q', `${asked.get('ra')} ${asked.get('dec')}`);
        shown.set('radius', asked.get('radius'));
    } else if (asked.has('q')) {
        shown.set('q', asked.get('q'));
        shown.set('as', 'words');
    }
    const same = {intersects: 'region', job_id: 'job'};
    for (const [name, value] of asked) {
        if (!['ra', 'dec', 'radius', 'q', 'sort', 'limit', 'total', 'facets', 'after'].includes(name)) {
            shown.append(same[name] ?? name, value);
        }
    }
    return String(shown);
}
