/* The list of the selected files. */

import { address, bytes, h } from './dom.js';
import { shown } from './address.js';

const FEW = 8;

export function fileList(selection, into) {
  const filter = h('input', { type: 'search', placeholder: 'name, target, collection', autocomplete: 'off', 'data-testid': 'file-filter' });
  const list = h('ul', {});
  const items = selection.files.map((file) => {
    const product = selection.products[file.product] ?? {};
    const words = [product.obs_collection, product.target_name, product.dataproduct_type].filter(Boolean).join(' · ');
    const picture = h('img', { alt: '', width: '56', height: '56', loading: 'lazy', decoding: 'async', src: String(address(`files/${file.file}/thumbnail.png`)) });
    picture.addEventListener('error', () => picture.replaceWith(h('span', { class: 'no-picture', 'aria-hidden': 'true' }, symbol(product.dataproduct_type))), { once: true });
    const link = h('a', { href: `?file=${file.file}`, 'data-open': '', 'data-testid': `file-${file.file}` }, picture,
      h('span', { class: 'file-words' }, h('b', {}, file.name), h('small', {}, words || ' '), h('small', {}, bytes(file.bytes))));
    return { element: h('li', {}, link), link, text: `${file.name} ${words}`.toLowerCase(), file: file.file };
  });
  list.append(...items.map((item) => item.element));
  const none = h('p', { class: 'quiet', hidden: true }, 'No file has that in its name, target or collection.');
  filter.addEventListener('input', () => {
    const word = filter.value.trim().toLowerCase();
    for (const item of items) item.element.hidden = !item.text.includes(word);
    none.hidden = items.some((item) => !item.element.hidden);
  });
  into.replaceChildren(
    h('h2', {}, `${items.length} ${items.length === 1 ? 'file' : 'files'}`),
    items.length > FEW ? h('label', { class: 'filter' }, h('span', { class: 'hidden' }, 'Filter the files'), filter) : '', list, none);
  return () => {
    for (const item of items) {
      if (item.file === shown.file) item.link.setAttribute('aria-current', 'true');
      else item.link.removeAttribute('aria-current');
    }
  };
}

function symbol(type) {
  return { timeseries: '∿', spectrum: '∿', measurements: '▦', event: '⁘' }[type] ?? '▦';
}
