// The sky as a picture: the whole of it, or the tangent plane around what was found.
import {svg, html, nothing, repeat} from '../ui/lit.js';
import {angle} from '../core/format.js';
import {around, distance, hammer, parseRegion, ring, tangent} from './coordinates.js';

const SPREAD = 40;
const regions = new WeakMap();

function regionOf(product) {
    if (!regions.has(product)) {
        regions.set(product, parseRegion(product.s_region));
    }
    return regions.get(product);
}

const placed = products => products.filter(p => Number.isFinite(p.s_ra) && Number.isFinite(p.s_dec));

/** The field that shows a cone, or everything found; null when that is too wide for a tangent plane. */
export function zoomField(products, cone) {
    if (cone && cone.radius <= SPREAD) {
        return {centre: cone, radius: cone.radius * 1.15};
    }
    const points = placed(products).map(p => ({ra: p.s_ra, dec: p.s_dec}));
    const found = points.length > 0 ? around(points) : null;
    if (!found || found.radius > SPREAD) {
        return null;
    }
    const rings = placed(products).flatMap(p => regionOf(p).rings.flat());
    const reach = Math.max(0, ...rings.map(p => distance(found.centre, p)).filter(d => d <= SPREAD));
    return {centre: found.centre, radius: Math.max(found.radius, reach, 0.002) * 1.15};
}

/**
 * @param products what was found
 * @param options cone: {ra, dec, radius} or null; zoom: whether to show the field; active: id of the product to stress;
 *     narrow: drawn for a narrow screen, so that what is written stays legible; hover(id | null), choose(id)
 */
export function skyPlot(products, options) {
    const field = options.zoom ? zoomField(products, options.cone) : null;
    const map = field ? zoomMap(field, options.narrow) : wholeMap(options.narrow);
    const shown = placed(products);
    const order = [...shown].sort((a, b) => (a.obs_publisher_did === options.active) - (b.obs_publisher_did === options.active));
    const label = `${field ? `Field of ${angle(2 * field.radius)}` : 'The whole sky'} with ${shown.length} `
        + `product${shown.length === 1 ? '' : 's'}; east is left, north is up. The table lists the same products.`;
    return html`<svg class="sky ${field ? 'field' : ''}" viewBox="0 0 ${map.width} ${map.height}" role="img" aria-label=${label}>
        ${map.frame}
        ${options.cone ? svg`<path class="cone" d=${pathOf(ring(options.cone, options.cone.radius, 96), map, true)}></path>` : nothing}
        ${repeat(order, p => p.obs_publisher_did, p => mark(p, map, options))}
    </svg>`;
}

function mark(product, map, {active, hover, choose}) {
    const at = map.project({ra: product.s_ra, dec: product.s_dec});
    if (!at) {
        return nothing;
    }
    const id = product.obs_publisher_did;
    const name = product.target_name || product.obs_title || id;
    return svg`<g class="mark ${id === active ? 'active' : ''}" @pointerenter=${() => hover(id)} @pointerleave=${() => hover(null)}
            @click=${() => choose(id)}>
        <title>${name} · ${product.obs_collection}</title>
        ${regionOf(product).rings.map(corners => footprint(pathOf(corners, map, true)))}
        <circle class="halo" cx=${at[0]} cy=${at[1]} r="11"></circle>
        <circle class="point" cx=${at[0]} cy=${at[1]} r=${id === active ? 6 : 3.6}></circle>
    </g>`;
}

function footprint(path) {
    const broken = path.indexOf('M') !== path.lastIndexOf('M');
    return svg`<path class="footprint ${broken ? 'open' : ''}" d=${path}></path>`;
}

/** A line between places; it is broken where the map is cut. */
function pathOf(places, map, closed) {
    const all = closed ? [...places, places[0]] : places;
    let path = '';
    let last = null;
    for (const place of all) {
        const at = map.project(place);
        if (at) {
            const broken = !last || map.cut(last, place);
            path += `${broken ? 'M' : 'L'}${at[0].toFixed(1)} ${at[1].toFixed(1)}`;
        }
        last = at ? place : null;
    }
    return path;
}

