// Moving about on the sky: drag, wheel, two fingers, keys.
import {bounded, camera} from './projection.js';

const RAD = Math.PI / 180;
const WHEEL = 0.0016;
const SLACK_PX = 4;

/** The view after the picture was moved by some pixels. */
export function panned(view, size, dx, dy) {
    const {scale} = camera(view, size);
    const dec = view.dec + dy / scale / RAD;
    const across = Math.max(Math.cos(view.dec * RAD), 0.05);
    return bounded({...view, dec, ra: view.ra + dx / scale / RAD / across});
}

/** The view after zooming by a factor, with what is at a pixel staying there. */
export function zoomed(view, size, factor, px, py) {
    const before = camera(view, size).place(px, py);
    const next = bounded({...view, zoom: view.zoom * factor});
    const after = camera(next, size);
    const at = [0, 0];
    if (!before || after.reach > 60) {
        return next;
    }
    const c = Math.cos(before.dec * RAD);
    after.project(c * Math.cos(before.ra * RAD), c * Math.sin(before.ra * RAD), Math.sin(before.dec * RAD), at);
    return panned(next, size, px - at[0], py - at[1]);
}

/**
 * @param element takes the events
 * @param hands view(), size(), look(view, {settled}), tool() or null, point(px, py), choose(px, py), fit(), whole()
 */
export function attachGestures(element, hands) {
    const pointers = new Map();
    let moved = false;
    let settle = 0;

    const local = event => {
        const box = element.getBoundingClientRect();
        return [event.clientX - box.left, event.clientY - box.top];
    };

    element.addEventListener('pointerdown', event => {
        if (event.button !== 0 || event.target.closest('button')) {
            return;
        }
        element.setPointerCapture(event.pointerId);
        pointers.set(event.pointerId, local(event));
        moved = false;
        hands.tool()?.down(...local(event));
    });
    element.addEventListener('pointermove', event => {
        const [px, py] = local(event);
        const last = pointers.get(event.pointerId);
        if (hands.tool()) {
            return hands.tool().move(px, py, Boolean(last));
        }
        if (!last) {
            return hands.point(px, py);
        }
        if (!moved && pointers.size === 1 && Math.hypot(px - last[0], py - last[1]) < SLACK_PX) {
            return;
        }
        moved = true;
        if (pointers.size === 2) {
            const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
            const factor = Math.hypot(px - other[0], py - other[1]) / Math.max(1, Math.hypot(last[0] - other[0], last[1] - other[1]));
            hands.look(zoomed(hands.view(), hands.size(), factor, (px + other[0]) / 2, (py + other[1]) / 2), {settled: false});
        } else {
            hands.look(panned(hands.view(), hands.size(), px - last[0], py - last[1]), {settled: false});
        }
        pointers.set(event.pointerId, [px, py]);
    });
    const up = event => {
        if (!pointers.delete(event.pointerId)) {
            return;
        }
        if (hands.tool()) {
            hands.tool().up(...local(event));
        } else if (moved) {
            hands.look(hands.view(), {settled: true});
        } else if (event.type === 'pointerup') {
            hands.choose(...local(event));
        }
    };
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    element.addEventListener('pointerleave', () => hands.point(NaN, NaN));
    element.addEventListener('dblclick', event => {
        if (hands.tool()) {
            hands.tool().done();
        } else if (!event.target.closest('button')) {
            hands.look(zoomed(hands.view(), hands.size(), 2, ...local(event)), {settled: true});
        }
    });
    element.addEventListener('wheel', event => {
        event.preventDefault();
        const lines = event.deltaMode === 1 ? 30 : 1;
        hands.look(zoomed(hands.view(), hands.size(), Math.exp(-event.deltaY * lines * WHEEL), ...local(event)), {settled: false});
        clearTimeout(settle);
        settle = setTimeout(() => hands.look(hands.view(), {settled: true}), 250);
    }, {passive: false});
    element.addEventListener('keydown', event => {
        if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        const {width, height} = hands.size();
        const step = event.shiftKey ? 160 : 40;
        const keys = {
            ArrowLeft: () => hands.look(panned(hands.view(), hands.size(), step, 0), {settled: true}),
            ArrowRight: () => hands.look(panned(hands.view(), hands.size(), -step, 0), {settled: true}),
            ArrowUp: () => hands.look(panned(hands.view(), hands.size(), 0, step), {settled: true}),
            ArrowDown: () => hands.look(panned(hands.view(), hands.size(), 0, -step), {settled: true}),
            '+': () => hands.look(zoomed(hands.view(), hands.size(), 1.5, width / 2, height / 2), {settled: true}),
            '=': () => keys['+'](),
            '-': () => hands.look(zoomed(hands.view(), hands.size(), 1 / 1.5, width / 2, height / 2), {settled: true}),
            0: hands.whole,
            f: hands.fit,
            Escape: () => hands.tool()?.cancel(),
            Enter: () => hands.tool()?.done(),
            Backspace: () => hands.tool()?.back(),
        };
        if (keys[event.key]) {
            event.preventDefault();
            keys[event.key]();
        }
    });
}
