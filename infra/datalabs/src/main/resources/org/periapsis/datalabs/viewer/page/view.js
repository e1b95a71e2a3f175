/* The window onto an image: where it looks, how near, and how it moves. Image coordinates are pixels from the lower left corner. */

const NEAREST = 64;
const KEY_STEP = 60;

export class View {
  /** `onmove` follows each change of place, `onpoint` the pointer, `onpick` a click. */
  constructor(canvas, { onmove, onpoint, onpick }) {
    this.canvas = canvas;
    this.onmove = onmove;
    this.onpoint = onpoint;
    this.onpick = onpick;
    this.width = 1;
    this.height = 1;
    this.x = 0;
    this.y = 0;
    this.zoom = 1;
    this.pointers = new Map();
    this.frame = 0;
    this.layers = [];
    this.listen();
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(canvas);
  }

  /** Shows an image of some size; at a place, or whole. */
  open(width, height, place) {
    this.width = width;
    this.height = height;
    this.measure();
    if (place && place.zoom > 0) Object.assign(this, place);
    else this.fit(false);
    this.fitted = !place;
    this.redraw();
  }

  measure() {
    const ratio = window.devicePixelRatio || 1;
    const box = this.canvas.getBoundingClientRect();
    this.cssWidth = Math.max(1, box.width);
    this.cssHeight = Math.max(1, box.height);
    this.ratio = ratio;
    const width = Math.round(this.cssWidth * ratio);
    const height = Math.round(this.cssHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
  }

  resized() {
    this.measure();
    if (this.fitted) this.fit(false);
    this.redraw();
  }

  whole() { return Math.min(this.cssWidth / this.width, this.cssHeight / this.height); }

  fit(moved = true) {
    this.zoom = this.whole();
    this.x = this.width / 2;
    this.y = this.height / 2;
    if (moved) this.moved(true);
  }

  /** Zooms by a factor about a place of the canvas, or its middle. */
  zoomBy(factor, px = this.cssWidth / 2, py = this.cssHeight / 2) {
    const [x, y] = this.toImage(px, py);
    const least = Math.min(this.whole(), 1) / 4;
    this.zoom = Math.max(least, Math.min(NEAREST, this.zoom * factor));
    this.x = x - (px - this.cssWidth / 2) / this.zoom;
    this.y = y + (py - this.cssHeight / 2) / this.zoom;
    this.moved();
  }

  moveTo(x, y, zoom = this.zoom) {
    Object.assign(this, { x, y, zoom });
    this.moved();
  }

  moved(fitted = false) {
    this.fitted = fitted;
    this.x = Math.max(0, Math.min(this.width, this.x));
    this.y = Math.max(0, Math.min(this.height, this.y));
    this.redraw();
    this.onmove(this);
  }

  toImage(px, py) {
    return [this.x + (px - this.cssWidth / 2) / this.zoom, this.y - (py - this.cssHeight / 2) / this.zoom];
  }

  /** On the canvas, in the units of its drawing. */
  toCanvas(x, y) {
    return [((x - this.x) * this.zoom + this.cssWidth / 2) * this.ratio, ((this.y - y) * this.zoom + this.cssHeight / 2) * this.ratio];
  }

  redraw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const context = this.canvas.getContext('2d');
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      for (const layer of this.layers) layer(context, this);
    });
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      const turn = event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY;
      this.zoomBy(2 ** (-Math.max(-300, Math.min(300, turn)) / 300), event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      this.dragged = this.pointers.size > 1;
    });
    canvas.addEventListener('pointermove', (event) => this.pointed(event));
    const up = (event) => {
      const was = this.pointers.delete(event.pointerId);
      if (was && !this.dragged && event.type === 'pointerup') this.onpick(...this.toImage(event.offsetX, event.offsetY));
    };
    canvas.addEventListener('pointerup', up);
    canvas.addEventListener('pointercancel', up);
    canvas.addEventListener('pointerleave', () => this.onpoint(null));
    canvas.addEventListener('dblclick', (event) => this.zoomBy(event.shiftKey ? 0.5 : 2, event.offsetX, event.offsetY));
    canvas.addEventListener('keydown', (event) => this.key(event));
  }

  pointed(event) {
    const { offsetX: x, offsetY: y } = event;
    const held = this.pointers.get(event.pointerId);
    if (!held) {
      this.onpoint(this.toImage(x, y), [x, y]);
      return;
    }
    const others = [...this.pointers.entries()].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    if (others.length > 0) {
      const [other] = others;
      const before = Math.hypot(held.x - other.x, held.y - other.y);
      const after = Math.hypot(x - other.x, y - other.y);
      if (before > 0 && after > 0) this.zoomBy(after / before, (x + other.x) / 2, (y + other.y) / 2);
    } else if (this.dragged || Math.hypot(x - held.x, y - held.y) > 3) {
      this.dragged = true;
      this.x -= (x - held.x) / this.zoom;
      this.y += (y - held.y) / this.zoom;
      this.moved();
    } else {
      return;
    }
    this.pointers.set(event.pointerId, { x, y });
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = (event.shiftKey ? 1 : KEY_STEP) / this.zoom;
    const actions = {
      ArrowLeft: () => { this.x -= step; this.moved(); },
      ArrowRight: () => { this.x += step; this.moved(); },
      ArrowUp: () => { this.y += step; this.moved(); },
      ArrowDown: () => { this.y -= step; this.moved(); },
      '+': () => this.zoomBy(1.5),
      '=': () => this.zoomBy(1.5),
      '-': () => this.zoomBy(1 / 1.5),
      0: () => this.fit(),
      1: () => this.moveTo(this.x, this.y, 1),
      Enter: () => this.onpick(this.x, this.y),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
    this.onpoint([this.x, this.y], [this.cssWidth / 2, this.cssHeight / 2], true);
  }

  close() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
  }
}

