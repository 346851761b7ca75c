/* The other panels of the drawer (search, layers and legend, compare, share) and the small marks that all of them use. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const FOUND = 12;

  /* The legend's square of a style; the colours come from the style sheet and the theatre's holders. */
  Salient.swatch = (style, holder) => h('span', { class: `swatch ${style} holder-${holder}`, 'aria-hidden': 'true' });

  Salient.styleName = function (holder, contested, named) {
    if (contested) return named ? 'contested' : 'contested-inferred';
    return named ? 'held' : 'inferred';
  };

  Salient.sideMark = (holder, name) => h('span', { class: `side holder-${holder}`, title: name, role: 'img', 'aria-label': name });

  function copyButton(label, done, textOf) {
    const button = h('button', { type: 'button', class: 'plain-button' }, label);
    button.addEventListener('click', async () => {
      const text = textOf();
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = done;
      } catch (refused) {
        button.after(h('textarea', { readonly: true, rows: 4, 'aria-label': label }, text));
      }
    });
    return button;
  }

  class Panels {
    constructor(model, format, { pick, set, permalink, state }) {
      Object.assign(this, { model, format, pick, set, permalink, state });
    }

    search() {
      const { format } = this;
      const list = h('ul', { class: 'plain results', id: 'results', 'aria-live': 'polite' });
      const input = h('input', { type: 'search', id: 'query', autocomplete: 'off', spellcheck: 'false' });
      input.addEventListener('input', () => list.replaceChildren(...this.results(input.value)));
      return [h('label', { for: 'query', class: 'quiet' }, format.t('search.label')), input, list];
    }

    results(text) {
      const key = Salient.fold(text);
      if (!key) return [];
      const found = this.matches(key);
      if (!found.length) return [h('li', { class: 'quiet' }, this.format.t('search.none', { text }))];
      return found.slice(0, FOUND).map((i) => {
        const place = this.model.places[i];
        const district = this.model.districtOf(i);
        return h('li', {}, h('button', { type: 'button', class: 'textual', on: { click: () => this.pick(i) } }, place.name), ` ${place.name_ru} · ${district}`);
      });
    }

    /* Settlements by folded name in any of their spellings: those that begin with it first, then the larger ones. */
    matches(key) {
      const names = this.model.places.map((place) => [place.name, place.name_ru, place.name_uk].map((name) => Salient.fold(name || '')));
      const score = (i) => (names[i].some((name) => name.startsWith(key)) ? 0 : names[i].some((name) => name.includes(key)) ? 1 : 2);
      const size = (i) => this.model.places[i].population || 0;
      return names.map((_, i) => i).filter((i) => score(i) < 2).sort((a, b) => score(a) - score(b) || size(b) - size(a));
    }

    layers() {
      const { format, model } = this;
      const names = [['name', 'names.en'], ['name_ru', 'names.ru'], ['name_uk', 'names.uk']];
      const radios = names.map(([value, key]) => this.choice('radio', 'names', format.t(key), this.state().names === value, () => this.set({ names: value })));
      const outlines = this.choice('checkbox', 'outlines', format.t('layers.outlines'), this.state().outlines, (on) => this.set({ outlines: on }));
      return [
        this.legend(),
        h('fieldset', {}, h('legend', {}, format.t('layers.names')), ...radios),
        h('fieldset', {}, h('legend', {}, format.t('layers.uncertainty')), outlines),
        h('p', { class: 'quiet' }, format.t('layers.day')),
        h('p', { class: 'quiet' }, format.t('layers.clock', { date: format.date(model.evidence_to) })),
      ];
    }

    legend() {
      const { format, model } = this;
      const rows = model.styles.map(({ style, holder, key }) => {
        const name = holder === null ? '' : model.theatre.holders[holder].name;
        const opening = model.theatre.holders[model.theatre.opening].name;
        const mark = Salient.swatch(style, holder === null ? model.theatre.focus : holder);
        return [h('dt', {}, mark, format.t(`style.${key}`, { holder: name, opening })), h('dd', { class: 'quiet' }, format.t(`style.${key}.means`, { holder: name, opening }))];
      });
      return h('dl', { class: 'legend' }, ...rows.flat());
    }

    choice(type, name, label, checked, change) {
      const input = h('input', { type, name, checked, on: { change: (event) => change(event.target.checked) } });
      return h('label', { class: 'choice' }, input, label);
    }

    compare() {
      const { format, model } = this;
      const iso = model.iso(this.state().day);
      const field = (id, value) => h('input', { type: 'date', id, value, min: model.theatre.first, max: model.theatre.last, required: true });
      const first = field('compare-first', model.iso(0));
      const last = field('compare-last', iso);
      const form = h('form', { class: 'stack' }, h('label', { for: 'compare-first' }, format.t('compare.first')), first, h('label', { for: 'compare-last' }, format.t('compare.last')), last);
      form.append(h('button', { class: 'plain-button' }, format.t('compare.show')));
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        Salient.openDelta(model, first.value, last.value);
      });
      return [h('p', { class: 'quiet' }, format.t('compare.about')), form];
    }

    share() {
      const { format, model } = this;
      const day = this.state().day;
      const links = Object.entries(model.links).filter(([key]) => key !== 'delta');
      const copied = format.t('share.copied');
      return [
        h('p', { class: 'quote-sentence' }, model.summaries[day][1]),
        copyButton(format.t('share.sentence'), copied, () => model.summaries[day][1]),
        copyButton(format.t('share.link'), copied, () => this.permalink()),
        links.length ? h('h3', {}, format.t('share.more')) : '',
        h('ul', { class: 'plain' }, ...links.map(([key, href]) => h('li', {}, h('a', { href }, format.t(`link.${key}`))))),
      ].filter(Boolean);
    }
  }

  /* Go to the page that compares two days. */
  Salient.openDelta = function (model, first, last) {
    const url = new URL(model.links.delta, window.location.href);
    url.searchParams.set('datetime', `${first}/${last}`);
    window.location.assign(url);
  };

  Salient.Panels = Panels;
})();
