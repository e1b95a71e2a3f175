/* The panel of a table: its rows page by page, and a plot of its columns. */

import { shown, show } from './address.js';
import { ask, choice, figure, h, note } from './dom.js';
import { Plot } from './plot.js';

const PAGE = 100;
const MOST_COLUMNS = 200;

export class TablePanel {
  constructor(unit) {
    this.unit = unit;
    this.path = `files/${shown.file}/units/${unit.unit}`;
    this.element = h('div', { class: 'table-panel' }, h('p', { class: 'loading' }, 'Opening the table…'));
  }

  async open() {
    this.table = await ask(`${this.path}/table`);
    this.rows = h('div', { class: 'rows scroll', tabindex: '0', role: 'region', 'aria-label': 'Rows' });
    this.pages = h('nav', { class: 'pages', 'aria-label': 'Pages' });
    this.element.replaceChildren(this.pages, this.rows);
    await this.page(shown.from);
  }

  async page(from) {
    const { rows, columns } = this.table;
    const start = Math.max(0, Math.min(from, Math.floor((rows - 1) / PAGE) * PAGE));
    show({ from: start });
    const found = rows === 0 ? { rows: [] } : await ask(`${this.path}/rows`, { from: start, count: PAGE });
    const some = columns.slice(0, MOST_COLUMNS);
    const head = h('tr', {}, h('th', { scope: 'col', class: 'number' }, 'Row'), some.map((column) => h('th', { scope: 'col', class: column.numeric ? 'number' : '' },
      column.name, h('small', {}, column.unit || ' '))));
    const body = found.rows.map((cells, i) => h('tr', {}, h('th', { scope: 'row', class: 'number' }, String(start + i + 1)),
      cells.slice(0, MOST_COLUMNS).map((cell) => h('td', { class: typeof cell === 'number' ? 'number' : '' }, cell === null ? h('span', { class: 'quiet' }, '–') : figure(cell, 9)))));
    const more = columns.length > MOST_COLUMNS ? ` The first ${MOST_COLUMNS} of ${columns.length} columns.` : '';
    this.rows.replaceChildren(rows === 0 ? h('p', { class: 'note' }, 'The table has no rows.')
      : h('table', { 'data-testid': 'rows' }, h('caption', {}, `Rows ${start + 1} to ${start + found.rows.length} of ${rows}.${more}`), h('thead', {}, head), h('tbody', {}, body)));
    this.rows.scrollTop = 0;
    this.turning(start, rows);
  }

  turning(start, rows) {
    const go = (to) => () => this.page(to).catch((problem) => this.element.append(note(problem)));
    const last = Math.max(0, Math.floor((rows - 1) / PAGE) * PAGE);
    const button = (words, to, off) => h('button', { type: 'button', class: 'small', disabled: off, onclick: go(to) }, words);
    const jump = h('input', { type: 'number', min: '1', max: String(rows), '.value': start + 1, 'data-testid': 'row' });
    jump.addEventListener('change', () => go(Math.max(0, Math.floor((Number(jump.value) - 1) / PAGE) * PAGE))());
    this.pages.replaceChildren(button('First', 0, start === 0), button('Previous', start - PAGE, start === 0), button('Next', start + PAGE, start >= last),
      button('Last', last, start >= last), h('label', { class: 'jump' }, h('span', {}, 'Go to row'), jump));
  }

  close() { /* Nothing is left behind. */ }
}

/** How names begin that people plot first, best first. */
const TIMES = ['time', 'barytime', 'bjd', 'mjd', 'jd', 'tmid', 'wave', 'lambda', 'loglam', 'freq', 'energy', 'velocity', 'channel'];
const VALUES = ['pdcsap_flux', 'sap_flux', 'flux', 'rate', 'mag', 'rv', 'vel', 'counts', 'intensity', 'spec'];

export class PlotPanel {
  constructor(unit) {
    this.unit = unit;
    this.path = `files/${shown.file}/units/${unit.unit}`;
    this.element = h('div', { class: 'plot-panel' }, h('p', { class: 'loading' }, 'Reading the columns…'));
  }

