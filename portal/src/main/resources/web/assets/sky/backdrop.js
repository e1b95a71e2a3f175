// What stands behind the products: the Milky Way, the bright stars, the galactic plane and the grid.
import {geoAzimuthalEqualAreaRaw, geoGraticule, geoOrthographicRaw, geoPath, geoProjection} from './d3.js';
import {ring} from './coordinates.js';
import {vector} from './projection.js';

const STEPS = [30, 15, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];
const GLOW = ['rgb(120 140 220 / 15%)', 'rgb(140 160 230 / 16%)', 'rgb(170 185 240 / 20%)'];
const COLOURS = ['#a9c1ff', '#cdd9ff', '#f3f4ff', '#fff3dc', '#ffdcae', '#ffc48a'];

/** The galactic plane; pole of the IAU system in ICRS. */
const PLANE = ring({ra: 192.8595, dec: 27.1283}, 90, 180).map(vector);
const GRATICULE = geoGraticule().step([30, 30]).extentMajor([[-180, -90], [180, 90]])();

let stars = null;
let milkyWay = null;

/** @returns a promise that ends when stars and Milky Way are there; it is no harm when they do not come */
export const loaded = fetch(new URL('bright.json', import.meta.url)).then(answer => (answer.ok ? answer.json() : Promise.reject(answer.status))).then(told => {
    stars = told.stars.map(([ra, dec, magnitude, colour]) => ({v: vector({ra: ra / 100, dec: dec / 100}), magnitude: magnitude / 10, colour: colour / 10}));
    milkyWay = told.milkyWay.map(coordinates => ({type: 'MultiPolygon', coordinates}));
}).catch(cause => console.warn('The bright stars did not come:', cause));

function hammerRaw(lambda, phi) {
    const [x, y] = geoAzimuthalEqualAreaRaw(lambda / 2, phi);
    return [2 * x, y];
}

/** The same picture as the camera's, for d3's clipping. */
export function projectionOf(camera) {
    const {view, width, height, scale} = camera;
    const projection = geoProjection(view.globe ? geoOrthographicRaw : hammerRaw).reflectX(true).rotate([-view.ra, -view.dec])
        .translate([width / 2, height / 2]).scale(scale).precision(0.5);
    return view.globe ? projection.clipAngle(90) : view.zoom > 4 ? projection.clipExtent([[-40, -40], [width + 40, height + 40]]) : projection;
}

/** @param style colours by name, from the style sheet */
export function drawBackdrop(context, camera, style) {
    const path = geoPath(projectionOf(camera), context);
    const wide = camera.reach > 50;
    context.clearRect(0, 0, camera.width, camera.height);
    if (wide) {
        fill(context, path, {type: 'Sphere'}, style.sky);
    } else {
        context.fillStyle = style.sky;
        context.fillRect(0, 0, camera.width, camera.height);
    }
    if (milkyWay && camera.view.zoom < 60) {
        milkyWay.forEach((shape, i) => fill(context, path, shape, GLOW[i]));
    }
    context.lineWidth = 1;
    context.strokeStyle = style.grid;
    if (wide) {
        context.beginPath();
        path(GRATICULE);
        path({type: 'Sphere'});
        context.stroke();
    } else {
        drawGrid(context, camera, style);
    }
    drawPlane(context, camera, style);
    drawStars(context, camera);
    if (wide) {
        labelWhole(context, camera, style);
    }
}

function fill(context, path, shape, colour) {
    context.beginPath();
    path(shape);
    context.fillStyle = colour;
    context.fill();
}

function drawStars(context, camera) {
    if (!stars) {
        return;
    }
    const at = [0, 0];
    const grown = Math.min(2.2, 1 + Math.log10(camera.view.zoom) / 3) * Math.max(0.75, Math.min(1.2, camera.width / 800));
    for (const star of stars) {
        if (!camera.project(...star.v, at) || at[0] < -5 || at[1] < -5 || at[0] > camera.width + 5 || at[1] > camera.height + 5) {
            continue;
        }
        const r = Math.max(0.5, (5.6 - star.magnitude) * 0.34) * grown;
        context.globalAlpha = Math.min(1, 0.42 + (5.2 - star.magnitude) * 0.17);
        context.fillStyle = COLOURS[Math.max(0, Math.min(COLOURS.length - 1, Math.floor((star.colour + 0.3) / 0.35)))];
        context.beginPath();
        context.arc(at[0], at[1], r, 0, 7);
        context.fill();
    }
    context.globalAlpha = 1;
}

