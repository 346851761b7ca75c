/* The page: one state, one function that shows it, and everything that changes it. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const STORED = 250;
  const HALF_PX = 30; // of a half the handle takes 22, and air

  class Timeline {
    constructor(map, parts, model) {
      this.map = map;
      this.parts = parts;
      this.$ = parts.$;
      this.model = model;
      this.format = new Salient.Format(model.messages);
      this.words = new Salient.Words(model, this.format);
      this.address = new Salient.Address(model, parts);
      this.still = window.matchMedia('(prefers-reduced-motion: reduce)');
      this.state = {
        day: model.opening_day,
        base: null,
        mode: 'difference',
        share: 0.5,
        place: null,
        point: null,
        language: 'en',
        spelling: null,
        outlines: false,
        ground: false,
        tiles: false,
        series: { holder: model.theatre.focus, district: null },
        reference: null,
        layer: null,
        embedded: false,
      };
      const typed = { limits: () => model.limits, take: (iso) => this.set({ day: model.dayOf(iso) }) };
      this.typed = new Salient.DayField(this.$('typed'), this.$('notice'), this.format, typed);
      this.headline = new Salient.Headline(model, this.words, parts, this.typed);
      this.player = new Salient.Player(this.format, parts, { day: () => this.state.day, last: model.lastKnown, go: (day) => this.set({ day }) });
      this.palette = Salient.palette(model, parts);
      this.layer = new Salient.ControlLayer(model, this.palette, { paper: model.paper, parts }).addTo(map);
      this.chart = new Salient.Chart(this.$('chart'), model, this.format, this.palette, { choose: (day) => this.set({ day }), note: (text) => this.headline.note(text) });
      this.view = new Salient.View(parts, model);
      this.drawer = new Salient.Drawer(parts, { opened: () => this.lean(), closed: () => this.closed() });
      this.measure = new Salient.Measure(map, this.$('measured'), this.words, { changed: (on) => this.measuring(on) });
      this.makePanels();
      Salient.onPalette(model, parts, (changed) => this.recolour(changed));
      this.listen();
      if (parts.whole) {
        this.paper = new Salient.Paper(parts, model, {
          layer: this.layer,
          view: this.view,
          format: this.format,
          address: () => this.address.cited(this.state),
          halves: () => this.panels.share.halves(),
        });
      }
      this.readHash();
      this.show();
      this.view.begin();
    }

    makePanels() {
      const { model, words, map, layer, view, address } = this;
      const page = {
        id: (name) => this.parts.id(name),
        state: () => this.state,
        set: (change) => this.set(change),
        pick: (place) => this.go(this.state.day, place),
        open: (name) => this.openPanel(name),
      };
      this.evidence = new Salient.Evidence(model, words, { go: (day, place) => this.go(day, place) });
      this.panels = {
        search: new Salient.SearchPanel(model, words, page),
        compare: new Salient.ComparePanel(model, words, page),
        layers: new Salient.LayersPanel(model, words, { ...page, tiles: model.tiles && model.tiles.host }),
        share: new Salient.SharePanel(model, words, { ...page, map, layer, view, address, palette: () => this.palette }),
        method: new Salient.MethodPanel(model, words),
        clock: new Salient.ClockPanel(model, words, { ...page, known: (iso) => this.known(iso) }),
      };
    }

    listen() {
      const { model, $, parts } = this;
      $('slider').addEventListener('input', (event) => this.set({ day: Number(event.target.value) }));
      $('next-change').addEventListener('click', () => this.set({ day: model.nextChange(this.state.day, 1) }));
      $('typed-form').addEventListener('submit', (event) => {
        event.preventDefault();
        this.typed.left();
      });
      $('swipe').addEventListener('input', (event) => this.set({ share: Number(event.target.value) / 1000 }));
      $('last-known').addEventListener('click', () => this.set({ day: model.lastKnown }));
      $('compare-end').addEventListener('click', () => this.set({ base: null }));
      parts.all('[data-panel]').forEach((button) => button.addEventListener('click', () => this.panel(button.dataset.panel)));
      $('twin').addEventListener('toggle', () => this.twin());
      $('ruler').addEventListener('click', () => this.measure.toggle());
      this.listenToMap();
      this.listenToFiles();
      if (parts.whole) window.addEventListener('hashchange', () => this.readHash());
    }

    listenToMap() {
      this.parts.ears.addEventListener('keydown', (event) => this.key(event));
      this.map.on('click', (event) => this.pick(event.latlng));
      this.map.on('mousemove', ({ latlng }) => this.coordinates(latlng));
      this.map.on('moveend', () => this.moved());
      this.map.on('resize', () => this.layer.redraw());
    }

    /* A file dropped anywhere is a map to compare ours with. */
    listenToFiles() {
      const { ears } = this.parts;
      ears.addEventListener('dragover', (event) => event.preventDefault());
      ears.addEventListener('drop', (event) => {
        event.preventDefault();
        const file = event.dataTransfer && event.dataTransfer.files[0];
        if (!file) return;
        this.openPanel('compare');
        this.panels.compare.take(file);
      });
    }

    /* Escape leaves what is open; Enter on the map asks about its middle, as a click would. */
    key(event) {
      if (event.key === 'Escape') this.dismiss();
      if (event.key === 'Enter' && event.target === this.map.getContainer()) this.pick(this.map.getCenter());
    }

    dismiss() {
      if (this.measure.on) this.measure.end();
      else if (this.$('twin').open) this.$('twin').open = false;
      else this.drawer.close();
    }

    /* Change the state, then show it; several changes within one frame are drawn once. */
    set(change) {
      const { language, tiles, layer } = this.state;
      Object.assign(this.state, change);
      if (this.state.language !== language) this.translate();
      if (this.state.tiles !== tiles) this.tile();
      if (this.state.layer !== layer || (this.state.layer && 'day' in change)) this.fetchLayer();
      if (this.pending) return;
      this.pending = requestAnimationFrame(() => {
        this.pending = null;
        this.show();
      });
    }

    show() {
      const { state, drawer } = this;
      this.layer.options.names = state.spelling || this.words.spelling;
      this.layer.show(...this.scenes());
      if (state.place !== this.shownPlace) this.layer.select(state.place);
      this.shownPlace = state.place;
      if (state.reference !== this.shownReference) this.layer.setReference(state.reference && state.reference.polygons);
      this.shownReference = state.reference;
      this.chart.show(state.day, state.base, state.series);
      this.headline.show(state);
      this.swiping();
      if (drawer.name === 'evidence' && state.place !== null) this.openEvidence(false);
      else if (drawer.name && drawer.name !== 'search' && !this.player.on) drawer.renew(this.title(drawer.name), this.panels[drawer.name].nodes());
      this.twin();
      this.writeHash();
      this.foresee();
    }

    /* The next day is likeliest what comes next: its ground is worked out while the browser has nothing else to do. */
    foresee() {
      const { model, state } = this;
      if (!window.requestIdleCallback || state.base !== null || state.day >= model.lastKnown) return;
      window.cancelIdleCallback(this.foreseeing);
      this.foreseeing = window.requestIdleCallback(() => this.layer.prepare(Salient.sceneOfDay(model, state.day + 1, this.look())));
    }

    look() {
      return { outlines: this.state.outlines, still: this.still.matches, all: this.state.ground };
    }

    /* The scene of the state, and what stands beside it. */
    scenes() {
      const { model, state } = this;
      const look = this.look();
      if (!model.isKnown(state.day)) return [Salient.sceneOfUnknown(model)];
      if (state.base === null || state.base === state.day) return [Salient.sceneOfDay(model, state.day, look)];
      if (state.mode === 'difference') return [Salient.sceneOfChange(model, state.base, state.day)];
      const calm = { ...look, lit: false };
      return [Salient.sceneOfDay(model, state.day, calm), { scene: Salient.sceneOfDay(model, state.base, calm), share: state.share }];
    }

    faultWords(key, text) {
      const { format, model, words } = this;
      if (key === 'date.not_yet') return words.refusal(text);
      return format.t(key, { text: text.slice(0, 80), first: format.date(model.iso(0)), last: format.date(model.iso(model.days - 1)) });
    }

    /* A click on a village or on ground opens the evidence of that village or of the nearest one; beyond the theatre there is none. While measuring it adds a point. */
    pick(latlng) {
      if (this.measure.on) {
        this.measure.add(latlng);
        return;
      }
      const written = this.layer.placeAt(latlng);
      const point = [latlng.lng, latlng.lat];
      if (written >= 0) this.select(written);
      else if (this.model.topology.faceAt(...point) >= 0 && this.model.places.length) this.select(this.model.nearestPlace(...point), point);
      else this.drawer.close();
    }

    go(day, place) {
      if (place === undefined) {
        this.set({ day });
        return;
      }
      this.state.day = day;
      this.select(place);
    }

    lean() {
      this.parts.measure();
      this.view.lean();
    }

    closed() {
      this.lean();
      this.pressed();
      this.set({ place: null, point: null });
    }

    /* Open the evidence of a settlement, and bring it out from under the drawer, unless an address says what is to be seen. */
    select(place, point = null, still = false) {
      Object.assign(this.state, { place, point });
      this.openEvidence(true);
      const { lat, lon } = this.model.places[place];
      if (!still) this.view.reveal(lat, lon);
      this.set({});
    }

    openEvidence(focus) {
      const { place, day, point } = this.state;
      this.drawer.open('evidence', this.evidence.title(place), this.evidence.nodes(place, day, point), { focus });
      this.pressed();
    }

    panel(name) {
      if (this.drawer.name === name) this.drawer.close();
      else this.openPanel(name);
    }

    openPanel(name) {
      Object.assign(this.state, { place: null, point: null });
      this.drawer.open(name, this.title(name), this.panels[name].nodes());
      this.pressed();
      this.set({});
      if (name === 'search') this.$('query').focus();
    }

    title(name) {
      return this.format.t(`panel.${name}`);
    }

    pressed() {
      this.parts.all('[data-panel]').forEach((button) => button.setAttribute('aria-expanded', String(this.drawer.name === button.dataset.panel)));
    }

    twin() {
      if (this.$('twin').open) this.$('twin-body').replaceChildren(...Salient.twin(this.model, this.words, this.state.day));
    }

    /* The handle of the swipe is a range input: it works with fingers, mouse and keys. On both sides of it stands the day of that half. */
    swiping() {
      const { $ } = this;
      const { share } = this.state;
      const halves = Salient.halves(this.words, this.state);
      for (const id of ['swipe', 'halves']) $(id).hidden = !halves;
      if (!halves) return;
      $('swipe').value = Math.round(share * 1000);
      $('swipe').setAttribute('aria-valuetext', this.format.t('style.swipe', halves));
      $('halves').style.setProperty('--share', share);
      for (const half of ['before', 'after']) this.half($(`half-${half}`), halves[half]);
    }

    /* The day of one half; a strip that has no room for it stays without. */
    half(node, date) {
      node.textContent = date;
      node.classList.toggle('no-room', node.offsetWidth + HALF_PX > node.parentElement.offsetWidth);
    }

    measuring(on) {
      this.$('ruler').setAttribute('aria-pressed', String(on));
      this.parts.mark('measuring', on);
    }

    coordinates({ lat, lng }) {
      this.$('coordinates').textContent = `${lat.toFixed(4)}° ${lat < 0 ? 'S' : 'N'}  ${lng.toFixed(4)}° ${lng < 0 ? 'W' : 'E'}`.replace(/-/g, '');
    }

    moved() {
      this.coordinates(this.map.getCenter());
      this.writeHash();
    }

    recolour(palette) {
      this.palette = palette;
      this.layer.restyle(palette);
      this.chart.restyle(palette);
    }

    translate() {
      this.format.use(this.state.language);
      this.state.language = this.format.language;
      const { parts, words } = this;
      Salient.translate(parts.root, this.format, parts.whole ? document.documentElement : parts.root);
      parts.container.setAttribute('aria-label', this.format.t('map.label'));
      this.$('title').textContent = words.names.title;
      if (parts.whole) document.title = words.names.title;
      this.player.say();
    }

    /* Tiles are asked for by a person, on this page, and never by a link: another host learns who looks where. */
    tile() {
      if (this.tiles) this.tiles.remove();
      this.tiles = null;
      if (this.state.tiles) {
        const { address, attribution } = this.model.tiles;
        this.tiles = L.tileLayer(address, { attribution, maxZoom: 18, referrerPolicy: 'origin' }).addTo(this.map);
      }
      this.layer.options.paper = this.model.paper && !this.state.tiles;
    }

    async fetchLayer() {
      const { layer, day } = this.state;
      if (!layer || !this.model.links.compare) return;
      if (!this.model.isKnown(day)) {
        this.set({ reference: null });
        return;
      }
      try {
        const found = await this.panels.compare.fetchLayer(layer, day);
        if (this.state.layer === layer && this.state.day === day) this.set({ reference: found });
      } catch (fault) {
        const words = fault instanceof Salient.LayerFault ? this.format.t(fault.key, fault.values) : this.format.t('reference.away');
        this.state.layer = null;
        this.panels.compare.fault = words;
        this.headline.notice(words);
        this.set({ reference: null });
      }
    }

    /* The same view as known on another day: the server makes that map. */
    known(iso) {
      const url = new URL(this.model.links.map, window.location.href);
      if (iso) url.searchParams.set('as-of', iso);
      else url.searchParams.delete('as-of');
      if (this.state.embedded) url.searchParams.set('embed', 'true');
      url.hash = this.hash();
      window.location.assign(url);
    }

    /* The address of the page holds the view; that of a page on which the map is one thing among others is not ours to write. */
    writeHash() {
      window.clearTimeout(this.writing);
      this.writing = window.setTimeout(() => {
        this.$('whole').href = this.address.link({ ...this.state, embedded: false }, this.view.ofGround()).href; // for who sees it in a frame
        const hash = this.hash();
        if (!this.parts.whole || hash === window.location.hash) return;
        this.written = hash;
        try {
          window.history.replaceState(null, '', hash);
        } catch (refused) {
          this.written = null; // a frame without an address of its own, as in a notebook, has no permalink
        }
      }, STORED);
    }

    hash() {
      return this.address.write(this.state, this.view.look());
    }

    readHash() {
      if (!this.parts.whole || !window.location.hash || window.location.hash === this.written) return;
      const { change, look, faults } = this.address.read(window.location.hash);
      const { place, ...rest } = change;
      this.parts.mark('embedded', change.embedded);
      if (look) this.view.take(look);
      if (look) this.view.show();
      this.set(rest);
      if (place !== null) this.select(place, null, Boolean(look));
      this.headline.notice(faults.map(([key, text]) => this.faultWords(key, text)).join(' '));
    }
  }

  /* Start it on a Leaflet map; `id` is that of the element with the words. */
  Salient.timeline = function (map, id) {
    const parts = new Salient.Parts(map, id);
    const model = Salient.load(parts.payload);
    parts.dress();
    return new Timeline(map, parts, model);
  };
})();