  async open() {
    this.plot = new Plot({ label: 'Plot', height: 'clamp(18rem, 58vh, 44rem)', onrange: (range) => this.ranged(range) });
    this.words = h('p', { class: 'quiet', role: 'status', 'data-testid': 'plot-words' });
    if (this.unit.kind === 'line') {
      this.element.replaceChildren(this.plot.element, this.words);
      await this.draw(null);
      return;
    }
    this.columns = (await ask(`${this.path}/table`)).columns;
    const numeric = this.columns.map((column, i) => [i, column]).filter(([, column]) => column.numeric);
    if (numeric.length === 0) {
      this.element.replaceChildren(h('p', { class: 'note' }, 'The table has no column with numbers.'));
      return;
    }
    this.guess(numeric);
    this.plot.around = shown.around === 'median';
    const named = numeric.map(([i, column]) => [i, column.unit ? `${column.name} (${column.unit})` : column.name]);
    const chosen = (name) => (value) => {
      show({ [name]: Number(value) });
      this.again();
    };
    const arrays = numeric.some(([, column]) => column.elements > 1);
    const row = h('input', { type: 'number', min: '1', 'data-testid': 'plot-row', '.value': shown.row === null ? '' : shown.row + 1, placeholder: 'first of each',
      onchange: () => {
        show({ row: row.value ? Math.max(0, Number(row.value) - 1) : null });
        this.again();
      } });
    this.element.replaceChildren(
      h('div', { class: 'controls', role: 'group', 'aria-label': 'What is plotted' },
        choice('Horizontal', [[-1, 'Number of the row'], ...named], shown.px, chosen('px'), { 'data-testid': 'plot-x' }),
        choice('Vertical', named, shown.py, chosen('py'), { 'data-testid': 'plot-y' }),
        choice('Errors', [[-1, 'None'], ...named], shown.pe, chosen('pe'), { 'data-testid': 'plot-error' }),
        choice('Drawn as', [['', 'Points'], ['lines', 'Line']], shown.draw, (value) => {
          show({ draw: value });
          this.again();
        }),
        choice('Range', [['', 'All values'], ['median', 'Around the median']], shown.around, (value) => {
          show({ around: value });
          this.again();
        }, { 'data-testid': 'plot-range' }),
        arrays ? h('label', { class: 'limit' }, h('span', {}, 'Arrays of row'), row) : null,
        h('button', { type: 'button', class: 'small', onclick: () => this.plot.zoomTo(null) }, 'Show all')),
      this.plot.element, this.words,
      h('p', { class: 'quiet' }, 'Drag across the plot, or a box in it, to zoom in; arrows up and down stretch it; double-click or press Escape to see all.'));
    await this.draw(null);
  }

  /** Columns to begin with, unless the address names some. */
  guess(numeric) {
    const named = (names, without = -1) => names.flatMap((name) => numeric
      .filter(([i, column]) => i !== without && column.name.toLowerCase().startsWith(name)).map(([i]) => i))[0];
    const x = shown.px ?? named(TIMES) ?? -1;
    const y = shown.py ?? named(VALUES, x) ?? numeric.find(([i]) => i !== x)?.[0] ?? numeric[0][0];
    const name = this.columns[y].name.toLowerCase();
    const errors = [`${name}_err`, `${name}_error`, `${name}err`, `e_${name}`, `err_${name}`, `sigma_${name}`, `${name}_unc`];
    const error = shown.pe ?? numeric.find(([, column]) => errors.includes(column.name.toLowerCase()))?.[0] ?? -1;
    const single = numeric.every(([, column]) => column.elements === 1);
    show({ px: x, py: y, pe: error, row: shown.row ?? (!single && this.unit.axes[1] === 1 ? 0 : null) });
  }

  again() {
    this.plot.range = null;
    this.plot.rangeY = null;
    this.plot.around = shown.around === 'median';
    this.draw(null);
  }

  /** What was thinned out is asked for again, as the range gets smaller. */
  ranged(range) {
    if (this.thinned || range === null) this.draw(range);
  }

  async draw(range) {
    const span = range ? { from: range[0], to: range[1] } : {};
    const asked = {};
    this.asked = asked;
    try {
      const found = this.unit.kind === 'line' ? await ask(`${this.path}/line`, span)
        : await ask(`${this.path}/plot`, { ...span, x: shown.px < 0 ? null : shown.px, y: shown.py, error: shown.pe < 0 ? null : shown.pe, row: shown.row });
      if (this.asked !== asked) return;
      this.thinned ||= found.thinned;
      const named = (column) => (column ? `${column.name}${column.unit ? ` (${column.unit})` : ''}` : shown.row === null ? 'Row' : 'Element');
      const names = this.unit.kind === 'line'
        ? { x: found.unit ? `${found.label} (${found.unit})` : found.label, y: found.quantity || 'Value' }
        : { x: named(found.x_column), y: named(found.y_column) };
      this.plot.set(found, names, { lines: this.unit.kind === 'line' || shown.draw === 'lines', range });
      this.words.textContent = found.total === 0 ? 'No row has a number in both columns.'
        : found.thinned ? `${found.total} points: the lowest and the highest of each step are drawn. Zoom in for more.` : `${found.total} points`;
    } catch (problem) {
      this.words.replaceChildren(note(problem));
    }
  }

  close() { this.plot?.close(); }
}

