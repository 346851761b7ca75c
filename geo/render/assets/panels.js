/* Small pieces that every panel of the drawer uses, and the panels of legend, layers and clocks. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;

  /* The legend's square of a style; the colours come from the style sheet and the theatre's holders. */
  Salient.swatch = (style, holder) => h('span', { class: `swatch ${style} holder-${holder}`, 'aria-hidden': 'true' });

  Salient.styleName = function (holder, contested, named) {
    if (contested) return named ? 'contested' : 'contested-inferred';
    return named ? 'held' : 'inferred';
  };

  Salient.sideMark = (holder, name) => h('span', { class: `side holder-${holder}`, title: name, role: 'img', 'aria-label': name });

  /* What was said and where. A digest is ours and is never shown as anybody's words; a report's sentence is, and stands in quotation marks. */
  Salient.wording = function (format, { kind, text, publisher, published, recorded, title, url }) {
    const digest = kind === 'digest';
    const said = format.t(digest ? 'claim.digest' : 'claim.report', { publisher, date: format.date(published) });
    const by = recorded ? `${said}, ${format.t('claim.recorded', { date: format.date(recorded) })}` : said;
    const words = h(digest ? 'p' : 'blockquote', { class: digest ? 'digest' : 'quote' }, digest ? text : format.quote(text));
    return h('div', { class: 'words' }, words, h('p', { class: 'quiet' }, by, title && !digest ? `: ${title}` : '', ' ', Salient.link(url, format.t('claim.source'))));
  };

  Salient.button = (text, click, more = {}) => h('button', { type: 'button', class: 'plain-button', on: { click }, ...more }, text);

  /* A button that copies a text; where the browser does not allow it, the text is laid out to be copied by hand. */
  Salient.copyButton = function (label, done, textOf) {
    const button = Salient.button(label, async () => {
      const text = textOf();
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = done;
      } catch (refused) {
        const field = button.nextElementSibling && button.nextElementSibling.matches('textarea') ? button.nextElementSibling : h('textarea', { readonly: true, rows: 4, 'aria-label': label });
        field.value = text;
        button.after(field);
        field.select();
      }
    });
    return button;
  };

  Salient.choice = function (type, name, label, checked, change) {
    const input = h('input', { type, name, checked, on: { change: (event) => change(event.target.checked) } });
    return h('label', { class: 'choice' }, input, h('span', {}, label));
  };

  Salient.group = (title, ...nodes) => h('fieldset', {}, h('legend', {}, title), ...nodes);

  /* Whose area the chart shows, and of which district. */
  Salient.seriesSelect = function (model, words, { series, set }, attributes) {
    const { format } = words;
    const name = ({ holder, district }) => `${holder}.${district === null ? '' : district}`;
    const option = (one, text) => h('option', { value: name(one), selected: name(one) === name(series) }, text);
    const groups = model.theatre.holders.map((_, holder) => {
      const holderName = words.holder(holder);
      const parts = Object.keys(model.districtSeries).map((key) => option({ holder, district: Number(key) }, format.t('chart.series', { holder: holderName, area: words.district(key) })));
      return h('optgroup', { label: holderName }, option({ holder, district: null }, format.t('chart.series', { holder: holderName, area: words.names.region })), ...parts);
    });
    const read = (value) => value.split('.').map((part) => (part === '' ? null : Number(part)));
    const change = (event) => set({ series: { holder: read(event.target.value)[0], district: read(event.target.value)[1] } });
    return h('select', { ...attributes, 'aria-label': format.t('chart.choose'), on: { change } }, ...groups);
  };

  class LayersPanel {
    constructor(model, words, { id, state, set, open, tiles }) {
      Object.assign(this, { model, words, id, state, set, open, tiles });
    }

    nodes() {
      const { model, words, set } = this;
      const { format } = words;
      const state = this.state();
      return [
        this.legend(),
        Salient.group(
          format.t('layers.show'),
          Salient.choice('checkbox', 'outlines', format.t('layers.outlines'), state.outlines, (on) => set({ outlines: on })),
          Salient.choice('checkbox', 'ground', format.t('layers.ground', { holder: words.holder(model.theatre.opening) }), state.ground, (on) => set({ ground: on })),
          this.tileChoice(state),
        ),
        Salient.group(format.t('layers.language'), ...this.languages(state)),
        Salient.group(format.t('layers.names'), ...this.spellings(state)),
        Salient.group(format.t('layers.chart'), Salient.seriesSelect(model, words, { series: state.series, set }, { class: 'wide-select' })),
        h('p', { class: 'quiet' }, format.t('layers.day')),
        model.evidence_to ? h('p', { class: 'quiet' }, this.clock()) : null,
        h('p', {}, h('button', { type: 'button', class: 'textual', on: { click: () => this.open('method') } }, format.t('panel.method'))),
      ];
    }

    /* How far the map can be read. */
    clock() {
      const { model, words } = this;
      const date = words.format.date(model.evidence_to);
      if (model.known === model.days) return words.format.t('layers.clock', { date });
      return words.format.t('layers.clock_then', { date, known: words.knownOn });
    }

    /* Tiles come from another host, which then knows who looks where: never without being asked, and told so. */
    tileChoice(state) {
      const { format } = this.words;
      if (!this.tiles) return h('p', { class: 'quiet' }, format.t('layers.no_tiles'));
      const choice = Salient.choice('checkbox', 'tiles', format.t('layers.tiles'), state.tiles, (on) => this.set({ tiles: on }));
      return h('div', {}, choice, h('p', { class: 'quiet' }, format.t('layers.tiles_notice', { host: this.tiles })));
    }

    languages({ language }) {
      const { all } = this.words.format;
      return Object.entries(all).map(([code, { language: name }]) => Salient.choice('radio', this.id('language'), name, language === code, () => this.set({ language: code })));
    }

    spellings({ spelling }) {
      const { format } = this.words;
      const kinds = [[null, 'names.page'], ['name', 'names.en'], ['name_uk', 'names.uk'], ['name_ru', 'names.ru']];
      return kinds.map(([value, key]) => Salient.choice('radio', this.id('names'), format.t(key), spelling === value, () => this.set({ spelling: value })));
    }

    legend() {
      const { model, words } = this;
      const { format } = words;
      const { focus, opening } = model.theatre;
      const rows = Salient.styles(model, this.state()).map((entry) => {
        const { style, holder, key } = entry;
        const values = { opening: words.holder(opening), focus: words.holder(focus), held: format.decimal(model.held) };
        const mark = Salient.swatch(style, holder === null ? focus : holder);
        const means = format.messages[`style.${key}.means`] ? h('dd', { class: 'quiet' }, format.t(`style.${key}.means`, values)) : '';
        return [h('dt', {}, mark, Salient.styleWords(words, entry, this.state())), means];
      });
      return h('dl', { class: 'legend' }, ...rows.flat());
    }
  }

  /* How the map is made, in a minute. */
  class MethodPanel {
    constructor(model, words) {
      Object.assign(this, { model, words });
    }

    nodes() {
      const { format } = this.words;
      const { held, theatre } = this.model;
      const values = { held: format.decimal(held), opening: this.words.holder(theatre.opening) };
      return format.messages['method.text'].map(([title, text]) => h('div', {}, h('h3', {}, title), h('p', {}, text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole))));
    }
  }

  /* The second clock: what could be known on a day. The map as known then is another map, which the server makes. */
  class ClockPanel {
    constructor(model, words, { id, known }) {
      Object.assign(this, { model, words, id, known });
    }

    nodes() {
      const { model, words } = this;
      const { format } = words;
      const date = model.as_of ? model.as_of.slice(0, 10) : '';
      const now = h('p', {}, date ? format.t('clock.then', { date: format.date(date) }) : format.t('clock.all'));
      if (!model.links.map) return [now, h('p', { class: 'quiet' }, format.t('clock.about')), h('p', { class: 'quiet' }, format.t('clock.file'))];
      const { first, last } = model.theatre;
      const id = this.id('known-on');
      const { field, nodes } = Salient.dayField(id, date || model.evidence_to || last, format, { limits: () => ({ first, last }) }, { required: true });
      const form = h('form', { class: 'stack' }, h('label', { for: id }, format.t('clock.on')), ...nodes, h('button', { class: 'plain-button' }, format.t('clock.show')));
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        const iso = field.demand();
        if (iso) this.known(iso);
      });
      const back = date ? Salient.button(format.t('clock.reset'), () => this.known(null)) : null;
      return [now, h('p', { class: 'quiet' }, format.t('clock.about')), form, back];
    }
  }

  Object.assign(Salient, { LayersPanel, MethodPanel, ClockPanel });
})();
