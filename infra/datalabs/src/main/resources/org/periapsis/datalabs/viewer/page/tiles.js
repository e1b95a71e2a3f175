/* The tiles of one plane: fetched as the view wants them, nearest first, and kept as codes, so that another stretch or colour map
   asks for nothing. */

import { fetched } from './dom.js';

const AT_ONCE = 6;
const MOST = 500;

export class Tiles {
  constructor(path, plane, onload) {
    this.path = path;
    this.plane = plane;
    this.onload = onload;
    this.tiles = new Map();
    this.wanted = [];
    this.busy = new Map();
    this.stopped = false;
    this.problem = null;
  }

  width(level) { return Math.ceil(this.plane.width / 2 ** level); }

  height(level) { return Math.ceil(this.plane.height / 2 ** level); }

  /** A tile that is there, for a colour table; null otherwise. */
  canvas(level, column, row, lut) {
    const key = `${level}/${column}/${row}`;
    const tile = this.tiles.get(key);
    if (!tile?.codes) return null;
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    if (tile.lut !== lut) paint(tile, lut);
    return tile.canvas;
  }

  /** Says which tiles the view needs, the most needed first; what is no longer needed is given up. */
  want(list) {
    const keys = new Set(list.map((each) => each.join('/')));
    for (const [key, control] of this.busy) {
      if (!keys.has(key)) control.abort();
    }
    this.wanted = list.filter((each) => {
      const tile = this.tiles.get(each.join('/'));
      return !tile || (!tile.exact && this.plane.complete);
    });
    this.next();
  }

  /** Fetched, and nothing more to come: what a test or a printout waits for. */
  get idle() { return this.wanted.length === 0 && this.busy.size === 0; }

  next() {
    while (!this.stopped && this.busy.size < AT_ONCE && this.wanted.length > 0) {
      const [level, column, row] = this.wanted.shift();
      const key = `${level}/${column}/${row}`;
      if (!this.busy.has(key)) this.fetch(key, level, column);
    }
  }

  async fetch(key, level, column) {
    const control = new AbortController();
    this.busy.set(key, control);
    try {
      const response = await fetched(`${this.path}/tiles/${key}`, {}, control.signal);
      const exact = (response.headers.get('Cache-Control') ?? '').includes('immutable');
      const packed = new Uint8Array(await response.arrayBuffer());
      const codes = new Uint16Array(packed.length / 2);
      for (let i = 0; i < codes.length; i++) codes[i] = packed[i] << 8 | packed[codes.length + i];
      const size = this.plane.tile;
      const width = Math.min(size, this.width(level) - column * size);
      this.tiles.set(key, { codes, width, height: codes.length / width, exact, lut: null, canvas: this.tiles.get(key)?.canvas });
      if (this.tiles.size > MOST) this.tiles.delete(this.tiles.keys().next().value);
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        this.problem = failure;
        this.tiles.set(key, { exact: true });
      }
    } finally {
      this.busy.delete(key);
      if (!this.stopped) {
        this.onload();
        this.next();
      }
    }
  }

  stop() {
    this.stopped = true;
    this.wanted = [];
    for (const control of this.busy.values()) control.abort();
  }
}

/** Rows come from the bottom; a canvas has its first at the top. */
function paint(tile, lut) {
  tile.canvas ??= document.createElement('canvas');
  const { canvas, codes, width, height } = tile;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < height; row++) {
    const to = (height - 1 - row) * width;
    const from = row * width;
    for (let x = 0; x < width; x++) pixels[to + x] = lut[codes[from + x]];
  }
  context.putImageData(image, 0, 0);
  tile.lut = lut;
}
