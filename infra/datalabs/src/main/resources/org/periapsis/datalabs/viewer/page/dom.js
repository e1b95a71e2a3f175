/* Elements and answers: the little that every part of the page needs. */

/** An element: attributes as in HTML, `on…` as listeners, properties after a dot. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name.startsWith('.')) element[name.slice(1)] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A choice with its label. Options are values, or pairs of value and words. */
export function choice(label, options, chosen, onchange, attributes = {}) {
  const select = h('select', { ...attributes, onchange: () => onchange(select.value) },
    options.map((each) => {
      const [value, words] = Array.isArray(each) ? each : [each, each];
      return h('option', { value, selected: String(value) === String(chosen) }, words);
    }));
  return h('label', {}, h('span', {}, label), select);
}

/** Says something to those who listen instead of look. */
export function say(words) {
  document.getElementById('said').textContent = words;
}

/** What the server says is wrong. */
export class Problem extends Error {
  constructor(detail, remedy) {
    super(detail);
    this.remedy = remedy;
  }
}

/** Asks the server below the base path; answers its JSON, or throws a Problem. */
export async function ask(path, parameters = {}, signal = undefined) {
  return (await fetched(path, parameters, signal)).json();
}

export async function fetched(path, parameters = {}, signal = undefined) {
  const url = address(path, parameters);
  let response;
  try {
    response = await fetch(url, { signal, headers: { Accept: 'application/json, */*' } });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem('The viewer does not answer.', 'The session may have ended: see it under Running in the portal.');
  }
  if (response.ok) return response;
  const type = response.headers.get('Content-Type') ?? '';
  const problem = type.includes('json') ? await response.json() : {};
  throw new Problem(problem.detail ?? `The viewer answered ${response.status}.`, problem.remedy ?? 'Reload the page.');
}

/** Relative to the page, so that it works below any path; a token in the address stays with it. */
export function address(path, parameters = {}) {
  const url = new URL(path, document.baseURI.split('?')[0]);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, value);
  }
  const token = new URLSearchParams(location.search).get('token');
  if (token) url.searchParams.set('token', token);
  return url;
}

/** A note in place of what cannot be shown. */
export function note(problem) {
  return h('div', { class: 'note bad', role: 'alert', 'data-testid': 'problem' }, h('p', {}, problem.message),
    problem.remedy ? h('p', { class: 'quiet' }, problem.remedy) : null);
}

/** A number with as many digits as tell something. */
export function figure(value, digits = 6) {
  if (value === null || value === undefined || Number.isNaN(value)) return 'blank';
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e7 || size < 1e-4) ? value.toExponential(digits - 2) : String(Number(value.toPrecision(digits)));
}

export function bytes(count) {
  if (count === null || count === undefined) return 'not at this site';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  while (count >= 1000 && power < units.length - 1) {
    count /= 1000;
    power++;
  }
  return `${count < 10 && power > 0 ? count.toFixed(1) : Math.round(count)} ${units[power]}`;
}

/** Calls with the last arguments, at most once in so many milliseconds. */
export function seldom(action, pause) {
  let timer = 0;
  let last = [];
  return (...values) => {
    last = values;
    timer ||= setTimeout(() => {
      timer = 0;
      action(...last);
    }, pause);
  };
}
