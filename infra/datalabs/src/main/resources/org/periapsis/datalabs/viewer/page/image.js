/* The panel of an image: its controls, the window onto it, what is under the pointer, and for a cube its channels and a spectrum. */

import { shown, show } from './address.js';
import { table } from './colour.js';
import { controls } from './controls.js';
import { cube } from './cube.js';
import { ask, figure, h, note, say, seldom } from './dom.js';
import { Marks } from './marks.js';
import { Tiles } from './tiles.js';
import { View, tileLayer } from './view.js';

export class ImagePanel {
  constructor(unit, selection, choices) {
    this.unit = unit;
    this.selection = selection;
    this.choices = choices;
    this.path = `files/${shown.file}/units/${unit.unit}`;
    this.marks = new Marks();
    this.canvas = h('canvas', { class: 'image-canvas', tabindex: '0', role: 'application', 'aria-describedby': 'image-keys',
      'aria-label': `Image of extension ${unit.unit}` });
    this.canvas.dataset.testid = 'image';
    this.reading = h('output', { class: 'reading', 'aria-label': 'Under the pointer' }, 'Point at the image');
    this.reading.dataset.testid = 'reading';
    this.wait = h('progress', { class: 'building', max: '1', 'aria-label': 'Smaller copies of the image', hidden: true });
    this.element = h('div', { class: 'image-panel' }, h('p', { class: 'loading' }, 'Opening the image…'));
    this.probing = null;
    this.closed = false;
  }

  async open() {
    this.image = await ask(`${this.path}/image`);
    const { planes } = this.image;
    if (shown.plane === null || shown.plane >= planes || shown.plane < 0) show({ plane: Math.floor(planes / 2) });
    this.marks.sky = this.image.sky;
    this.view = new View(this.canvas, {
      onmove: seldom((view) => this.remember(view), 250),
      onpoint: (at, place, keys) => this.pointed(at, place, keys),
      onpick: (x, y) => this.picked(x, y),
    });
    this.controls = controls(this);
    this.cube = planes > 1 ? cube(this) : null;
    this.products = h('details', { class: 'products', 'data-testid': 'products', hidden: true });
    this.element.replaceChildren(
      this.controls.element,
      this.cube?.slider ?? '',
      h('div', { class: this.cube ? 'stage two' : 'stage' },
        h('div', { class: 'sight' }, h('div', { class: 'window' }, this.canvas, this.wait), this.reading), this.cube?.element ?? ''),
      h('p', { class: 'hidden', id: 'image-keys' }, 'Arrows move, plus and minus zoom, 0 shows all, 1 shows pixels at their size, Enter takes a spectrum.'),
      this.products);
    if (this.image.sky_problem) this.element.append(h('p', { class: 'quiet' }, `No positions: ${this.image.sky_problem}.`));
    await this.plane(shown.plane, true);
    this.overlay();
    if (shown.catalogue) this.catalogue(shown.catalogue);
  }

  /** Shows a plane; the window stays where it is unless it is new. */
  async plane(number, fresh = false) {
    const described = await ask(`${this.path}/planes/${number}`);
    if (this.closed || (shown.plane !== number && !fresh)) return;
    this.tiles?.stop();
    // The plane before stays in sight until this one is there.
    this.ground = this.tiles && !fresh ? [tileLayer(this.tiles, ((lut) => () => lut)(this.lut), false)] : [];
    this.described = described;
    const tiles = new Tiles(`${this.path}/planes/${number}`, described, () => this.loaded());
    this.tiles = tiles;
    this.colour();
    this.layered();
    if (fresh) {
      const place = shown.zoom ? { x: shown.x, y: shown.y, zoom: shown.zoom } : null;
      this.view.open(described.width, described.height, place);
    }
    this.view.redraw();
    this.cube?.turned(number);
    if (!described.complete) this.follow(number, tiles);
  }

  layered() {
    this.view.layers = [...this.ground, tileLayer(this.tiles, () => this.lut), this.marks.layer(), () => {
      this.canvas.dataset.idle = String(this.tiles.idle && this.described.complete);
      this.controls.zoomed(this.view.zoom);
    }];
  }

  /** Asks until the smaller copies are made: then their tiles are fetched again, and the limits may be better. */
  async follow(number, tiles) {
    this.wait.hidden = false;
    while (!tiles.stopped && !tiles.plane.complete && !this.closed) {
      await new Promise((done) => setTimeout(done, 250));
      const described = await ask(`${this.path}/planes/${number}`);
      this.wait.value = described.progress;
      Object.assign(tiles.plane, described);
    }
    this.wait.hidden = true;
    if (tiles.stopped || this.closed) return;
    this.described = tiles.plane;
    this.colour();
    if (tiles.plane.problem) this.element.append(note({ message: `The image is shown roughly: ${tiles.plane.problem}` }));
  }

