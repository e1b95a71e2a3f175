/* The row above an image: stretch, limits, colours, zoom, position, overlays. */

import { shown, show } from './address.js';
import { ask, choice, h, note, say } from './dom.js';

const STRETCH_WORDS = { linear: 'Linear', sqrt: 'Square root', log: 'Logarithm', asinh: 'Asinh' };
const LIMIT_WORDS = { zscale: 'zscale', minmax: 'Minimum to maximum' };
const COLOUR_WORDS = { grey: 'Grey', viridis: 'Viridis', inferno: 'Inferno', cividis: 'Cividis', coolwarm: 'Cool to warm' };

/** The controls of an image panel. */
export function controls(panel) {
  const { choices } = panel;
  const change = (changes) => {
    show(changes);
    panel.colour();
  };
  const stretch = choice('Stretch', choices.stretches.map((each) => [each, STRETCH_WORDS[each] ?? each]), shown.stretch,
    (value) => change({ stretch: value }), { 'data-testid': 'stretch' });
  const rule = choice('Limits', [...choices.limits.map((each) => [each, LIMIT_WORDS[each] ?? `${each.slice(1)} %`]), ['own', 'Own']],
    shown.low === null ? shown.limits : 'own',
    (value) => {
      const [low, high] = panel.limits();
      change(value === 'own' ? { low, high } : { limits: value, low: null, high: null });
    }, { 'data-testid': 'limits' });
  const number = (label, name) => {
    const input = h('input', { type: 'number', step: 'any', inputmode: 'decimal', 'data-testid': name,
      onchange: () => {
        const ends = { low: Number(low.input.value), high: Number(high.input.value) };
        if (Number.isFinite(ends.low) && Number.isFinite(ends.high) && ends.low < ends.high) {
          rule.querySelector('select').value = 'own';
          change(ends);
        } else {
          say('The lower limit has to be below the upper one');
          panel.colour();
        }
      } });
    return { input, element: h('label', { class: 'limit' }, h('span', {}, label), input) };
  };
  const low = number('Black', 'low');
  const high = number('White', 'high');
  const colours = choice('Colours', Object.keys(choices.shades).map((each) => [each, COLOUR_WORDS[each] ?? each]), shown.colours,
    (value) => change({ colours: value }), { 'data-testid': 'colours' });
  const inverted = check('Inverted', 'inverted', shown.inverted === '1', (on) => change({ inverted: on ? '1' : '' }));
  const zoom = h('output', { class: 'zoom', 'aria-label': 'Zoom' });
  zoom.dataset.testid = 'zoom';
  const button = (label, words, action) => h('button', { type: 'button', class: 'small', 'aria-label': label, title: label, onclick: action }, words);
  const overlay = check('Other products', 'show-products', shown.marks !== 'off', (on) => {
    show({ marks: on ? '' : 'off' });
    panel.marks.showProducts = on;
    panel.view.redraw();
  });
  overlay.hidden = true;
  const catalogues = h('span', { class: 'catalogues', hidden: true });
  const found = h('span', { class: 'quiet', role: 'status', 'data-testid': 'catalogued' });
  // On a narrow window these are folded away, so that the image comes first.
  const fields = h('div', { class: 'fields', id: 'fields' }, stretch, rule, low.element, high.element, colours, inverted,
    panel.image.sky ? position(panel) : null, catalogues);
  const adjust = h('button', { type: 'button', class: 'small adjust', 'aria-expanded': 'false', 'aria-controls': 'fields', 'data-testid': 'adjust',
    onclick: () => adjust.setAttribute('aria-expanded', String(fields.classList.toggle('open'))) }, 'Adjust');
  const element = h('div', { class: 'controls', role: 'group', 'aria-label': 'How the image is shown' },
    h('span', { class: 'buttons' }, button('Zoom out', '−', () => panel.view.zoomBy(1 / 1.5)), zoom,
      button('Zoom in', '+', () => panel.view.zoomBy(1.5)), button('Show the whole image', 'Fit', () => panel.view.fit()),
      button('Show pixels at their size', '1:1', () => panel.view.moveTo(panel.view.x, panel.view.y, 1)), adjust), overlay, fields, found);
  if (panel.image.sky) offerCatalogues(panel, catalogues);
  return {
    element,
    update(from, to) {
      low.input.value = Number(from.toPrecision(6));
      high.input.value = Number(to.toPrecision(6));
    },
    zoomed: (value) => { zoom.textContent = `${value >= 0.1 ? Math.round(value * 100) : Number((value * 100).toPrecision(2))} %`; },
    overlaid: (count) => { overlay.hidden = count === 0; },
    catalogued: (words) => { found.textContent = words; },
  };
}

function check(words, id, on, onchange) {
  const input = h('input', { type: 'checkbox', 'data-testid': id, checked: on, onchange: () => onchange(input.checked) });
  return h('label', { class: 'check' }, input, words);
}

/** A position to go to. */
function position(panel) {
  const input = h('input', { type: 'text', name: 'position', placeholder: '05:34:31.9 +22:00:52', autocomplete: 'off', spellcheck: 'false' });
  return h('form', { class: 'position', onsubmit: async (event) => {
    event.preventDefault();
    panel.element.querySelector('.position-note')?.remove();
    try {
      const { x, y } = await ask(`${panel.path}/locate`, { position: input.value });
      panel.view.moveTo(x, y, Math.max(1, panel.view.zoom));
      panel.pointed([x, y], [panel.view.cssWidth / 2, panel.view.cssHeight / 2], true);
    } catch (problem) {
      const told = note(problem);
      told.classList.add('position-note');
      panel.controls.element.after(told);
    }
  } }, h('label', {}, h('span', {}, 'Position'), input), h('button', { type: 'submit', class: 'small' }, 'Go'));
}

/** Tables of the selection that have positions: looked for in the files that are no images by their product's type. */
async function offerCatalogues(panel, into) {
  const options = [['', 'None']];
  const tables = panel.selection.files.filter((file) => {
    const type = panel.selection.products[file.product]?.dataproduct_type;
    return file.file === shown.file || !['image', 'cube', 'timeseries', 'spectrum'].includes(type);
  });
  for (const file of tables.slice(0, 24)) {
    try {
      const { units } = await ask(`files/${file.file}`);
      for (const unit of units.filter((each) => each.kind === 'table' && !each.problem).slice(0, 8)) {
        const { positions, rows } = await ask(`files/${file.file}/units/${unit.unit}/table`);
        if (positions) options.push([`${file.file}.${unit.unit}`, `${file.name} ${unit.name || unit.unit} (${rows} rows)`]);
      }
    } catch {
      // A file that cannot be read says so when it is opened; here it only offers nothing.
    }
  }
  if (options.length === 1 || panel.closed) return;
  into.hidden = false;
  into.replaceChildren(choice('Sources of', options, shown.catalogue, (value) => panel.catalogue(value), { 'data-testid': 'catalogue' }));
}