/** Draws the tiles that the view shows, coarser ones where the right ones are still to come; asks for those, unless told not to. */
export function tileLayer(tiles, lut, asking = true) {
  return (context, view) => {
    const { plane } = tiles;
    const size = plane.tile;
    const level = Math.max(0, Math.min(plane.levels, Math.round(-Math.log2(view.zoom * view.ratio))));
    const [left, top] = view.toImage(0, 0);
    const [right, bottom] = view.toImage(view.cssWidth, view.cssHeight);
    const span = size * 2 ** level;
    const columns = range(left, right, span, tiles.width(level), size);
    const rows = range(bottom, top, span, tiles.height(level), size);
    context.imageSmoothingEnabled = view.zoom * view.ratio < 2;
    const wanted = [];
    for (const row of rows) {
      for (const column of columns) {
        if (!draw(context, view, tiles, level, column, row, lut())) cover(context, view, tiles, level, column, row, lut());
        wanted.push([level, column, row]);
      }
    }
    if (!asking) return;
    const far = ([, column, row]) => Math.hypot((column + 0.5) * span - view.x, (row + 0.5) * span - view.y);
    wanted.sort((a, b) => far(a) - far(b));
    // The whole image in one tile comes first: something to see at once, wherever the view goes.
    tiles.want([[plane.levels, 0, 0], ...wanted.filter(([l]) => l !== plane.levels || plane.levels === 0)]);
  };
}

function range(from, to, span, length, size) {
  const last = Math.ceil(length / size) - 1;
  const first = Math.max(0, Math.floor(from / span));
  const end = Math.min(last, Math.floor(to / span));
  return Array.from({ length: Math.max(0, end - first + 1) }, (_, i) => first + i);
}

/** The pixels of the image that a tile stands for. */
function extent(tiles, level, column, row) {
  const span = tiles.plane.tile * 2 ** level;
  return [column * span, row * span, Math.min(tiles.plane.width, (column + 1) * span), Math.min(tiles.plane.height, (row + 1) * span)];
}

/** Whole units of the canvas, the same for the edge that two tiles share: no seams. */
function place(view, [x0, y0, x1, y1]) {
  const [left, bottom] = view.toCanvas(x0, y0).map(Math.round);
  const [right, top] = view.toCanvas(x1, y1).map(Math.round);
  return [left, top, right - left, bottom - top];
}

function draw(context, view, tiles, level, column, row, lut) {
  const canvas = tiles.canvas(level, column, row, lut);
  if (!canvas) return false;
  context.drawImage(canvas, ...place(view, extent(tiles, level, column, row)));
  return true;
}

function cover(context, view, tiles, level, column, row, lut) {
  for (let above = level + 1; above <= tiles.plane.levels; above++) {
    const up = 2 ** (above - level);
    const [c, r] = [Math.floor(column / up), Math.floor(row / up)];
    const canvas = tiles.canvas(above, c, r, lut);
    if (canvas) {
      const [x0, y0, x1, y1] = extent(tiles, level, column, row);
      const [ax, ay, bx, by] = extent(tiles, above, c, r);
      const sx = canvas.width / (bx - ax);
      const sy = canvas.height / (by - ay);
      context.drawImage(canvas, (x0 - ax) * sx, (by - y1) * sy, (x1 - x0) * sx, (y1 - y0) * sy, ...place(view, [x0, y0, x1, y1]));
      return;
    }
  }
}
