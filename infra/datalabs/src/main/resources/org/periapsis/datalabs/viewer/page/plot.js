/* A plot of points with axes: drag a range or a box to zoom in, double-click or Escape to see all; on the keyboard + and −, arrows to
   the sides to move, up and down to stretch. */

import { h, figure } from './dom.js';

const BOX = 24;
const EDGE = { left: 74, right: 14, top: 12, bottom: 46 };

export class Plot {
  /** `onrange` is told what range of x is shown, null for all; `onpick` a click on a place of x. */
  constructor({ label, onrange = () => {}, onpick = null, height }) {
    this.canvas = h('canvas', { class: 'plot-canvas', tabindex: '0', role: 'img', 'aria-label': label });
    this.canvas.dataset.testid = 'plot';
    this.read = h('p', { class: 'quiet plot-reading' }, ' ');
    this.element = h('div', { class: 'plot' }, this.canvas, this.read);
    this.canvas.style.height = height;
    this.label = label;
    this.onrange = onrange;
    this.onpick = onpick;
    this.points = { x: [], y: [], error: [] };
    this.names = { x: '', y: '' };
    this.lines = false;
    this.marker = null;
    this.range = null;
    this.rangeY = null;
    this.around = false;
    this.frame = 0;
    this.listen();
    this.observer = new ResizeObserver(() => this.redraw());
    this.observer.observe(this.canvas);
    this.theme = matchMedia('(prefers-color-scheme: dark)');
    this.repaint = () => this.redraw();
    this.theme.addEventListener('change', this.repaint);
  }

  /** New points; the range stays unless told otherwise. */
  set(points, names, { lines = false, range = this.range } = {}) {
    this.points = points;
    this.names = names;
    this.lines = lines;
    this.range = range;
    this.canvas.setAttribute('aria-label', `${this.label}: ${names.y} over ${names.x}, ${points.x.length} points`);
    this.redraw();
  }

  mark(x) {
    this.marker = x;
    this.redraw();
  }

  bounds() {
    const { x, y } = this.points;
    const finite = x.filter((v) => v !== null);
    let [x0, x1] = this.range ?? finite.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    if (!(x1 > x0)) [x0, x1] = Number.isFinite(x0) ? [x0 - 0.5, x0 + 0.5] : [0, 1];
    let [y0, y1] = [Infinity, -Infinity];
    for (let i = 0; i < y.length; i++) {
      if (y[i] !== null && x[i] >= x0 && x[i] <= x1) {
        y0 = Math.min(y0, y[i]);
        y1 = Math.max(y1, y[i]);
      }
    }
    if (!(y1 >= y0)) [y0, y1] = [0, 1];
    const pad = (y1 - y0) * 0.06 || Math.abs(y0) * 0.05 || 1;
    const [low, high] = this.rangeY ?? (this.around ? this.typical(x0, x1) : null) ?? [y0 - pad, y1 + pad];
    return { x0, x1, y0: low, y1: high };
  }

