/* The panel of the headers: the cards of one extension or of all, searched as one types. */

import { link, shown, show } from './address.js';
import { ask, h, note, seldom } from './dom.js';

export class HeaderPanel {
  constructor(unit) {
    this.unit = unit;
    this.element = h('div', { class: 'header-panel', 'data-testid': 'header-panel' });
  }

  async open() {
    const word = h('input', { type: 'search', '.value': shown.word, placeholder: 'keyword, value or comment', autocomplete: 'off', spellcheck: 'false', 'data-testid': 'header-word' });
    const all = h('input', { type: 'checkbox', '.checked': shown.all === '1', 'data-testid': 'header-all' });
    const search = seldom(() => {
      show({ word: word.value, all: all.checked ? '1' : '' });
      this.search();
    }, 120);
    word.addEventListener('input', search);
    all.addEventListener('change', search);
    this.found = h('div', { class: 'cards' });
    this.count = h('p', { class: 'quiet', role: 'status' });
    this.element.replaceChildren(
      h('div', { class: 'controls', role: 'search' }, h('label', { class: 'wide' }, h('span', {}, 'Search the header'), word),
        h('label', { class: 'check' }, all, 'All extensions'), this.count), this.found);
    await this.search();
  }

  async search() {
    const asked = {};
    this.asked = asked;
    try {
      const { units, cut } = await ask(`files/${shown.file}/cards`, { word: shown.word, unit: shown.all === '1' ? null : this.unit.unit });
      if (this.asked !== asked) return;
      const cards = units.reduce((sum, unit) => sum + unit.cards.length, 0);
      this.count.textContent = `${cards}${cut ? ' or more' : ''} ${cards === 1 ? 'card' : 'cards'}${shown.all === '1' ? ` in ${units.length} ${units.length === 1 ? 'extension' : 'extensions'}` : ''}`;
      this.found.replaceChildren(...units.map((unit) => this.table(unit)));
      if (cards === 0) this.found.replaceChildren(h('p', { class: 'note', 'data-testid': 'no-card' }, shown.all === '1' ? 'No card has that word.' : 'No card of this extension has that word. Tick “All extensions” to look further.'));
    } catch (problem) {
      this.found.replaceChildren(note(problem));
    }
  }

  table(unit) {
    const rows = unit.cards.map(([keyword, value, comment]) => h('tr', {}, h('th', { scope: 'row' }, marked(keyword)),
      value === '' ? h('td', { colspan: '2', class: 'prose' }, marked(comment))
        : [h('td', { class: 'card-value' }, marked(value)), h('td', { class: 'quiet' }, marked(comment))]));
    const name = `${unit.unit} ${unit.name || 'without a name'}`;
    return h('div', { class: 'scroll' }, h('table', { 'data-testid': 'cards' },
      h('caption', {}, shown.all === '1' ? h('a', { href: link({ unit: unit.unit, all: '' }), 'data-open': '' }, `Extension ${name}`) : `Extension ${name}`),
      h('thead', {}, h('tr', {}, ['Keyword', 'Value', 'Comment'].map((each) => h('th', { scope: 'col' }, each)))), h('tbody', {}, rows)));
  }

  close() { /* Nothing is left behind. */ }
}

/** A text with the word that was searched for marked. */
function marked(text) {
  const word = shown.word.toLowerCase();
  if (!word) return text;
  const parts = [];
  let from = 0;
  for (let at = text.toLowerCase().indexOf(word); at >= 0; at = text.toLowerCase().indexOf(word, from)) {
    parts.push(text.slice(from, at), h('mark', {}, text.slice(at, at + word.length)));
    from = at + word.length;
  }
  return [...parts, text.slice(from)];
}
