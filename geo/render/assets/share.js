/* The panel for taking things away: the sentence, the link, a frame for another page, picture and data. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const FRAME = 'width="100%" height="480" style="width:100%;height:auto;aspect-ratio:4/3;min-height:320px;max-height:90vh;border:0"'; // the attributes for who strips styles
  const MOST_RATIO = 3; // of device pixels to CSS pixels, as on the map
  const OTHER_LINKS = ['series', 'control', 'claims', 'review', 'theatres', 'docs'];

  class SharePanel {
    constructor(model, words, { state, map, layer, view, address, palette }) {
      Object.assign(this, { model, words, state, map, layer, view, address, palette });
    }

    nodes() {
      const { model, words } = this;
      const { format } = words;
      const copied = format.t('share.copied');
      const home = this.address.home();
      const linked = home || this.address.parts.whole;
      const links = OTHER_LINKS.filter((key) => model.links[key]);
      const name = (end) => `salient-${model.theatre.id}-${model.iso(this.state().day)}.${end}`;
      return [
        h('p', { class: 'quote-sentence' }, format.tied(this.sentence())),
        h(
          'p',
          { class: 'buttons' },
          Salient.copyButton(format.t('share.sentence'), copied, () => this.citation()),
          linked ? Salient.copyButton(format.t('share.link'), copied, () => this.address.link(this.state(), this.view.look()).href) : null,
          linked ? Salient.copyButton(format.t('share.embed'), copied, () => this.frame()) : null,
        ),
        home ? null : h('p', { class: 'quiet' }, format.t(linked ? 'share.file' : 'share.part', { address: format.t('share.address') })),
        h('h3', {}, format.t('share.take')),
        h(
          'p',
          { class: 'buttons' },
          Salient.button(format.t('share.png'), async () => Salient.download(name('png'), await this.picture(), 'image/png')),
          Salient.button(format.t('share.geojson'), () => Salient.download(name('geojson'), JSON.stringify(this.geojson()), 'application/geo+json')),
          Salient.button(format.t('share.csv'), () => Salient.download(name('csv'), Salient.csvOfSeries(model, words, this.state().series), 'text/csv')),
        ),
        h('p', { class: 'quiet' }, format.t('share.licence', { licence: model.theatre.licence, attribution: model.theatre.attribution.join('; ') })),
        links.length ? h('h3', {}, format.t('share.more')) : null,
        h('ul', { class: 'plain' }, ...links.map((key) => h('li', {}, h('a', { href: key === 'review' ? `${model.links[key]}#l=${format.language}` : model.links[key] }, format.t(`link.${key}`))))),
      ].filter(Boolean);
    }

    sentence() {
      return this.words.headline(this.state());
    }

    citation() {
      const { day, base } = this.state();
      return base === null ? this.words.citation(day) : this.words.cited(this.words.delta(base, day), day);
    }

    geojson() {
      const { day, base } = this.state();
      return base === null ? Salient.geojsonOfDay(this.model, this.words, day) : Salient.geojsonOfChange(this.model, this.words, base, day);
    }

    /* The view as a frame in another page: as wide as its column, as high as that asks for. It names the ground, not the middle and the zoom that
       this window has for it, and is fitted wherever it stands. A file has no address yet: a word stands where it belongs. */
    frame() {
      const state = { ...this.state(), embedded: true };
      const url = this.address.link(state, this.view.ofGround());
      if (this.model.links.map) url.searchParams.set('embed', 'true'); // other addresses let no other site frame them
      const src = this.address.home() ? url.href : `${this.words.format.t('share.address')}${url.hash}`;
      const title = `${this.words.names.title}: ${this.sentence()}`;
      return `<iframe src="${attribute(src)}" title="${attribute(title)}" ${FRAME} loading="lazy"><\/iframe>`;
    }

    /* This view as a card, as it is without the drawer. */
    picture() {
      const { model, words, map } = this;
      const { format } = words;
      const { day, base } = this.state();
      const palette = this.palette();
      const date = base === null ? format.date(model.iso(day)) : `${format.date(model.iso(base))} – ${format.date(model.iso(day))}`;
      const lines = [
        { text: words.names.title, size: 13, weight: 400, colour: palette.muted },
        { text: date, size: 28, weight: 600, colour: palette.ink },
        { text: this.sentence(), size: 16, weight: 400, colour: palette.ink },
      ];
      const source = [`Salient ${model.theatre.id}`, this.address.cited(this.state()), date, words.digest(day)].filter(Boolean).join(' · ');
      const ratio = Math.min(window.devicePixelRatio || 1, MOST_RATIO);
      const view = { middle: this.view.where(), size: map.getSize(), ratio, halves: this.halves() };
      return Salient.card(this.layer, format, { ...view, palette, lines, key: this.key(palette), foot: [source, words.credits()] });
    }

    /* The days of a swipe, and where the line between them stands, as a share of the width. */
    halves() {
      const found = Salient.halves(this.words, this.state());
      return found && { ...found, share: this.state().share };
    }

    key(palette) {
      const { model, words } = this;
      const { focus, opening } = model.theatre;
      return Salient.styles(model, this.state()).map(({ style, holder, key }) => {
        const hue = holder === null ? focus : holder;
        const swatch = { style, holder: hue, other: hue === opening ? focus : opening };
        return { text: Salient.styleWords(words, { holder, key }, this.state()), paint: (pen, x, y) => Salient.paintSwatch(pen, palette, swatch, [x, y, 18, 11]) };
      });
    }
  }

  /* A text as the value of an attribute in HTML that the reader will paste somewhere. */
  function attribute(text) {
    return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  }

  /* The legend of what is shown: of a day, of the difference of two, or of two days side by side. */
  Salient.styles = function (model, state) {
    if (!model.isKnown(state.day)) return [{ style: 'unknown', holder: null, key: 'unknown' }];
    if (state.base === null) return model.styles;
    if (state.mode === 'swipe') return [...model.styles.filter(({ style }) => style !== 'changed'), { style: 'divider', holder: null, key: 'swipe' }];
    const { focus } = model.theatre;
    const rows = [['gained', focus, 'gained'], ['lost', model.other, 'lost'], ['unchanged', model.coloured, 'unchanged'], ['front-before', null, 'front-before'], ['front', null, 'front-after']];
    return rows.map(([style, holder, key]) => ({ style, holder, key }));
  };

  /* The days of the two halves of a swipe in words, {before, after}; null where nothing is swiped. */
  Salient.halves = function ({ format, model }, { base, day, mode }) {
    if (base === null || mode !== 'swipe' || !model.isKnown(day)) return null;
    return { before: format.date(model.iso(base)), after: format.date(model.iso(day)) };
  };

  /* What an entry of the legend says in a state of the page. */
  Salient.styleWords = (words, { holder, key }, state) => {
    const sides = { holder: holder === null ? '' : words.holder(holder), focus: words.holder(words.model.theatre.focus) };
    return words.format.t(`style.${key}`, { ...sides, ...Salient.halves(words, state) });
  };

  Salient.SharePanel = SharePanel;
})();
