/* What is shown, as it stands in the address: shared, reloaded and gone back to. */

const NUMBERS = new Set(['file', 'unit', 'plane', 'x', 'y', 'zoom', 'sx', 'sy', 'box', 'from', 'px', 'py', 'pe', 'row', 'low', 'high']);
const DEFAULTS = {
  file: 0, unit: null, tab: '', plane: null, stretch: 'asinh', limits: 'zscale', low: null, high: null, colours: 'grey', inverted: '',
  x: null, y: null, zoom: null, sx: null, sy: null, box: 1, marks: '', catalogue: '', from: 0, px: null, py: null, pe: null, row: null,
  draw: '', around: '', word: '', all: '',
};

export const shown = { ...DEFAULTS };

/** What belongs to one file and extension, and goes when another is chosen; brightness and colours stay. */
export const FRESH = {
  plane: null, x: null, y: null, zoom: null, sx: null, sy: null, from: 0, px: null, py: null, pe: null, row: null, draw: '', around: '', low: null,
  high: null,
};

export function readAddress() {
  const given = new URLSearchParams(location.search);
  for (const name of Object.keys(DEFAULTS)) {
    const text = given.get(name);
    const value = text === null ? DEFAULTS[name] : NUMBERS.has(name) ? Number(text) : text;
    shown[name] = Number.isNaN(value) ? DEFAULTS[name] : value;
  }
}

/** The address with some changes. */
export function link(changes) {
  const all = { ...shown, ...changes };
  const given = new URLSearchParams();
  const token = new URLSearchParams(location.search).get('token');
  if (token) given.set('token', token);
  for (const [name, value] of Object.entries(all)) {
    if (value !== DEFAULTS[name] && value !== null && value !== '') given.set(name, value);
  }
  const text = given.toString();
  return text ? `?${text}` : location.pathname;
}

/** Changes what is shown; `step` makes a step to go back from. */
export function show(changes, step = false) {
  const to = link(changes);
  Object.assign(shown, changes);
  const now = location.search || location.pathname;
  if (to !== now) history[step ? 'pushState' : 'replaceState'](null, '', to);
}