/** A line of unit vectors; broken where the map is cut or the globe ends. */
export function trace(context, camera, vectors, closed) {
    const at = [0, 0];
    let [lastX, lastY, drawing] = [0, 0, false];
    let whole = true;
    for (let i = 0; i < vectors.length + (closed ? 1 : 0); i++) {
        const v = vectors[i % vectors.length];
        const seen = camera.project(v[0], v[1], v[2], at);
        const cut = drawing && Math.abs(at[0] - lastX) + Math.abs(at[1] - lastY) > camera.scale * 1.2;
        if (!seen || cut) {
            whole = false;
        }
        if (seen) {
            context[drawing && !cut ? 'lineTo' : 'moveTo'](at[0], at[1]);
        }
        [lastX, lastY, drawing] = [at[0], at[1], seen];
    }
    return whole;
}

function drawPlane(context, camera, style) {
    context.strokeStyle = style.plane;
    context.setLineDash([2, 5]);
    context.beginPath();
    trace(context, camera, PLANE, true);
    context.stroke();
    context.setLineDash([]);
}

function drawGrid(context, camera, style) {
    const {view: {ra, dec}, reach} = camera;
    const step = STEPS.find(each => each <= reach / 2.5) ?? STEPS.at(-1);
    const raStep = [...STEPS].reverse().find(each => each >= step / Math.max(Math.cos(dec * Math.PI / 180), 0.05)) ?? 30;
    const span = Math.min(180, reach / Math.max(Math.cos(Math.min(89.9, Math.abs(dec) + reach) * Math.PI / 180), 0.02) + raStep);
    const labels = [];
    context.beginPath();
    for (let i = Math.ceil(Math.max(-90, dec - reach) / step); i * step <= Math.min(90, dec + reach); i++) {
        const at = tidy(i * step);
        trace(context, camera, steps(ra - span, ra + span, 60).map(x => vector({ra: x, dec: at})), false);
        labels.push([{ra, dec: at}, `${at < 0 ? '−' : '+'}${Math.abs(at)}°`, true]);
    }
    for (let i = Math.ceil((ra - span) / raStep); i * raStep <= ra + span; i++) {
        const at = tidy(i * raStep);
        trace(context, camera, steps(Math.max(-90, dec - reach), Math.min(90, dec + reach), 24).map(y => vector({ra: at, dec: y})), false);
        labels.push([{ra: at, dec}, `${tidy(((at % 360) + 360) % 360)}°`, false]);
    }
    context.stroke();
    context.fillStyle = style.ink;
    context.font = style.font;
    labels.forEach(([place, text, left]) => {
        const at = [0, 0];
        if (!camera.project(...vector(place), at)) {
            return;
        }
        if (left && at[1] > 34 && at[1] < camera.height - 30) {
            context.fillText(text, 8, at[1] - 4);
        } else if (!left && at[0] > 80 && at[0] < camera.width - 60) {
            context.fillText(text, at[0] + 4, camera.height - 8);
        }
    });
}

function labelWhole(context, camera, style) {
    context.fillStyle = style.ink;
    context.font = style.font;
    const at = [0, 0];
    for (const ra of [0, 60, 120, 180, 240, 300]) {
        if (camera.project(...vector({ra, dec: 0}), at)) {
            context.fillText(`${ra / 15}h`, at[0] + 4, at[1] - 5);
        }
    }
    for (const dec of [-60, -30, 30, 60]) {
        if (camera.project(...vector({ra: camera.view.ra, dec}), at)) {
            context.fillText(`${dec > 0 ? '+' : '−'}${Math.abs(dec)}°`, at[0] + 4, at[1] - 5);
        }
    }
}

const tidy = number => Number(number.toFixed(6));

function steps(from, to, count) {
    return Array.from({length: count + 1}, (_, i) => from + ((to - from) * i) / count);
}
