// Makes web/assets/sky/bright.json and names.json from the data of d3-celestial 0.7.35 (Olaf Frohn, BSD 3-Clause):
//   npm pack d3-celestial@0.7.35 && tar xzf d3-celestial-0.7.35.tgz
//   node portal/src/main/sky/make-sky.mjs package/data portal/src/main/resources/web/assets/sky
import {readFileSync, writeFileSync} from 'node:fs';

const [, , from, to] = process.argv;
const FAINTEST = 5;
const NAMED_STAR = 4;
const TOLERANCE_DEG = 1.2;

const read = name => JSON.parse(readFileSync(`${from}/${name}.json`, 'utf8'));
const place = ([lon, lat]) => [Number(((lon + 360) % 360).toFixed(3)), Number(lat.toFixed(3))];

/** Stars: right ascension and declination in hundredths of a degree, magnitude and B-V in tenths. */
const stars = read('stars.6').features
    .filter(star => star.properties.mag <= FAINTEST)
    .sort((a, b) => a.properties.mag - b.properties.mag)
    .map(star => [...place(star.geometry.coordinates).map(x => Math.round(x * 100)), Math.round(star.properties.mag * 10),
        Math.round((Number(star.properties.bv) || 0) * 10)]);

/** The Milky Way: three outlines of rising brightness, thinned (Ramer, Douglas and Peucker); degrees. */
const milkyWay = ['ol1', 'ol3', 'ol5'].map(id => read('mw').features.find(each => each.id === id).geometry.coordinates
    .map(polygon => polygon.map(ring => thin(ring)).filter(ring => ring.length > 4)).filter(polygon => polygon.length > 0));

function thin(ring) {
    const far = ring.map((p, i) => [apart(ring[0], p), i]).reduce((a, b) => (b[0] > a[0] ? b : a))[1];
    const half = (a, b) => {
        let [most, at] = [0, -1];
        for (let i = a + 1; i < b; i++) {
            const d = offLine(ring[i], ring[a], ring[b]);
            if (d > most) {
                [most, at] = [d, i];
            }
        }
        return most > TOLERANCE_DEG ? [...half(a, at), ...half(at, b)] : [ring[a]];
    };
    return [...half(0, far), ...half(far, ring.length - 1), ring[0]].map(([lon, lat]) => [Number(lon.toFixed(1)), Number(lat.toFixed(1))]);
}

function flat([lon, lat], [lon0, lat0]) {
    const dl = ((lon - lon0 + 540) % 360) - 180;
    return [dl * Math.cos(((lat + lat0) / 2) * Math.PI / 180), lat - lat0];
}

function apart(a, b) {
    return Math.hypot(...flat(b, a));
}

function offLine(p, a, b) {
    const [[x, y], [bx, by]] = [flat(p, a), flat(b, a)];
    const t = Math.max(0, Math.min(1, (x * bx + y * by) / (bx * bx + by * by || 1)));
    return Math.hypot(x - t * bx, y - t * by);
}

/** Names people type, with place and size in degrees: [[names], ra, dec, size]. */
const size = text => Number((Math.max(...String(text).split('x').map(Number).filter(Number.isFinite), 2) / 60).toFixed(3));
const messier = read('messier').features.map(({id, properties, geometry}) =>
    [[id, properties.desig, ...properties.alt.split(/,\s*/)].filter(Boolean), ...place(geometry.coordinates), size(properties.dim)]);
const common = read('dsonames');
const deep = new Map(read('dsos.14').features.map(each => [each.properties.desig, each]));
const known = new Set(messier.flatMap(([names]) => names));
const others = Object.entries(common).filter(([id, names]) => /^(NGC|IC) /.test(id) && deep.has(id) && !known.has(id) && names.name)
    .map(([id, names]) => [[id, names.name], ...place(deep.get(id).geometry.coordinates), size(deep.get(id).properties.dim)]);
const starNames = read('starnames');
const bright = read('stars.6').features.filter(star => star.properties.mag <= NAMED_STAR && starNames[star.id]?.name)
    .map(star => [[starNames[star.id].name, `${starNames[star.id].bayer || starNames[star.id].flam} ${starNames[star.id].c}`.trim(), starNames[star.id].hip],
        ...place(star.geometry.coordinates), 0.1]);

const source = 'd3-celestial 0.7.35, Copyright (c) 2015 Olaf Frohn, BSD 3-Clause; made by portal/src/main/sky/make-sky.mjs';
const rows = all => `[\n${chunks(all.map(each => JSON.stringify(each)), 4).map(some => some.join(", ")).join(",\n")}\n]`;
const chunks = (all, n) => (all.length === 0 ? [] : [all.slice(0, n), ...chunks(all.slice(n), n)]);
writeFileSync(`${to}/bright.json`, `{"source": ${JSON.stringify(source)},\n"stars": ${JSON.stringify(stars)},\n"milkyWay": ${rows(milkyWay)}}\n`);
writeFileSync(`${to}/names.json`, `{"source": ${JSON.stringify(source)},\n"names": ${rows([...messier, ...others, ...bright])}}\n`);
