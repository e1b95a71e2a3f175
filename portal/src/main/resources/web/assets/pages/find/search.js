// What somebody types into the one box, and what the address asks for; pure.
import {parseAngle, parseRegion, parseTarget, ring} from '../../sky/coordinates.js';

export const PAGE = 50;
export const RADIUS = 0.5;
const NAME_RADIUS = 0.25;

/** Facets in the order in which they stand on the page. */
export const FACETS = {
    obs_collection: 'Collection', dataproduct_type: 'Type', instrument_name: 'Instrument', facility_name: 'Facility', site: 'Held at',
};

/** Sorts by name; '' is the platform's own. */
export const SORTS = {'': 'Name', '-t_min': 'Newest', t_min: 'Oldest', distance: 'Nearest'};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const WITHIN = /^(.*\S)\s+(?:within|radius|r)[\s=]+(\S+(?:\s*[a-z′″'"]+)?)$/i;

/**
 * @param typed the box's text
 * @param names {lookup(text)} of names that are known to have a place
 * @param plain true takes a known name as words
 * @returns {kind: empty | position | name | id | job | words | wrong, ...}; a position and a name have ra and dec, and a radius when
 *     one was typed or goes with the name
 */
export function interpret(typed, names, plain = false) {
    const text = String(typed ?? '').trim();
    if (UUID.test(text)) {
        return {kind: 'job', job: text.toLowerCase()};
    }
    if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text)) {
        return {kind: 'id', id: text};
    }
    const [, before, after] = WITHIN.exec(text) ?? [];
    const radius = after ? parseAngle(after) : null;
    const said = radius ? before : text;
    const target = parseTarget(said);
    if (target.kind !== 'words') {
        return radius ? {...target, radius} : target;
    }
    const known = plain ? null : names?.lookup(said);
    if (known) {
        return {kind: 'name', text: said, label: known.names.join(', '), ra: known.ra, dec: known.dec, radius: radius ?? Math.max(NAME_RADIUS, known.size)};
    }
    return {kind: 'words', text};
}

/** M 51, m51 and Messier 51 are one name. */
export function nameKey(text) {
    return String(text).toLowerCase().replace(/^messier\s*/, 'm').replace(/[^a-z0-9+α-ω]/g, '');
}

/** @param rows [[names], ra, dec, size in degrees] */
export function namesOf(rows) {
    const byKey = new Map();
    for (const [names, ra, dec, size] of rows) {
        names.forEach(name => byKey.has(nameKey(name)) || byKey.set(nameKey(name), {names, ra, dec, size}));
    }
    return {
        lookup: text => byKey.get(nameKey(text)) ?? null,
        /** Known names that begin with what was typed. */
        beginning(text, most) {
            const key = nameKey(text);
            const found = new Set();
            for (const [name, entry] of byKey) {
                if (found.size < most && key.length > 1 && name.startsWith(key)) {
                    found.add(entry);
                }
            }
            return [...found];
        },
    };
}

/**
 * What an address of Find asks for.
 *
 * @returns {target, cone, outline, query} or {target, problem: {detail, field, remedy}}; query is that of GET /products without what
 *     only pages need, outline the rings to draw
 */
export function searchOf(params, names) {
    const target = interpret(params.get('q'), names, params.get('as') === 'words');
    if (target.kind === 'wrong') {
        return {target, problem: {detail: target.message, field: 'search',
            remedy: 'Write degrees (83.63 22.01), hours and degrees (05:34:31.9 +22:00:52), a name, or words'}};
    }
    const query = new URLSearchParams();
    let cone = null;
    if (target.kind === 'position' || target.kind === 'name') {
        const radius = params.get('radius') ? parseAngle(params.get('radius')) : target.radius ?? RADIUS;
        if (!radius) {
            return {target, problem: {detail: 'The radius is not an angle between 0 and 180 degrees', field: 'radius',
                remedy: 'Write degrees (0.5), or with a unit: 30′, 20″, 5 arcmin'}};
        }
        cone = {ra: target.ra, dec: target.dec, radius};
        Object.entries(cone).forEach(([k, v]) => query.set(k, String(v)));
    } else if (target.kind === 'words') {
        query.set('q', target.text);
    } else if (target.kind === 'id') {
        query.set('obs_publisher_did', target.id);
    } else if (target.kind === 'job') {
        query.set('job_id', target.job);
    }
    const region = params.get('region');
    const outline = cone ? [ring(cone, cone.radius, 96)] : [];
    if (region) {
        query.set('intersects', region);
        parseRegion(region).rings.forEach(each => outline.push(each));
    }
    Object.keys(FACETS).forEach(name => params.getAll(name).forEach(value => query.append(name, value)));
    const pass = {job: 'job_id', input: 'input', t_min: 't_min', t_max: 't_max', owner: 'owner'};
    Object.entries(pass).forEach(([name, as]) => params.get(name) && query.set(as, params.get(name)));
    const sort = params.get('sort') ?? '';
    if (sort in SORTS && sort !== '' && (sort !== 'distance' || cone)) {
        query.set('sort', sort);
    } else if (cone && sort === '') {
        query.set('sort', 'distance');
    }
    return {target, query, cone, outline};
}

/** The address parameters that ask for the same products as another's, whatever differs in how they are shown. */
export function asked(params) {
    const copy = new URLSearchParams(params);
    copy.delete('view');
    copy.sort();
    return String(copy);
}

/** A region that was drawn, as SIA 2.0 writes it. */
export function regionText(region) {
    const n = value => String(Number(value.toFixed(5)));
    return region.kind === 'circle' ? `CIRCLE ${n(region.ra)} ${n(region.dec)} ${n(Math.max(region.radius, 1e-5))}`
        : `POLYGON ${region.corners.map(({ra, dec}) => `${n(ra)} ${n(dec)}`).join(' ')}`;
}

/** Where one looks, as the address has it: ra,dec,zoom and perhaps globe. */
export function viewText({ra, dec, zoom, globe}) {
    const places = Math.max(2, Math.ceil(Math.log10(zoom)) + 2);
    return [ra.toFixed(places), dec.toFixed(places), Number(zoom.toPrecision(4)), ...(globe ? ['globe'] : [])].join(',');
}

export function viewOf(text) {
    const [ra, dec, zoom, globe] = String(text ?? '').split(',');
    const numbers = [ra, dec, zoom].map(Number);
    return text && numbers.every(Number.isFinite) && zoom ? {ra: numbers[0], dec: numbers[1], zoom: numbers[2], globe: globe === 'globe'} : null;
}
