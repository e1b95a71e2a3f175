// Positions and regions. Angles in degrees, ICRS; pure.

const RAD = Math.PI / 180;
const NUMBER = String.raw`[+-]?\d+(?:\.\d*)?`;
const PAIR = new RegExp(`^(${NUMBER})(?:d|°|deg)?(?:\\s*,\\s*|\\s+)(${NUMBER})(?:d|°|deg)?$`, 'i');
const SEXAGESIMAL = new RegExp(
    String.raw`^(\d{1,2})[:h\s]\s*(\d{1,2})[:m\s]\s*(\d{1,2}(?:\.\d*)?)\s*s?\s*,?\s*` +
    String.raw`([+\-−]?)\s*(\d{1,2})[:d°\s]\s*(\d{1,2})[:m'′\s]\s*(\d{1,2}(?:\.\d*)?)\s*(?:s|"|″|'')?$`, 'i');

/**
 * What somebody typed into the search field.
 *
 * @returns {{kind: 'empty'} | {kind: 'position', ra: number, dec: number} | {kind: 'words', text: string}
 *     | {kind: 'wrong', message: string}}
 */
export function parseTarget(typed) {
    const text = String(typed ?? '').trim().replace(/^(?:icrs|j2000)[\s:]+/i, '').replace(/\s+/g, ' ');
    if (text === '') {
        return {kind: 'empty'};
    }
    const pair = PAIR.exec(text);
    if (pair) {
        return place(Number(pair[1]), Number(pair[2]));
    }
    const parts = SEXAGESIMAL.exec(text);
    if (!parts) {
        return {kind: 'words', text};
    }
    const [, h, m, s, sign, d, dm, ds] = parts;
    if ([m, s, dm, ds].some(part => Number(part) >= 60)) {
        return {kind: 'wrong', message: 'Minutes and seconds go up to 59.999'};
    }
    const dec = Number(d) + Number(dm) / 60 + Number(ds) / 3600;
    return place(15 * (Number(h) + Number(m) / 60 + Number(s) / 3600), sign === '' || sign === '+' ? dec : -dec);
}

function place(ra, dec) {
    if (ra < 0 || ra >= 360) {
        return {kind: 'wrong', message: `Right ascension goes from 0 to 360 degrees (24 h); this is ${ra}`};
    }
    if (dec < -90 || dec > 90) {
        return {kind: 'wrong', message: `Declination goes from -90 to +90 degrees; this is ${dec}`};
    }
    return {kind: 'position', ra, dec};
}

const UNITS = {
    '': 1, d: 1, deg: 1, degree: 1, degrees: 1, '°': 1,
    "'": 1 / 60, '′': 1 / 60, m: 1 / 60, arcmin: 1 / 60,
    '"': 1 / 3600, '″': 1 / 3600, s: 1 / 3600, arcsec: 1 / 3600,
};

