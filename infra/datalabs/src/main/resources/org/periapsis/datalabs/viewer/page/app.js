/* The page: which file, which extension, and which of its panels. */

import { FRESH, readAddress, show, shown } from './address.js';
import { shades } from './colour.js';
import { ask, bytes, h, note, say } from './dom.js';
import { fileList } from './files.js';
import { HeaderPanel } from './header.js';
import { ImagePanel } from './image.js';
import { PlotPanel, TablePanel } from './table.js';

const WORDS = { image: 'Image', plot: 'Plot', table: 'Table', header: 'Header' };
const TABS = { image: ['image', 'header'], line: ['plot', 'header'], table: ['table', 'plot', 'header'], header: ['header'] };

const main = document.getElementById('main');
const aside = document.getElementById('files');
let selection;
let choices;
let mark;
let units = null;
let panel = null;
let turn = 0;

async function start() {
  try {
    [selection, choices] = await Promise.all([ask('files'), ask('choices')]);
  } catch (problem) {
    main.replaceChildren(note(problem));
    return;
  }
  choices.shades = Object.fromEntries(Object.entries(choices.colours).map(([name, hex]) => [name, shades(hex)])
    .sort(([a], [b]) => (a === 'grey' ? -1 : b === 'grey' ? 1 : a.localeCompare(b))));
  if (selection.files.length === 0) {
    aside.hidden = true;
    main.replaceChildren(h('h1', {}, 'The selection is empty'), h('p', {}, 'Put products in the basket in the portal, and start a session over them.'));
    return;
  }
  mark = fileList(selection, aside);
  window.addEventListener('popstate', render);
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-open]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const to = new URLSearchParams(new URL(link.href).search);
    const unit = to.get('unit');
    go({ ...FRESH, file: Number(to.get('file') ?? 0), unit: unit === null ? null : Number(unit), tab: unit === null ? '' : shown.tab,
      all: to.get('all') ?? '' });
    document.body.classList.remove('choosing');
  });
  await render();
}

/** A step that one can go back from. */
function go(changes) {
  show(changes, true);
  render();
}

async function render() {
  readAddress();
  const mine = ++turn;
  panel?.close();
  panel = null;
  mark();
  const file = selection.files[shown.file];
  document.title = `${file?.name ?? 'No such file'} · Viewer`;
  try {
    if (units?.file !== shown.file) {
      main.replaceChildren(heading(file), h('p', { class: 'loading' }, 'Reading the headers…'));
      const found = await ask(`files/${shown.file}`);
      if (mine !== turn) return;
      units = found;
    }
    await extension(file, mine);
  } catch (problem) {
    if (mine === turn) main.replaceChildren(heading(file), note(problem), known(file));
  }
}

/** What is known of a file that cannot be opened, and the way to the next one. */
function known(file) {
  if (!file) return '';
  const product = selection.products[file.product] ?? {};
  const facts = [['Product', product.obs_publisher_did], ['Kind', product.dataproduct_type], ['File', `${file.name}, ${bytes(file.bytes)}`]];
  const next = selection.files[(file.file + 1) % selection.files.length];
  return h('div', { class: 'known' },
    h('dl', {}, facts.filter(([, value]) => value).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    next === file ? '' : h('p', {}, h('a', { href: `?file=${next.file}`, 'data-open': '' }, `Open the next file, ${next.name}`)));
}

/** The first extension with something to see. */
function first() {
  const found = units.units.find((unit) => !unit.problem && unit.kind === 'image') ?? units.units.find((unit) => !unit.problem && unit.kind !== 'header');
  return (found ?? units.units[0]).unit;
}

async function extension(file, mine) {
  const number = shown.unit ?? first();
  const unit = units.units.find((each) => each.unit === number);
  if (!unit) {
    main.replaceChildren(heading(file), note({ message: `There is no extension ${number}.`, remedy: `Choose one from 0 to ${units.units.length - 1}.` }));
    return;
  }
  const tabs = unit.problem ? ['header'] : TABS[unit.kind];
  const tab = tabs.includes(shown.tab) ? shown.tab : preferred(unit, tabs);
  panel = tab === 'image' ? new ImagePanel(unit, selection, choices) : tab === 'table' ? new TablePanel(unit) : tab === 'plot' ? new PlotPanel(unit) : new HeaderPanel(unit);
  const opening = panel;
  opening.element.id = 'panel';
  opening.element.setAttribute('role', 'tabpanel');
  opening.element.setAttribute('aria-labelledby', `tab-${tab}`);
  main.replaceChildren(heading(file), h('div', { class: 'bar' }, units.units.length > 1 ? extensions(unit) : h('p', { class: 'quiet' }, described(unit)), tablist(tabs, tab)),
    unit.problem ? note({ message: unit.problem, remedy: 'The header can be read all the same.' }) : '', opening.element);
  say(`${file.name}, extension ${unit.unit}, ${WORDS[tab]}`);
  try {
    await opening.open();
  } catch (problem) {
    if (mine === turn) opening.element.replaceChildren(note(problem));
  }
}

/** A light curve is plotted first, other tables are listed. */
function preferred(unit, tabs) {
  const product = selection.products[selection.files[shown.file].product];
  return tabs.includes('plot') && ['timeseries', 'spectrum'].includes(product?.dataproduct_type) ? 'plot' : tabs[0];
}

function heading(file) {
  const product = selection.products[file?.product] ?? {};
  const words = [product.target_name, product.obs_collection, product.facility_name, product.instrument_name].filter(Boolean).join(' · ');
  const choosing = () => document.body.classList.toggle('choosing');
  return h('header', { class: 'title' },
    h('button', { type: 'button', class: 'small files-button', 'data-testid': 'files-button', 'aria-controls': 'files', onclick: choosing }, 'Files'),
    h('div', {}, h('h1', {}, file?.name ?? 'No such file'), h('p', { class: 'quiet' }, words)));
}

function described(unit) {
  const kinds = { image: 'Image', line: 'Spectrum', table: 'Table', header: 'Header only' };
  const size = unit.kind === 'table' ? `${unit.axes[1]} rows` : unit.kind === 'header' ? '' : unit.axes.join(' × ');
  return unit.problem ? 'Damaged' : `${kinds[unit.kind]} ${size}`;
}

function extensions(chosen) {
  const select = h('select', { 'data-testid': 'extension', onchange: () => go({ ...FRESH, unit: Number(select.value), tab: shown.tab === 'header' ? 'header' : '' }) },
    units.units.map((unit) => h('option', { value: unit.unit, selected: unit === chosen },
      `${unit.unit} ${unit.name} · ${described(unit)}`)));
  return h('label', { class: 'extension' }, h('span', {}, 'Extension'), select);
}

function tablist(tabs, chosen) {
  const buttons = tabs.map((tab) => h('button', { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-selected': String(tab === chosen), 'aria-controls': 'panel',
    tabindex: tab === chosen ? '0' : '-1', 'data-testid': `tab-${tab}`, onclick: () => go({ tab }) }, WORDS[tab]));
  const list = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Ways to see the extension' }, buttons);
  list.addEventListener('keydown', async (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const to = tabs[(tabs.indexOf(chosen) + step + tabs.length) % tabs.length];
    go({ tab: to });
    document.getElementById(`tab-${to}`)?.focus();
  });
  return list;
}

start();