function wholeMap(narrow) {
    const [width, height, scale] = narrow ? [400, 206, 98] : [800, 404, 196];
    const project = place => {
        const [x, y] = hammer(place);
        return [width / 2 + x * scale, height / 2 - y * scale];
    };
    const cut = (a, b) => Math.abs(a.ra - b.ra) > 180;
    const map = {width, height, project, cut};
    const lines = [];
    for (let dec = -60; dec <= 60; dec += 30) {
        lines.push(pathOf(steps(0.01, 359.99, 72).map(ra => ({ra, dec})), map));
    }
    for (let ra = 30; ra < 360; ra += 30) {
        lines.push(pathOf(steps(-90, 90, 36).map(dec => ({ra, dec})), map));
    }
    const labels = [0.01, 90, 180, 270].map(ra => {
        const [x, y] = project({ra, dec: 0});
        return svg`<text x=${x + (ra < 1 ? -4 : 4)} y=${y - 5} text-anchor=${ra < 1 ? 'end' : 'start'}>${Math.round(ra / 15)}h</text>`;
    });
    for (const dec of [-60, -30, 30, 60]) {
        const [x, y] = project({ra: 180, dec});
        labels.push(svg`<text x=${x + 4} y=${y - 5}>${dec > 0 ? '+' : '−'}${Math.abs(dec)}°</text>`);
    }
    return {
        ...map,
        frame: svg`<ellipse class="sea" cx=${width / 2} cy=${height / 2} rx=${scale * 2} ry=${scale}></ellipse>
            <path class="grid" d=${lines.join('')}></path><path class="plane" d=${galacticPlane(map)}></path>${labels}`,
    };
}

const STEPS = [30, 15, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002];

function zoomMap({centre, radius}, narrow) {
    const [width, height] = narrow ? [400, 300] : [800, 404];
    const plane = tangent(centre);
    const scale = (height / 2 - 8) / Math.tan((Math.min(radius, 60) * Math.PI) / 180) * (Math.PI / 180);
    const project = place => {
        const at = plane(place);
        return at && [width / 2 + at[0] * scale, height / 2 - at[1] * scale];
    };
    const map = {width, height, project, cut: () => false};
    const step = STEPS.find(each => each <= radius / 1.6) ?? STEPS[STEPS.length - 1];
    const raStep = nice(step / Math.max(Math.cos(centre.dec * Math.PI / 180), 0.05));
    const lines = [];
    const labels = [];
    for (let i = Math.ceil((centre.dec - 3 * radius) / step); i * step <= centre.dec + 3 * radius; i++) {
        const dec = Number((i * step).toFixed(6));
        if (Math.abs(dec) < 90) {
            lines.push(pathOf(steps(centre.ra - 4 * raStep * 2, centre.ra + 4 * raStep * 2, 48).map(ra => ({ra, dec})), map));
            const at = project({ra: centre.ra, dec});
            if (at && at[1] > 24 && at[1] < height - 24) {
                labels.push(svg`<text x="8" y=${at[1] - 4}>${dec < 0 ? '−' : '+'}${Math.abs(dec)}°</text>`);
            }
        }
    }
    for (let i = -8; i <= 8; i++) {
        const ra = Number((Math.round(centre.ra / raStep) * raStep + i * raStep).toFixed(6));
        const [low, high] = [Math.max(centre.dec - 3 * radius, -90), Math.min(centre.dec + 3 * radius, 90)];
        lines.push(pathOf(steps(low, high, 24).map(dec => ({ra, dec})), map));
        const at = project({ra, dec: centre.dec});
        if (at && at[0] > 70 && at[0] < width - 40) {
            labels.push(svg`<text x=${at[0] + 4} y=${height - 8}>${Number((((ra % 360) + 360) % 360).toFixed(4))}°</text>`);
        }
    }
    return {...map, frame: svg`<path class="grid" d=${lines.join('')}></path>${labels}`};
}

function nice(step) {
    return [...STEPS].reverse().find(each => each >= step) ?? 30;
}

function steps(from, to, count) {
    return Array.from({length: count + 1}, (_, i) => from + ((to - from) * i) / count);
}

/** The galactic plane, for orientation; pole and node of the IAU system in ICRS. */
function galacticPlane(map) {
    return pathOf(ring({ra: 192.8595, dec: 27.1283}, 90, 180), map, true);
}
