// Drawing a circle or a polygon to search in.
import {distance, ring} from './coordinates.js';

const SMALLEST_PX = 4;
const CLOSE_PX = 10;

/**
 * @param camera answers the camera of the moment
 * @param changed is called when the shape is another
 * @param drawn gets {kind: 'circle', ra, dec, radius} or {kind: 'polygon', corners}, or null when it was given up
 */
export function circleTool(camera, changed, drawn) {
    let centre = null;
    let radius = 0;
    let start = [0, 0];
    return {
        hint: 'Press in the middle and drag to the edge. Escape gives up.',
        down(px, py) {
            centre = camera().place(px, py);
            start = [px, py];
            radius = 0;
        },
        move(px, py, pressed) {
            const at = pressed && centre ? camera().place(px, py) : null;
            if (at) {
                radius = distance(centre, at);
                changed();
            }
        },
        up(px, py) {
            if (centre && radius > 0 && Math.hypot(px - start[0], py - start[1]) >= SMALLEST_PX) {
                drawn({kind: 'circle', ...centre, radius});
            }
            centre = null;
        },
        done() {},
        back() {},
        cancel: () => drawn(null),
        shape: () => (centre && radius > 0 ? ring(centre, radius, 72) : []),
    };
}

export function polygonTool(camera, changed, drawn) {
    const corners = [];
    let next = null;
    const finish = () => corners.length >= 3 && drawn({kind: 'polygon', corners: [...corners]});
    return {
        hint: 'Press at each corner; press the first again, or Enter, to search. Backspace takes one back, Escape gives up.',
        down() {},
        move(px, py) {
            next = camera().place(px, py);
            changed();
        },
        up(px, py) {
            const at = camera().place(px, py);
            if (!at) {
                return;
            }
            const first = corners.length >= 3 && pixel(camera(), corners[0]);
            if (first && Math.hypot(first[0] - px, first[1] - py) < CLOSE_PX) {
                finish();
            } else if (corners.length === 0 || distance(corners.at(-1), at) * camera().scale * Math.PI / 180 > 2) {
                corners.push(at);
                changed();
            }
        },
        done: finish,
        back() {
            corners.pop();
            changed();
        },
        cancel: () => drawn(null),
        shape: () => (next && corners.length > 0 ? [...corners, next] : [...corners]),
    };
}

function pixel(camera, {ra, dec}) {
    const at = [0, 0];
    const [r, d] = [ra * Math.PI / 180, dec * Math.PI / 180];
    camera.project(Math.cos(d) * Math.cos(r), Math.cos(d) * Math.sin(r), Math.sin(d), at);
    return at;
}
