/* The panel that compares: two days of this map, or this map with one that somebody else drew. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const BEFORE_DAYS = 30;
  const WITHIN_DAYS = 10; // a stored layer's nearest earlier sheet stands in, as in `salient compare --within`

  class ComparePanel {
    /* `state()` and `set(change)` are the page's; `pick(place)` opens the evidence of a settlement. */
    constructor(model, words, { id, state, set, pick }) {
      Object.assign(this, { model, words, id, state, set, pick });
      this.kind = 'days';
      this.fault = '';
      this.question = null;
    }

    nodes() {
      const { format } = this.words;
      const kinds = ['days', 'map'].map((kind) => Salient.choice('radio', this.id('kind'), format.t(`compare.${kind}`), this.kind === kind, () => this.turn(kind)));
      return [h('fieldset', { class: 'pair' }, h('legend', { class: 'unseen' }, format.t('panel.compare')), ...kinds), ...(this.kind === 'days' ? this.dayNodes() : this.mapNodes())];
    }

    /* One comparison at a time: another map is laid over the day shown. */
    turn(kind) {
      this.kind = kind;
      this.set({ base: null });
    }

    dayNodes() {
      const { format } = this.words;
      const { base, day, mode } = this.state();
      if (base === null || !this.model.isKnown(day)) return this.proposal();
      const modes = ['difference', 'swipe'].map((name) => Salient.choice('radio', this.id('mode'), format.t(`compare.${name}`), mode === name, () => this.set({ mode: name })));
      const { settlements } = this.model.delta(base, day);
      return [
        this.dateFields().node,
        h('fieldset', { class: 'pair' }, h('legend', { class: 'unseen' }, format.t('compare.mode')), ...modes),
        h('p', { class: 'quote-sentence' }, format.tied(this.words.headline({ base, day }))),
        h(
          'p',
          { class: 'buttons' },
          Salient.copyButton(format.t('share.sentence'), format.t('share.copied'), () => this.words.cited(this.words.delta(base, day), day)),
          Salient.button(format.t('compare.download'), () => this.download(base, day)),
          Salient.button(format.t('compare.end'), () => this.set({ base: null })),
        ),
        h('h3', {}, format.t('delta.settlements', { count: settlements.length })),
        this.list(settlements),
        this.ownPage(base, day),
      ];
    }

    /* Before anything is asked the map stays as it is: two days are proposed, a month apart, and a day that is typed or the button begins. */
    proposal() {
      const { format } = this.words;
      const { model } = this;
      if (!model.known) return [h('p', {}, this.words.summary(this.state().day))];
      const { node, first } = this.dateFields();
      const begin = () => {
        const iso = first.demand();
        if (iso) this.set({ base: model.dayOf(iso), day: this.last() });
      };
      return [node, h('p', { class: 'quiet' }, format.t('compare.about')), Salient.button(format.t('compare.show'), begin)];
    }

    /* The first day of the comparison, or the one that is proposed. */
    base() {
      const { base } = this.state();
      return base === null ? Math.max(0, this.last() - BEFORE_DAYS) : base;
    }

    /* The last day of it: the day shown, where that is known. */
    last() {
      return Math.min(this.state().day, this.model.lastKnown);
    }

    /* The fields of the two days; whichever is filled in, both are compared. They stand at one place of the panel, so that one in hand stays. */
    dateFields() {
      const first = this.dateField('compare-first', 'compare.first', this.base(), (base) => this.set({ base }));
      const last = this.dateField('compare-last', 'compare.last', this.last(), (day) => this.set({ base: this.base(), day }));
      return { node: h('div', { class: 'dates' }, ...first.nodes, ...last.nodes), first: first.field };
    }

    dateField(id, key, day, take) {
      const { model, words } = this;
      const refuse = (iso) => (model.isKnown(model.dayOf(iso)) ? '' : words.refusal(iso));
      const options = { limits: () => model.limits, refuse, take: (iso) => take(model.dayOf(iso)) };
      const { field, nodes } = Salient.dayField(this.id(id), model.iso(day), words.format, options, { required: true });
      return { field, nodes: [h('label', { for: this.id(id) }, words.format.t(key)), ...nodes] };
    }

    list(settlements) {
      const { words } = this;
      if (!settlements.length) return h('p', { class: 'quiet' }, words.format.t('delta.none'));
      const items = settlements.map(({ place, before, after }) => {
        const hands = `${words.holder(before)}\u00a0→\u00a0${words.holder(after)}`;
        const name = h('button', { type: 'button', class: 'textual', on: { click: () => this.pick(place) } }, words.place(place));
        return h('li', {}, Salient.sideMark(after, words.holder(after)), ' ', name, h('span', { class: 'quiet' }, ` ${words.district(this.model.places[place].district)} · ${hands}`));
      });
      return h('ul', { class: 'plain settlements' }, ...items);
    }

    ownPage(base, day) {
      const { model, words } = this;
      if (!model.links.delta || base === day) return null;
      const url = new URL(model.links.delta, window.location.href);
      url.searchParams.set('datetime', `${model.iso(base)}/${model.iso(day)}`);
      return h('p', {}, h('a', { href: url.href }, words.format.t('compare.page')));
    }

    download(base, day) {
      const { model, words } = this;
      const name = `salient-${model.theatre.id}-${model.iso(base)}-to-${model.iso(day)}.geojson`;
      Salient.download(name, JSON.stringify(Salient.geojsonOfChange(model, words, base, day)), 'application/geo+json');
    }

    mapNodes() {
      const { format } = this.words;
      const { reference } = this.state();
      const file = h('input', { type: 'file', id: this.id('reference-file'), accept: '.geojson,.json,.kml', on: { change: (event) => event.target.files[0] && this.take(event.target.files[0]) } });
      const own = [h('p', { class: 'quiet' }, format.t('reference.about')), h('label', { for: this.id('reference-file') }, format.t('reference.choose')), file];
      const fault = this.fault ? h('p', { class: 'fault', role: 'alert' }, this.fault) : null;
      const below = this.question ? this.question.nodes() : reference ? this.agreementNodes(reference) : [];
      return [...own, this.storedNode(), fault, ...below];
    }

    /* Layers that the server has. */
    storedNode() {
      const { format } = this.words;
      if (!this.model.links.layers) return null;
      const list = h('div', { 'aria-live': 'polite' });
      this.stored = this.stored || fetch(this.model.links.layers).then((answer) => (answer.ok ? answer.json() : { layers: [] }), () => ({ layers: [] }));
      this.stored.then(({ layers }) => {
        if (!layers.length) return;
        const buttons = layers.map((layer) => h('li', {}, h('button', { type: 'button', class: 'textual', on: { click: () => this.stand(layer.name) } }, layer.name), h('span', { class: 'quiet' }, ` ${layer.first_day} – ${layer.last_day}`)));
        list.append(h('h3', {}, format.t('reference.stored')), h('ul', { class: 'plain' }, ...buttons));
      });
      return list;
    }

    /* Lay a layer of the store over ours. */
    stand(name) {
      this.question = null;
      this.set({ layer: name, base: null });
    }

    /* Take a file that was chosen or dropped; what it leaves open is asked first. */
    async take(file) {
      const { model, words } = this;
      Object.assign(this, { kind: 'map', fault: '', question: null });
      try {
        const { name, shapes, left } = await Salient.readLayer(file, model.layouts);
        const layer = { name, left, shapes: Salient.localShapes(model, { name, shapes }) };
        const focus = model.theatre.holders[model.theatre.focus].id;
        const open = Salient.openQuestion(model.layouts, layer.shapes.map(({ row }) => row), focus);
        const done = (read) => this.lay(layer, read);
        if (open) this.question = new Salient.Question(model, words, { id: this.id, layer, open, done, renew: () => this.set({}) });
        if (open) this.set({ reference: null, layer: null, base: null });
        else done(Salient.plainReading(model, layer.shapes));
      } catch (fault) {
        if (!(fault instanceof Salient.LayerFault)) throw fault;
        this.fault = words.format.t(fault.key, fault.values);
        this.set({});
      }
    }

    /* Lay a map over ours as it was read; null takes it away. */
    lay({ name, left }, read) {
      this.question = null;
      this.set({ reference: read && { name, left, ...read }, layer: null, base: null });
    }

    agreementNodes(reference) {
      const { format } = this.words;
      const { day } = this.state();
      const on = format.date(this.model.iso(day));
      const end = Salient.button(format.t('reference.end'), () => this.set({ reference: null, layer: null }));
      const title = h('h3', {}, h('span', { class: 'swatch reference', 'aria-hidden': 'true' }), ' ', reference.name);
      if (!this.model.isKnown(day)) return [title, h('p', {}, this.words.summary(day)), end];
      const found = reference.day === undefined ? this.measured(reference, day) : reference;
      if (found.note) return [title, h('p', {}, found.note), end];
      const values = { ...this.agreed(found), date: on, holder: this.words.holder(this.model.theatre.focus) };
      const sentence = format.t('reference.sentence', { ...values, name: reference.name });
      return [
        title,
        h('p', { class: 'quote-sentence', id: this.id('agreement') }, format.t('reference.iou', values)),
        h('p', {}, format.t('reference.areas', values)),
        reference.unclear ? h('p', {}, format.t('reference.unclear', { unclear: format.unit(format.number(reference.unclear), 'km2') })) : null,
        reference.left ? h('p', { class: 'quiet' }, format.n('reference.left', reference.left)) : null,
        h('p', { class: 'quiet' }, format.t(reference.day === undefined ? 'reference.counted' : 'reference.sheet', { ...values, date: reference.on ? format.date(reference.on) : '' })),
        h('p', { class: 'buttons' }, Salient.copyButton(format.t('share.sentence'), format.t('share.copied'), () => this.words.cited(sentence, day)), end),
      ];
    }

    agreed({ ours, theirs, both, iou }) {
      const { format } = this.words;
      const km2 = (value) => format.unit(format.number(value), 'km2');
      return { iou: iou === null ? '–' : format.fixed(iou, 2), ours: km2(ours), theirs: km2(theirs), both: km2(both) };
    }

    measured(reference, day) {
      const kept = reference.kept || (reference.kept = new Map());
      if (!kept.has(day)) kept.set(day, Salient.agreement(this.model, day, reference.polygons));
      return kept.get(day);
    }

    /* Ask the server for the sheet of a stored layer that stands for a day, and how far it agrees with ours. */
    async fetchLayer(name, day) {
      const { model } = this;
      const address = (link) => {
        const url = new URL(link, window.location.href);
        Object.entries({ layer: name, datetime: model.iso(day), within: WITHIN_DAYS }).forEach(([key, value]) => url.searchParams.set(key, value));
        return url;
      };
      const [rows, ground] = await Promise.all([model.links.compare, model.links.disagreement].map((link) => fetch(address(link)).then(problem)));
      const row = rows.rows.find(({ a, b }) => a === 'ours' && b === name);
      if (!row || row.b_km2 === null) return { name, day, polygons: null, note: ground.note || this.words.format.t('reference.no_sheet', { name }) };
      const theirs = ground.features.filter(({ properties }) => properties.shown_by !== 'ours_only');
      const { polygons } = theirs.length ? Salient.layerOf({ type: 'FeatureCollection', features: theirs }, name) : { polygons: [] };
      return { name, day, polygons, on: row.b_on, ours: row.a_km2, theirs: row.b_km2, both: row.both_km2, iou: row.iou };
    }
  }

  async function problem(answer) {
    const body = await answer.json();
    if (!answer.ok) throw new Salient.LayerFault('reference.refused', { detail: body.detail || answer.status });
    return body;
  }

  Salient.ComparePanel = ComparePanel;
})();
