/* The analyst's page: a map at one side, at the other a report being read and the queue of claims that nobody has looked at. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const $ = (id) => document.getElementById(id);
  const TABS = ['report', 'queue'];

  class Desk {
    constructor(map, parts) {
      Object.assign(this, { map, parts });
      this.model = Salient.load(parts.payload);
      this.format = new Salient.Format(this.model.messages, new URLSearchParams(window.location.hash.slice(1)).get('l') || 'en');
      this.words = new Salient.Words(this.model, this.format);
      Salient.translate(document, this.format);
      this.door = new Salient.Door(this.model.links, this.format);
      this.pass = new Salient.Pass($('pass'), this.format);
      this.gazette = new Salient.Gazette(this.model, this.words);
      $('review').append(this.gazette.list());
      this.day = this.model.opening_day;
      this.draw();
      Salient.onPalette(this.model, parts, (palette) => this.layer.restyle(palette));
      parts.dress();
      this.view = new Salient.View(parts, this.model);
      this.view.begin();
      this.overlay = new Salient.Overlay(map, this.model, this.view);
      this.panels = { report: new Salient.Reading(this), queue: new Salient.Queue(this) };
      this.listen();
    }

    /* The map of the evidence as it is. */
    draw() {
      if (this.layer) this.layer.remove();
      this.layer = new Salient.ControlLayer(this.model, Salient.palette(this.model, this.parts), { paper: this.model.paper, parts: this.parts, names: this.words.spelling }).addTo(this.map);
      this.show(this.model.iso(this.day));
    }

    /* Show the map at the end of a day; one that the map does not have leaves it as it is. What changed hands lately is not lit up: what would is. */
    show(iso) {
      const day = this.model.dayOf(iso);
      if (Number.isNaN(day)) return;
      this.day = day;
      this.layer.show(Salient.sceneOfDay(this.model, day, { lit: false }));
      $('day').textContent = this.format.date(iso);
      $('day').setAttribute('datetime', iso);
    }

    /* Name a place on the map, and bring it into view. */
    go(id) {
      const place = this.gazette.get(id);
      if (!place) return;
      this.layer.select(place.index >= 0 ? place.index : null);
      this.map.panInside([place.lat, place.lon], { padding: [60, 80], animate: false });
    }

    /* In words and squares: what each side would gain. */
    gains(list, ground) {
      const { model, format } = this;
      const km2 = model.theatre.holders.map((_, n) => (ground ? ground.features : []).filter(({ properties }) => model.holderOf(properties.holder) === n).reduce((sum, { properties }) => sum + properties.area_km2, 0));
      const items = [...km2.keys()].filter((n) => km2[n] > 0).map((n) => {
        const text = format.t('review.gain', { holder: this.words.holder(n), km2: format.change(km2[n]) });
        return h('li', {}, Salient.swatch('gained', n), text);
      });
      list.replaceChildren(...items);
    }

    /* Take up what was stored: the map as the server has it now, without loading the page anew. */
    async takeUp() {
      this.panels.queue.stale = this.panels.queue.stale || this.tab !== 'queue';
      const id = this.parts.payload;
      const payload = await this.door.payload(id);
      if (payload === null) return;
      $(id).textContent = payload;
      this.model = Salient.load(id);
      this.words.model = this.model;
      this.overlay.model = this.model;
      this.draw();
    }

    listen() {
      for (const name of TABS) $(`tab-${name}`).addEventListener('click', () => this.turn(name));
      $('tabs').addEventListener('keydown', (event) => this.key(event));
      document.addEventListener('dragover', (event) => event.preventDefault());
      document.addEventListener('drop', (event) => this.drop(event));
      this.turn('report');
    }

    key(event) {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const name = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length];
      this.turn(name);
      $(`tab-${name}`).focus();
    }

    /* A file dropped anywhere is a report to read. */
    drop(event) {
      event.preventDefault();
      const file = event.dataTransfer && event.dataTransfer.files[0];
      if (!file) return;
      this.turn('report');
      this.panels.report.take(file);
    }

    turn(name) {
      const coming = name !== this.tab;
      this.tab = name;
      for (const tab of TABS) {
        $(`panel-${tab}`).hidden = tab !== name;
        $(`tab-${tab}`).setAttribute('aria-selected', String(tab === name));
        $(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
      }
      if (coming) this.panels[name].enter();
    }
  }

  /* Start the page on a Leaflet map; `id` is that of the element with the words. */
  Salient.reviewPage = (map, id) => new Desk(map, new Salient.Parts(map, id));
})();