  redraw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const box = this.canvas.getBoundingClientRect();
    if (box.width < 10) return;
    this.canvas.width = Math.round(box.width * ratio);
    this.canvas.height = Math.round(box.height * ratio);
    const context = this.canvas.getContext('2d');
    context.scale(ratio, ratio);
    const ink = inks(this.canvas);
    const area = { left: EDGE.left, top: EDGE.top, right: box.width - EDGE.right, bottom: box.height - EDGE.bottom };
    const b = this.bounds();
    this.area = area;
    this.shown = b;
    const px = (v) => area.left + (v - b.x0) / (b.x1 - b.x0) * (area.right - area.left);
    const py = (v) => area.bottom - (v - b.y0) / (b.y1 - b.y0) * (area.bottom - area.top);
    this.axes(context, area, b, px, py, ink);
    context.save();
    context.beginPath();
    context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    context.clip();
    this.data(context, px, py, ink);
    if (this.marker !== null) {
      context.strokeStyle = ink('--bad');
      context.beginPath();
      context.moveTo(px(this.marker), area.top);
      context.lineTo(px(this.marker), area.bottom);
      context.stroke();
    }
    if (this.drag) {
      context.fillStyle = ink('--accent-soft');
      context.globalAlpha = 0.6;
      const { from, to, start, end } = this.drag;
      const [top, height] = this.boxed() ? [Math.min(start, end), Math.abs(end - start)] : [area.top, area.bottom - area.top];
      context.fillRect(Math.min(from, to), top, Math.abs(to - from), height);
    }
    context.restore();
  }

  axes(context, area, b, px, py, ink) {
    context.font = '12px system-ui, sans-serif';
    context.fillStyle = ink('--quiet');
    context.strokeStyle = ink('--line');
    context.textAlign = 'center';
    for (const [tick, words] of ticks(b.x0, b.x1, (area.right - area.left) / 90)) {
      line(context, px(tick), area.top, px(tick), area.bottom);
      context.fillText(words, px(tick), area.bottom + 17);
    }
    context.textAlign = 'right';
    for (const [tick, words] of ticks(b.y0, b.y1, (area.bottom - area.top) / 45)) {
      line(context, area.left, py(tick), area.right, py(tick));
      context.fillText(words, area.left - 7, py(tick) + 4);
    }
    context.fillStyle = ink('--ink');
    context.textAlign = 'center';
    context.fillText(this.names.x, (area.left + area.right) / 2, area.bottom + 37);
    context.save();
    context.translate(13, (area.top + area.bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(this.names.y, 0, 0);
    context.restore();
  }

  data(context, px, py, ink) {
    const { x, y, error = [] } = this.points;
    if (error.some((e) => e !== null)) {
      context.strokeStyle = ink('--line-strong');
      context.globalAlpha = 0.55;
      for (let i = 0; i < x.length; i++) {
        if (y[i] !== null && error[i] > 0) line(context, px(x[i]), py(y[i] - error[i]), px(x[i]), py(y[i] + error[i]));
      }
      context.globalAlpha = 1;
    }
    context.strokeStyle = ink('--accent');
    context.fillStyle = ink('--accent');
    if (this.lines) {
      context.lineWidth = 1.4;
      context.beginPath();
      let gap = true;
      for (let i = 0; i < x.length; i++) {
        if (y[i] === null || x[i] === null) {
          gap = true;
        } else {
          context[gap ? 'moveTo' : 'lineTo'](px(x[i]), py(y[i]));
          gap = false;
        }
      }
      context.stroke();
      context.lineWidth = 1;
    } else {
      const size = x.length > 1500 ? 2 : 3;
      for (let i = 0; i < x.length; i++) {
        if (y[i] !== null && x[i] !== null) context.fillRect(px(x[i]) - size / 2, py(y[i]) - size / 2, size, size);
      }
    }
  }

  value(px) { return this.shown.x0 + (px - this.area.left) / (this.area.right - this.area.left) * (this.shown.x1 - this.shown.x0); }

  valueY(py) { return this.shown.y0 + (this.area.bottom - py) / (this.area.bottom - this.area.top) * (this.shown.y1 - this.shown.y0); }

  /** Whether the pointer draws a box, not a range. */
  boxed() { return Math.abs(this.drag.end - this.drag.start) > BOX; }

  zoomTo(range, rangeY = null) {
    this.range = range;
    this.rangeY = rangeY;
    this.redraw();
    this.onrange(range);
  }

  /** By the range, not by what is drawn: keys may come faster than frames. */
  zoomBy(factor) {
    const { x0, x1 } = this.bounds();
    const [middle, reach] = [(x0 + x1) / 2, (x1 - x0) / 2 * factor];
    this.zoomTo([middle - reach, middle + reach], this.rangeY);
  }

  moveBy(share) {
    const { x0, x1 } = this.bounds();
    const step = (x1 - x0) * share;
    this.zoomTo([x0 + step, x1 + step], this.rangeY);
  }

  /** Median of the values in a range; null when there is none. */
  median(x0, x1, of = (v) => v) {
    const { x, y } = this.points;
    const seen = y.filter((v, i) => v !== null && x[i] >= x0 && x[i] <= x1).map(of).sort((a, b) => a - b);
    return seen.length === 0 ? null : seen[seen.length >> 1];
  }

  /** Where most values are: the median and some times the median distance from it. */
  typical(x0, x1) {
    const middle = this.median(x0, x1);
    const reach = middle === null ? 0 : 12 * this.median(x0, x1, (v) => Math.abs(v - middle));
    return reach > 0 ? [middle - reach, middle + reach] : null;
  }

  /** Stretches about the median of what is in sight. */
  stretchBy(factor) {
    const { x0, x1, y0, y1 } = this.bounds();
    const middle = this.median(x0, x1);
    if (middle === null) return;
    const reach = (y1 - y0) / 2 * factor;
    this.rangeY = [middle - reach, middle + reach];
    this.redraw();
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.drag = { from: event.offsetX, to: event.offsetX, start: event.offsetY, end: event.offsetY };
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!this.area) return;
      if (this.drag) {
        this.drag.to = event.offsetX;
        this.drag.end = event.offsetY;
        this.redraw();
      }
      this.tell(event.offsetX, event.offsetY);
    });
    canvas.addEventListener('pointerup', () => {
      const { drag } = this;
      if (!drag || !this.area) return;
      const box = this.boxed() ? [this.valueY(Math.max(drag.start, drag.end)), this.valueY(Math.min(drag.start, drag.end))] : this.rangeY;
      this.drag = null;
      const ends = [this.value(Math.min(drag.from, drag.to)), this.value(Math.max(drag.from, drag.to))];
      if (Math.abs(drag.to - drag.from) > 8) this.zoomTo(ends, box);
      else if (this.onpick) this.onpick(ends[0]);
      this.redraw();
    });
    canvas.addEventListener('pointercancel', () => { this.drag = null; });
    canvas.addEventListener('dblclick', () => this.zoomTo(null));
    canvas.addEventListener('keydown', (event) => {
      const actions = {
        '+': () => this.zoomBy(0.5),
        '=': () => this.zoomBy(0.5),
        '-': () => this.zoomBy(2),
        ArrowLeft: () => this.moveBy(-0.25),
        ArrowRight: () => this.moveBy(0.25),
        ArrowUp: () => this.stretchBy(0.5),
        ArrowDown: () => this.stretchBy(2),
        Escape: () => this.zoomTo(null),
        0: () => this.zoomTo(null),
      };
      if (!actions[event.key] || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      actions[event.key]();
    });
  }

  /** The point nearest to the pointer, in words. */
  tell(ox, oy) {
    const { x, y, error = [] } = this.points;
    const b = this.shown;
    const sx = (this.area.right - this.area.left) / (b.x1 - b.x0);
    const sy = (this.area.bottom - this.area.top) / (b.y1 - b.y0);
    let [best, least] = [-1, Infinity];
    for (let i = 0; i < x.length; i++) {
      if (y[i] === null || x[i] === null) continue;
      const d = Math.hypot((x[i] - b.x0) * sx + this.area.left - ox, this.area.bottom - (y[i] - b.y0) * sy - oy);
      if (d < least) [best, least] = [i, d];
    }
    const spread = error[best] > 0 ? ` ± ${figure(error[best], 3)}` : '';
    this.read.textContent = best < 0 ? ' ' : `${this.names.x} ${figure(x[best], 9)} · ${this.names.y} ${figure(y[best], 7)}${spread}`;
  }

  close() {
    this.observer.disconnect();
    this.theme.removeEventListener('change', this.repaint);
  }
}

/** The page's colours as a canvas takes them: what light-dark() comes to is known of a property only. */
function inks(canvas) {
  const known = new Map();
  return (name) => {
    if (!known.has(name)) {
      canvas.style.color = `var(${name})`;
      known.set(name, getComputedStyle(canvas).color);
    }
    return known.get(name);
  };
}

function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

/** Round numbers between two ends, with the digits that tell them apart. */
function ticks(from, to, about) {
  const rough = (to - from) / Math.max(2, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power;
  const big = Math.max(Math.abs(from), Math.abs(to));
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const plain = big < 1e7 && digits <= 6;
  const list = [];
  for (let i = Math.ceil(from / step); i * step <= to + step * 1e-6 && list.length < 40; i++) {
    const value = i * step;
    list.push([value, plain ? value.toFixed(digits) : value === 0 ? '0' : value.toExponential(Math.max(0, Math.ceil(Math.log10(big / step) - 1e-9)))]);
  }
  return list;
}
