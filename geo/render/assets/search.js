/* Finding a settlement by its name: in Latin or Cyrillic letters, in any of its spellings, with a typing error or two. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const FOUND = 12;
  const SAME = { ё: 'е', є: 'е', і: 'и', ї: 'и', й: 'и', ґ: 'г', ъ: '', ь: '', э: 'е', ы: 'и' };
  const BEGINS = 0;
  const HOLDS = 0.5;
  const MISTYPED = 1;

  /* The folded form of a name: without accents, signs and soft signs, and without the letters in which Russian and Ukrainian differ. */
  Salient.fold = function (text) {
    return text
      .normalize('NFC')
      .toLowerCase()
      .replace(/[ёєіїйґъьэы]/g, (letter) => SAME[letter])
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[^\p{L}\p{N}]+/gu, '');
  };

  /* How many letters a name of that length may have wrong: one from four letters on, two from eight. */
  const allowed = (length) => (length < 4 ? 0 : length < 8 ? 1 : 2);

  /* The least number of letters changed, left out, put in or swapped with their neighbour (Damerau 1964, restricted) between `word` and any beginning of `name`. */
  function distance(word, name) {
    let [before, last] = [null, Array.from({ length: name.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= word.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= name.length; j += 1) {
        const swapped = i > 1 && j > 1 && word[i - 1] === name[j - 2] && word[i - 2] === name[j - 1] ? before[j - 2] + 1 : Infinity;
        row.push(Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (word[i - 1] === name[j - 1] ? 0 : 1), swapped));
      }
      [before, last] = [last, row];
    }
    return Math.min(...last);
  }

  class Search {
    constructor(model) {
      this.model = model;
      this.names = model.places.map((place) => [place.name, place.name_ru, place.name_uk, ...(place.variants || [])].filter(Boolean).map(Salient.fold));
    }

    /* How far a place is from what was typed: 0 it begins so, 0.5 it has it inside, from 1 on the letters that are wrong; Infinity: another place. */
    score(place, key) {
      const names = this.names[place];
      if (names.some((name) => name.startsWith(key))) return BEGINS;
      if (names.some((name) => name.includes(key))) return HOLDS;
      const most = allowed(key.length);
      if (!most) return Infinity;
      const wrong = Math.min(...names.map((name) => distance(key, name.slice(0, key.length + most))));
      return wrong <= most ? MISTYPED + wrong : Infinity;
    }

    /* Places by nearness to what was typed, then by size. */
    find(text) {
      const key = Salient.fold(text);
      if (!key) return [];
      const size = (place) => this.model.places[place].population || 0;
      const found = this.names.map((_, place) => [place, this.score(place, key)]).filter(([, score]) => score < Infinity);
      return found.sort((a, b) => a[1] - b[1] || size(b[0]) - size(a[0])).slice(0, FOUND);
    }
  }

  /* The panel: a field, and what was found under it. */
  class SearchPanel {
    constructor(model, words, { id, pick }) {
      Object.assign(this, { model, words, id, pick, search: new Search(model) });
    }

    nodes() {
      const { format } = this.words;
      const list = h('ul', { class: 'plain results', id: this.id('results'), 'aria-live': 'polite' });
      const input = h('input', { type: 'search', id: this.id('query'), autocomplete: 'off', spellcheck: 'false', maxlength: 60 });
      input.addEventListener('input', () => list.replaceChildren(...this.results(input.value)));
      input.addEventListener('keydown', (event) => this.key(event, list));
      return [h('label', { for: this.id('query'), class: 'quiet' }, format.t('search.label')), input, list];
    }

    key(event, list) {
      const first = list.querySelector('button');
      if (!first) return;
      if (event.key === 'Enter') first.click();
      else if (event.key === 'ArrowDown') first.focus();
      else return;
      event.preventDefault();
    }

    results(text) {
      const { format } = this.words;
      if (!Salient.fold(text)) return [];
      const found = this.search.find(text);
      if (!found.length) return [h('li', { class: 'quiet' }, format.t('search.none', { text }))];
      const mistyped = found[0][1] >= MISTYPED;
      return [mistyped ? h('li', { class: 'quiet' }, format.t('search.close', { text })) : null, ...found.map(([place]) => this.item(place))].filter(Boolean);
    }

    item(place) {
      const { name, name_ru: russian, name_uk: ukrainian, district } = this.model.places[place];
      const shown = this.words.place(place);
      const others = [...new Set([name, russian, ukrainian])].filter((other) => other && other !== shown);
      const quiet = [...others, this.words.district(district)].join(' · ');
      return h('li', {}, h('button', { type: 'button', class: 'found', on: { click: () => this.pick(place) } }, shown, h('span', { class: 'quiet' }, ` ${quiet}`)));
    }
  }

  Salient.Search = Search;
  Salient.SearchPanel = SearchPanel;
})();
