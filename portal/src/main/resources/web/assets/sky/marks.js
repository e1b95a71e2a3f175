// Products on the sky: points where they are small, footprints where these can be seen. What is drawn is bounded, so that moving
// stays fluid however many there are.
import {distance, parseRegion} from './coordinates.js';
import {trace} from './backdrop.js';
import {vector} from './projection.js';

const POINTS_MOVING = 12000;
const POINTS = 60000;
const FOOTPRINTS_MOVING = 250;
const FOOTPRINTS = 1500;
const SEEN_PX = 7;
const NEAR_PX = 9;

/** @param products those without a place on the sky are left out */
export function createMarks(products) {
    const placed = products.filter(p => Number.isFinite(p.s_ra) && Number.isFinite(p.s_dec));
    const vectors = new Float64Array(placed.length * 3);
    placed.forEach((p, i) => vectors.set(vector({ra: p.s_ra, dec: p.s_dec}), 3 * i));
    const places = new Map(placed.map((p, i) => [p.obs_publisher_did, i]));
    const regions = new Array(placed.length);
    // Pixels of the last drawing, for finding what is under the pointer.
    const xs = new Float32Array(placed.length).fill(NaN);
    const ys = new Float32Array(placed.length);
    let footprints = [];

    function region(i) {
        return (regions[i] ??= shapeOf(placed[i]));
    }

    function draw(context, camera, style, moving) {
        const at = [0, 0];
        const step = Math.max(1, Math.ceil(placed.length / (moving ? POINTS_MOVING : POINTS)));
        xs.fill(NaN);
        const seen = [];
        for (let i = 0; i < placed.length; i += step) {
            if (camera.project(vectors[3 * i], vectors[3 * i + 1], vectors[3 * i + 2], at)
                && at[0] > -200 && at[1] > -200 && at[0] < camera.width + 200 && at[1] < camera.height + 200) {
                [xs[i], ys[i]] = at;
                seen.push(i);
            }
        }
        const pixels = camera.scale * Math.PI / 180;
        const most = moving ? FOOTPRINTS_MOVING : FOOTPRINTS;
        footprints = [];
        for (const i of seen) {
            if (footprints.length < most && extent(placed[i]) * pixels > SEEN_PX && region(i).rings.length > 0) {
                footprints.push(i);
            }
        }
        context.lineWidth = 1.2;
        context.strokeStyle = style.mark;
        context.fillStyle = style.mark;
        context.globalAlpha = footprints.length > 60 ? 0.6 : 0.85;
        context.beginPath();
        footprints.forEach(i => region(i).rings.forEach(ring => trace(context, camera, ring, true)));
        context.stroke();
        context.globalAlpha = 0.9;
        const r = seen.length > 5000 ? 0.8 : seen.length > 800 ? 1.2 : seen.length > 150 ? 2 : 3;
        context.beginPath();
        for (const i of seen) {
            if (r < 1.5) {
                context.rect(xs[i] - r, ys[i] - r, 2 * r, 2 * r);
            } else {
                context.moveTo(xs[i] + r, ys[i]);
                context.arc(xs[i], ys[i], r, 0, 7);
            }
        }
        context.fill();
        context.globalAlpha = 1;
    }

    /** Stresses one product. */
    function stress(context, camera, style, id) {
        const i = places.get(id);
        const at = [0, 0];
        if (i === undefined || !camera.project(vectors[3 * i], vectors[3 * i + 1], vectors[3 * i + 2], at)) {
            return;
        }
        context.strokeStyle = style.hot;
        context.fillStyle = style.hot;
        context.lineWidth = 2;
        context.beginPath();
        const whole = region(i).rings.map(ring => trace(context, camera, ring, true)).every(Boolean);
        context.stroke();
        if (whole) {
            context.globalAlpha = 0.15;
            context.fill('evenodd');
            context.globalAlpha = 1;
        }
        context.beginPath();
        context.arc(at[0], at[1], 4.5, 0, 7);
        context.fill();
    }

    /** The product at a pixel: the nearest point, else the smallest footprint around it; null for none. */
    function under(px, py, place) {
        let [best, least] = [-1, NEAR_PX * NEAR_PX];
        for (let i = 0; i < placed.length; i++) {
            const d = (xs[i] - px) ** 2 + (ys[i] - py) ** 2;
            if (d < least) {
                [best, least] = [i, d];
            }
        }
        if (best < 0 && place) {
            const around = footprints.filter(i => distance(place, {ra: placed[i].s_ra, dec: placed[i].s_dec}) < extent(placed[i]) / 2);
            best = around.sort((a, b) => extent(placed[a]) - extent(placed[b]))[0] ?? -1;
        }
        return best < 0 ? null : placed[best];
    }

    return {draw, stress, under, count: placed.length, product: id => placed[places.get(id)] ?? null};
}

const extents = new WeakMap();

/** How wide a product is on the sky, in degrees. */
function extent(product) {
    if (!extents.has(product)) {
        const rings = parseRegion(product.s_region).rings;
        const centre = {ra: product.s_ra, dec: product.s_dec};
        const reach = Math.max(0, ...rings.flat().map(corner => distance(centre, corner)));
        extents.set(product, rings.length > 0 ? 2 * reach : product.s_fov ?? 0);
    }
    return extents.get(product);
}

function shapeOf(product) {
    return {rings: parseRegion(product.s_region).rings.map(ring => ring.map(vector))};
}
