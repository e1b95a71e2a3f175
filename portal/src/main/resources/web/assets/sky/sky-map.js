// <sky-map>: products before the real sky. Set products, active, outline, view; it says sky-hover, sky-choose, sky-view (null: at
// what was found) and sky-region. With the attribute still it offers no search. The table
// beside it lists the same products, so nothing is to be had here alone.
import {drawBackdrop, loaded, trace} from './backdrop.js';
import {around, distance, farthest, parseRegion, sexagesimal} from './coordinates.js';
import {circleTool, polygonTool} from './drawing.js';
import {attachGestures, zoomed} from './gestures.js';
import {createMarks} from './marks.js';
import {bounded, camera, fitting, vector} from './projection.js';
import {angle} from '../core/format.js';

const WHOLE = {ra: 180, dec: 0, zoom: 1};
const WIDEST_FIT = 50;
const SETTLE_MS = 140;
const FLIGHT_MS = 350;
const LOOKING = [['in', '+', 'Zoom in'], ['out', '−', 'Zoom out'], ['fit', '⤢', 'Fit the results'], ['whole', '⊙', 'The whole sky'], ['globe', '◍', 'Globe or map']];
const SEARCHING = [['circle', '◯', 'Search in a circle'], ['polygon', '⬠', 'Search in a polygon'], ['here', '⌕', 'Search what is in sight']];

class SkyMap extends HTMLElement {
    #view = {...WHOLE, globe: false};
    #marks = createMarks([]);
    #products = [];
    #outline = [];
    #rings = null;
    #active = null;
    #tool = null;
    #toolName = '';
    #frame = 0;
    #moving = false;
    #settle = 0;
    #asked = null;
    #size = {width: 0, height: 0};