  /** What is black and what is white: own numbers, or what the rule found. */
  limits() {
    const own = shown.low !== null && shown.high !== null;
    return own ? [shown.low, shown.high] : this.described.limits[shown.limits] ?? this.described.limits.zscale;
  }

  colour() {
    const [low, high] = this.limits();
    const shades = this.choices.shades[shown.colours] ?? this.choices.shades.grey;
    this.lut = table(this.described, low, high, shown.stretch, shades, shown.inverted === '1');
    this.controls.update(low, high);
    this.view.redraw();
  }

  loaded() {
    if (this.tiles.problem && !this.told) {
      this.told = true;
      this.element.append(note(this.tiles.problem));
    }
    if (this.ground.length && this.tiles.idle) {
      this.ground = [];
      this.layered();
    }
    this.view.redraw();
  }

  remember(view) {
    if (this.closed) return;
    const place = view.fitted ? { x: null, y: null, zoom: null }
      : { x: Number(view.x.toFixed(1)), y: Number(view.y.toFixed(1)), zoom: Number(view.zoom.toPrecision(4)) };
    show(place);
  }

  /** Tells value and position, one question at a time: as fast as the way to the site allows. */
  pointed(at, place, keys = false) {
    const crossed = this.marks.cross;
    this.marks.cross = keys;
    const hot = at ? this.marks.at(this.view, ...place) : null;
    if (hot !== this.marks.hot || crossed !== keys) {
      this.marks.hot = hot;
      this.view.redraw();
    }
    if (!at) return;
    this.canvas.title = hot ? this.nameOf(hot) : '';
    const asking = this.probing !== null;
    this.probing = { at, keys };
    if (!asking) this.probe();
  }

  async probe() {
    while (this.probing && !this.closed) {
      const { at: [x, y], keys } = this.probing;
      this.asked = this.probing;
      try {
        const found = await ask(`${this.path}/planes/${shown.plane}/probe`, { x: x.toFixed(3), y: y.toFixed(3) });
        this.tell(found, keys);
      } catch (problem) {
        this.reading.textContent = problem.message;
      }
      if (this.probing === this.asked) this.probing = null;
    }
  }

  tell(found, keys) {
    const words = [`x ${found.x}  y ${found.y}`];
    if (found.inside) words.push(`${figure(found.value, 7)}${found.value !== null && found.unit ? ` ${found.unit}` : ''}`);
    const parts = words.map((each, i) => h('span', { class: i === 1 ? 'value' : '' }, each));
    if (found.position) {
      parts.push(h('span', {}, found.position), h('span', { class: 'quiet' }, `${found.ra.toFixed(6)} ${found.dec.toFixed(6)}`));
    }
    this.reading.replaceChildren(...parts);
    if (keys) say(this.reading.innerText);
  }

  picked(x, y) {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const inside = column >= 0 && row >= 0 && column < this.image.width && row < this.image.height;
    if (this.cube && inside) this.cube.spectrum(column, row);
    else if (this.marks.hot) say(this.nameOf(this.marks.hot));
  }

  nameOf(mark) {
    const product = this.selection.products[mark.product];
    return [product.obs_collection, product.target_name, product.dataproduct_type].filter(Boolean).join(' · ') || product.obs_publisher_did;
  }

  async overlay() {
    const { marks } = await ask(`${this.path}/overlay`);
    this.marks.products = marks;
    this.marks.showProducts = shown.marks !== 'off';
    this.controls.overlaid(marks.length);
    this.products.hidden = marks.length === 0;
    const items = marks.map((mark) => {
      const file = this.selection.files.find((each) => each.product === mark.product);
      const turn = (hot) => () => {
        this.marks.hot = hot ? mark : null;
        this.view.redraw();
      };
      const link = file ? h('a', { href: `?file=${file.file}`, 'data-open': '', onfocus: turn(true), onblur: turn(false) }, this.nameOf(mark))
        : this.nameOf(mark);
      return h('li', { onpointerenter: turn(true), onpointerleave: turn(false) }, link);
    });
    this.products.replaceChildren(
      h('summary', {}, `${marks.length} other ${marks.length === 1 ? 'product' : 'products'} of the selection about here`), h('ul', {}, items));
    this.view.redraw();
  }

  /** Sources of a table with positions, given as file.unit; none for an empty text. */
  async catalogue(of) {
    show({ catalogue: of });
    this.marks.sources = [];
    if (of) {
      const [file, unit] = of.split('.').map(Number);
      try {
        const { points, found } = await ask(`${this.path}/sources`, { file, unit });
        this.marks.sources = points;
        say(`${found} sources on the image`);
        this.controls.catalogued(found > points.length ? `${points.length} of ${found} sources` : `${found} sources`);
      } catch (problem) {
        this.controls.catalogued(problem.message);
      }
    } else {
      this.controls.catalogued('');
    }
    this.view.redraw();
  }

  close() {
    this.closed = true;
    this.tiles?.stop();
    this.view?.close();
    this.cube?.close();
  }
}