/** Reads an angle such as 0.5, 30', 20" or 5 arcmin. @returns degrees, or null when it is none between 0 and 180 */
export function parseAngle(typed) {
    const match = /^(\d*\.?\d+(?:e-?\d+)?)\s*([a-z°'′"″]*)$/i.exec(String(typed ?? '').trim());
    const unit = match && UNITS[match[2].toLowerCase()];
    const degrees = unit ? Number(match[1]) * unit : NaN;
    return degrees > 0 && degrees <= 180 ? degrees : null;
}

/** Great-circle distance (Vincenty's form, good at all distances). */
export function distance(a, b) {
    const dl = (b.ra - a.ra) * RAD;
    const [p, q] = [a.dec * RAD, b.dec * RAD];
    const x = Math.cos(q) * Math.sin(dl);
    const y = Math.cos(p) * Math.sin(q) - Math.sin(p) * Math.cos(q) * Math.cos(dl);
    return Math.atan2(Math.hypot(x, y), Math.sin(p) * Math.sin(q) + Math.cos(p) * Math.cos(q) * Math.cos(dl)) / RAD;
}

/** How far the farthest of some places is, of which there may be more than a call has arguments; 0 for none. */
export const farthest = (centre, places) => places.reduce((most, place) => Math.max(most, distance(centre, place)), 0);

/** The middle of places on the sphere and how far the farthest is from it; null for none, or none in particular. */
export function around(places) {
    let [x, y, z] = [0, 0, 0];
    for (const {ra, dec} of places) {
        x += Math.cos(dec * RAD) * Math.cos(ra * RAD);
        y += Math.cos(dec * RAD) * Math.sin(ra * RAD);
        z += Math.sin(dec * RAD);
    }
    if (Math.hypot(x, y, z) < 1e-9) {
        return null;
    }
    const centre = {ra: (Math.atan2(y, x) / RAD + 360) % 360, dec: Math.atan2(z, Math.hypot(x, y)) / RAD};
    return {centre, radius: farthest(centre, places)};
}

/** The place at a distance and position angle (north through east) from another. */
export function offset(from, angle, distanceDeg) {
    const [d, t, r] = [from.dec * RAD, angle * RAD, distanceDeg * RAD];
    const dec = Math.asin(Math.sin(d) * Math.cos(r) + Math.cos(d) * Math.sin(r) * Math.cos(t));
    const dl = Math.atan2(Math.sin(t) * Math.sin(r) * Math.cos(d), Math.cos(r) - Math.sin(d) * Math.sin(dec));
    return {ra: (((from.ra + dl / RAD) % 360) + 360) % 360, dec: dec / RAD};
}

/** A circle on the sky as a closed ring of places. */
export function ring(centre, radius, steps = 48) {
    return Array.from({length: steps}, (_, i) => offset(centre, (360 * i) / steps, radius));
}

/**
 * The shapes of an ObsCore s_region (STC-S: POLYGON, CIRCLE, UNION of these, ALLSKY).
 *
 * @returns {{allSky: boolean, rings: {ra: number, dec: number}[][]}} what cannot be read is left out
 */
export function parseRegion(text) {
    const words = String(text ?? '').replace(/[(),]/g, ' ').trim().split(/\s+/);
    const rings = [];
    let shape = '';
    let numbers = [];
    const close = () => {
        if (shape === 'POLYGON' && numbers.length >= 6 && numbers.length % 2 === 0) {
            rings.push(pairs(numbers));
        } else if (shape === 'CIRCLE' && numbers.length === 3) {
            rings.push(ring({ra: numbers[0], dec: numbers[1]}, numbers[2]));
        }
        numbers = [];
    };
    for (const word of words) {
        if (/^[+-]?[\d.]/.test(word)) {
            numbers.push(Number(word));
        } else if (/^(POLYGON|CIRCLE|UNION|ALLSKY)$/i.test(word)) {
            close();
            shape = word.toUpperCase();
        }
    }
    close();
    return {allSky: words.some(word => /^ALLSKY$/i.test(word)), rings};
}

function pairs(numbers) {
    const places = [];
    for (let i = 0; i < numbers.length; i += 2) {
        places.push({ra: numbers[i], dec: numbers[i + 1]});
    }
    return places;
}

/** RA and Dec as people write them: 05:34:31.9 +22:00:52. */
export function sexagesimal({ra, dec}) {
    const raTenths = Math.round((ra / 15) * 36000) % 864000;
    const decSeconds = Math.round(Math.abs(dec) * 3600);
    const two = n => String(n).padStart(2, '0');
    const s = (raTenths % 600) / 10;
    return `${two(Math.floor(raTenths / 36000))}:${two(Math.floor((raTenths % 36000) / 600))}:${s < 10 ? '0' : ''}${s.toFixed(1)} `
        + `${dec < 0 && decSeconds > 0 ? '−' : '+'}${two(Math.floor(decSeconds / 3600))}:${two(Math.floor((decSeconds % 3600) / 60))}`
        + `:${two(decSeconds % 60)}`;
}