    connectedCallback() {
        if (!this.firstChild) {
            this.#build();
        }
        this.observer = new ResizeObserver(() => this.#resize());
        this.observer.observe(this);
        loaded.then(() => this.#draw());
    }

    disconnectedCallback() {
        this.observer.disconnect();
        cancelAnimationFrame(this.#frame);
    }

    set products(products) {
        if (products !== this.#products) {
            this.#products = products;
            this.#marks = createMarks(products);
            this.#label();
            this.#draw();
        }
    }

    set active(id) {
        if (id !== this.#active) {
            this.#active = id;
            this.#drawOver();
        }
    }

    /** The rings of what was searched in: lists of {ra, dec}. */
    set outline(rings) {
        if (rings === this.#rings) {
            return;
        }
        this.#rings = rings;
        this.#outline = rings.map(ring => ring.map(vector));
        this.#draw();
    }

    /** Where to look: {ra, dec, zoom, globe}; null: at what was found. The same again changes nothing. */
    set view(view) {
        const key = JSON.stringify(view);
        if (view && key !== this.#asked) {
            this.#look(bounded(view), {settled: false, own: true});
        }
        this.#asked = key;
    }

    get view() {
        return this.#view;
    }

    /** Looks at everything found; at the whole sky when that is spread over it. @param fly whether the way there is shown */
    fit(fly = true) {
        if (this.#size.width === 0) {
            return; // the first size fits
        }
        const found = this.#products.filter(p => Number.isFinite(p.s_ra)).map(p => ({ra: p.s_ra, dec: p.s_dec}));
        const corners = this.#products.flatMap(p => (Number.isFinite(p.s_ra) && this.#products.length < 400
            ? parseRegion(p.s_region).rings.flat().filter(corner => distance(corner, {ra: p.s_ra, dec: p.s_dec}) < 20) : []));
        const outline = this.#outline.flat().map(([x, y, z]) => ({ra: Math.atan2(y, x) * 180 / Math.PI, dec: Math.asin(z) * 180 / Math.PI}));
        const all = outline.length > 0 ? outline : found;
        const middle = all.length > 0 ? around(all) : null;
        const radius = middle && Math.max(middle.radius, outline.length > 0 ? 0 : farthest(middle.centre, corners), 0.01);
        this.#fly(middle && radius < WIDEST_FIT ? fitting({...middle.centre, radius: radius * 1.1}, this.#size, this.#view.globe)
            : {...WHOLE, globe: this.#view.globe}, fly);
    }

    #build() {
        this.innerHTML = `<canvas></canvas><canvas></canvas><div class="tools" role="group" aria-label="Sky">${(this.hasAttribute('still') ? LOOKING : [...LOOKING, ...SEARCHING]).map(([name, sign, label]) =>
            `<button type="button" class="small icon" data-tool="${name}" title="${label}" aria-label="${label}"><span aria-hidden="true">${sign}</span></button>`).join('')}</div>
            <p class="told" aria-live="polite"></p>`;
        this.tabIndex = 0;
        this.setAttribute('role', 'application');
        [this.base, this.over] = this.querySelectorAll('canvas');
        this.told = this.querySelector('.told');
        this.querySelector('.tools').addEventListener('click', event => this.#press(event.target.closest('button')?.dataset.tool));
        attachGestures(this, {
            view: () => this.#view, size: () => this.#size, tool: () => this.#tool,
            look: (view, how) => this.#look(view, how),
            point: (px, py) => this.#point(px, py),
            choose: (px, py) => this.#choose(px, py),
            fit: () => this.#press('fit'), whole: () => this.#press('whole'),
        });
        const css = getComputedStyle(this);
        const colour = name => css.getPropertyValue(`--sky${name}`).trim();
        this.colours = {sky: colour(''), grid: colour('-grid'), plane: colour('-plane'), ink: colour('-ink'), mark: colour('-mark'), hot: colour('-hot'),
            font: `12px ${css.fontFamily}`};
        this.#label();
    }

    #resize() {
        const {width, height} = this.getBoundingClientRect();
        const first = this.#size.width === 0;
        this.#size = {width, height};
        const dots = Math.min(devicePixelRatio || 1, 2);
        for (const canvas of [this.base, this.over]) {
            canvas.width = Math.round(width * dots);
            canvas.height = Math.round(height * dots);
            canvas.getContext('2d').setTransform(dots, 0, 0, dots, 0, 0);
        }
        if (first && this.#asked === 'null') {
            this.fit(false);
        }
        this.#paint();
    }

    #camera() {
        return camera(this.#view, this.#size);
    }

    /** own: not by a person's hand, so it is nothing to be told of */
    #look(view, {settled, own = false}) {
        this.#view = view;
        clearTimeout(this.#settle);
        this.#moving = !settled;
        if (!settled) {
            this.#settle = setTimeout(() => {
                this.#moving = false;
                this.#draw();
            }, SETTLE_MS);
        }
        this.#draw();
        if (settled && !own) {
            this.#asked = JSON.stringify(view);
            this.#tell('sky-view', view);
        }
    }

    #fly(to, fly) {
        const from = this.#view;
        if (!fly || matchMedia('(prefers-reduced-motion: reduce)').matches) {
            return this.#look(to, {settled: true, own: true});
        }
        const begin = performance.now();
        const turn = ((to.ra - from.ra + 540) % 360) - 180;
        const step = now => {
            const t = Math.max(0, Math.min(1, (now - begin) / FLIGHT_MS));
            const s = t * t * (3 - 2 * t);
            this.#look(bounded({ra: from.ra + turn * s, dec: from.dec + (to.dec - from.dec) * s,
                zoom: from.zoom * (to.zoom / from.zoom) ** s, globe: to.globe}), {settled: t === 1, own: true});
            if (t < 1) {
                requestAnimationFrame(step);
            }
        };
        requestAnimationFrame(step);
    }

    #draw() {
        if (this.#frame === 0) {
            this.#frame = requestAnimationFrame(() => this.#paint());
        }
    }

    #paint() {
        cancelAnimationFrame(this.#frame);
        this.#frame = 0;
        if (this.#size.width === 0) {
            return;
        }
        const [context, eye] = [this.base.getContext('2d'), this.#camera()];
        drawBackdrop(context, eye, this.colours);
        context.strokeStyle = this.colours.hot;
        context.lineWidth = 1.4;
        context.setLineDash([6, 4]);
        context.beginPath();
        this.#outline.forEach(ring => trace(context, eye, ring, true));
        context.stroke();
        context.setLineDash([]);
        this.#marks.draw(context, eye, this.colours, this.#moving);
        this.#drawOver();
    }

    #drawOver() {
        if (!this.over || this.#size.width === 0) {
            return;
        }
        const [context, eye] = [this.over.getContext('2d'), this.#camera()];
        context.clearRect(0, 0, this.#size.width, this.#size.height);
        if (this.#active !== null) {
            this.#marks.stress(context, eye, this.colours, this.#active);
        }
        const shape = this.#tool?.shape() ?? [];
        if (shape.length > 0) {
            context.strokeStyle = this.colours.hot;
            context.fillStyle = this.colours.hot;
            context.lineWidth = 2;
            context.beginPath();
            trace(context, eye, shape.map(vector), true);
            context.stroke();
            context.globalAlpha = 0.12;
            context.fill();
            context.globalAlpha = 1;
        }
    }

    #point(px, py) {
        const place = this.#camera().place(px, py);
        const found = Number.isNaN(px) ? null : this.#marks.under(px, py, place);
        const id = found?.obs_publisher_did ?? null;
        this.style.cursor = found ? 'pointer' : '';
        this.told.textContent = this.#tool ? this.#tool.hint : found ? `${found.target_name || found.obs_title || id} · ${found.obs_collection}`
            : place && !Number.isNaN(px) ? sexagesimal(place) : '';
        this.#tell('sky-hover', id);
    }

    #choose(px, py) {
        const found = this.#marks.under(px, py, this.#camera().place(px, py));
        if (found) {
            this.#tell('sky-choose', found.obs_publisher_did);
        }
    }

    #press(name) {
        const {width, height} = this.#size;
        const act = {
            in: () => this.#look(zoomed(this.#view, this.#size, 1.7, width / 2, height / 2), {settled: true}),
            out: () => this.#look(zoomed(this.#view, this.#size, 1 / 1.7, width / 2, height / 2), {settled: true}),
            fit: () => {
                this.fit();
                this.#asked = 'null';
                this.#tell('sky-view', null);
            },
            whole: () => this.#look({...WHOLE, globe: this.#view.globe}, {settled: true}),
            globe: () => this.#look({...this.#view, globe: !this.#view.globe}, {settled: true}),
            here: () => this.#tell('sky-region', {kind: 'circle', ra: this.#view.ra, dec: this.#view.dec, radius: this.#inSight()}),
            circle: () => this.#take('circle', circleTool),
            polygon: () => this.#take('polygon', polygonTool),
        };
        act[name]?.();
    }

    #inSight() {
        return Math.min(90, (Math.min(this.#size.width, this.#size.height) / 2 / this.#camera().scale) * 180 / Math.PI);
    }

    #take(name, make) {
        const again = this.#toolName === name;
        this.#lay();
        if (!again) {
            this.#toolName = name;
            this.#tool = make(() => this.#camera(), () => this.#drawOver(), region => {
                this.#lay();
                if (region) {
                    this.#tell('sky-region', region);
                }
            });
            this.told.textContent = this.#tool.hint;
            this.focus({preventScroll: true});
        }
        this.#mark();
    }

    #lay() {
        [this.#tool, this.#toolName] = [null, ''];
        this.told.textContent = '';
        this.#mark();
        this.#drawOver();
    }

    #mark() {
        this.classList.toggle('drawing', this.#tool !== null);
        this.querySelectorAll('[data-tool=circle], [data-tool=polygon]').forEach(button =>
            button.setAttribute('aria-pressed', String(button.dataset.tool === this.#toolName)));
    }

    #label() {
        const n = this.#marks.count;
        this.setAttribute('aria-label', `Sky with ${n} product${n === 1 ? '' : 's'}, ${angle(2 * Math.min(90, this.#size.width ? this.#inSight() : 90))} across; `
            + 'east is left, north is up. Arrows move, plus and minus zoom, f fits the results, 0 shows the whole sky. The table lists the same products.');
    }

    #tell(name, detail) {
        this.dispatchEvent(new CustomEvent(name, {detail}));
    }
}

customElements.define('sky-map', SkyMap);
