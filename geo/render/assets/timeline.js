/* The page: one state (day, place and point asked about, names, outlines), one function that shows it, and everything that changes it. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const DAYS_PER_SECOND = 8;
  const STORED = 250;
  const DRAWER_PX = 380;
  const $ = (id) => document.getElementById(id);

  /* The colours of the moment, light or dark, from the style sheet. */
  Salient.palette = function (model) {
    const root = document.documentElement;
    const dark = window.matchMedia('(prefers-color-scheme: dark)').matches && !window.matchMedia('print').matches;
    model.theatre.holders.forEach(({ light, night }, i) => root.style.setProperty(`--holder-${i}`, dark ? night : light));
    const style = getComputedStyle(root);
    const names = ['land', 'ink', 'muted', 'faint', 'hairline', 'border', 'front', 'halo', 'panel'];
    const palette = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    palette.holders = model.theatre.holders.map(({ light, night }) => (dark ? night : light));
    return palette;
  };

  /* Call back with the new palette whenever the scheme turns, and before and after printing. */
  Salient.onPalette = function (model, listener) {
    const turn = () => listener(Salient.palette(model));
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', turn);
    window.matchMedia('print').addEventListener('change', turn);
  };

  /* Room that the title, the strip and the drawer take from the map. */
  Salient.padding = function () {
    const wide = window.innerWidth > 720;
    const side = wide && window.innerWidth > 1100 ? $('masthead').offsetWidth * 0.8 : 24;
    const drawer = $('drawer').hidden ? 0 : $('drawer').offsetWidth;
    const strip = $('strip') ? $('strip').offsetHeight : 0;
    const credits = window.innerHeight - $('credits').getBoundingClientRect().top;
    return {
      paddingTopLeft: wide ? [side, 24] : [8, $('masthead').offsetHeight],
      paddingBottomRight: wide ? [drawer + 24, strip + 24] : [8, Math.max(credits, $('drawer').offsetHeight) + 8],
    };
  };

  Salient.fit = function (map, model) {
    const [west, south, east, north] = model.view;
    map.fitBounds([[south, west], [north, east]], { ...Salient.padding(), animate: false });
  };

  /* Where words of the page lie over the map, in window coordinates: no name is written below them. */
  Salient.reserved = function () {
    const words = document.querySelectorAll('#masthead > :not(.key), .key > li, .tools, .credits > *, .leaflet-control, .strip, .drawer');
    return [...words].map((node) => node.getBoundingClientRect()).filter((box) => box.width && box.height);
  };

  /* Leaflet's own controls, made quiet; our credits stand beside them. */
  Salient.dress = function (map, model) {
    const [west, south, east, north] = model.bounds;
    map.setMaxBounds(L.latLngBounds([south, west], [north, east]).pad(3));
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    if (map.zoomControl) map.zoomControl.setPosition('bottomright');
    const scale = L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
    $('credits').prepend(scale.getContainer());
  };

  class Timeline {
    constructor(map, model) {
      this.map = map;
      this.model = model;
      this.format = new Salient.Format(model.messages);
      this.still = window.matchMedia('(prefers-reduced-motion: reduce)');
      this.state = { day: model.opening_day, place: null, point: null, names: 'name', outlines: false };
      const palette = Salient.palette(model);
      this.layer = new Salient.ControlLayer(model, palette, { paper: model.paper }).addTo(map);
      this.chart = new Salient.Chart($('chart'), model, this.format, palette, { choose: (day) => this.set({ day }), note: (text) => this.note(text) });
      this.drawer = new Salient.Drawer($('drawer'), { opened: () => this.shift(1), closed: () => this.closed() });
      this.evidence = new Salient.Evidence(model, this.format, { go: (day, place) => this.go(day, place) });
      this.panels = new Salient.Panels(model, this.format, {
        pick: (place) => this.go(this.state.day, place),
        set: (change) => this.set(change),
        permalink: () => window.location.href,
        state: () => this.state,
      });
      Salient.onPalette(model, (changed) => {
        this.layer.restyle(changed);
        this.chart.restyle(changed);
      });
      this.listen();
      Salient.fit(map, model);
      this.readHash();
      this.show();
    }

    listen() {
      const { model } = this;
      $('slider').addEventListener('input', (event) => this.set({ day: Number(event.target.value) }));
      $('play').addEventListener('click', () => (this.timer ? this.pause() : this.play()));
      $('back').addEventListener('click', () => this.step(-1));
      $('forward').addEventListener('click', () => this.step(1));
      $('next-change').addEventListener('click', () => this.set({ day: model.nextChange(this.state.day, 1) }));
      $('typed-form').addEventListener('submit', (event) => this.typed(event));
      $('typed').addEventListener('change', (event) => this.typed(event));
      document.querySelectorAll('[data-panel]').forEach((button) => button.addEventListener('click', () => this.panel(button.dataset.panel)));
      $('twin').addEventListener('toggle', () => this.twin());
      document.addEventListener('keydown', (event) => event.key === 'Escape' && this.dismiss());
      this.map.on('click', (event) => this.pick(event.latlng));
      this.map.on('moveend', () => this.writeHash());
      window.addEventListener('hashchange', () => this.readHash());
    }

    dismiss() {
      if ($('twin').open) $('twin').open = false;
      else this.drawer.close();
    }

    /* Change the state, then show it; several changes within one frame are drawn once. */
    set(change) {
      Object.assign(this.state, change);
      if (this.pending) return;
      this.pending = requestAnimationFrame(() => {
        this.pending = null;
        this.show();
      });
    }

    step(by) {
      this.pause();
      this.set({ day: Math.max(0, Math.min(this.model.days - 1, this.state.day + by)) });
    }

    play() {
      if (this.state.day >= this.model.days - 1) this.set({ day: 0 });
      this.timer = window.setInterval(() => {
        if (this.state.day >= this.model.days - 1) this.pause();
        else this.set({ day: this.state.day + 1 });
      }, 1000 / DAYS_PER_SECOND);
      this.playing(true);
    }

    pause() {
      window.clearInterval(this.timer);
      this.timer = null;
      this.playing(false);
    }

    playing(on) {
      const label = this.format.t(on ? 'control.pause' : 'control.play');
      $('play').setAttribute('aria-label', label);
      $('play').title = label;
      $('play').classList.toggle('playing', on);
      $('sentence').setAttribute('aria-live', on ? 'off' : 'polite');
    }

    show() {
      const { model, state } = this;
      this.layer.options.names = state.names;
      this.layer.show(Salient.sceneOfDay(model, state.day, { outlines: state.outlines, still: this.still.matches }));
      if (state.place !== this.shownPlace) this.layer.select(state.place);
      this.shownPlace = state.place;
      this.chart.show(state.day);
      this.words();
      if (this.drawer.name === 'evidence' && state.place !== null) this.openEvidence(false);
      this.twin();
      this.writeHash();
    }

    words() {
      const { model, state, format } = this;
      const iso = model.iso(state.day);
      const date = format.date(iso);
      const sentence = format.tied(model.summaries[state.day][0]);
      $('day').textContent = date;
      $('day').setAttribute('datetime', iso);
      if ($('sentence').textContent !== sentence) $('sentence').textContent = sentence;
      $('slider').value = state.day;
      $('slider').setAttribute('aria-valuetext', `${date}. ${sentence}`);
      if (document.activeElement !== $('typed')) $('typed').value = iso;
    }

    note(text) {
      $('note').textContent = text;
    }

    notice(text) {
      $('notice').textContent = text;
      $('notice').hidden = !text;
    }

    typed(event) {
      event.preventDefault();
      const field = $('typed');
      const iso = this.format.parseDate(field.value);
      const day = iso ? this.model.dayOf(iso) : NaN;
      field.setAttribute('aria-invalid', String(Number.isNaN(day)));
      if (Number.isNaN(day)) this.notice(this.outOfSpan(field.value));
      else {
        this.notice('');
        this.set({ day });
      }
    }

    outOfSpan(text) {
      const { format, model } = this;
      return format.t('notice.no_such_day', { text, first: format.date(model.iso(0)), last: format.date(model.iso(model.days - 1)) });
    }

    /* A click on a village or on ground opens the evidence of that village or of the nearest one; beyond the theatre there is none. */
    pick(latlng) {
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

    /* Keep the middle of the map in the middle of what the drawer leaves of it. */
    shift(direction) {
      if (window.innerWidth > 720) this.map.panBy([(direction * DRAWER_PX) / 2, 0], { animate: false });
    }

    closed() {
      this.shift(-1);
      this.set({ place: null, point: null });
    }

    /* Open the evidence of a settlement, and bring it out from under the drawer. */
    select(place, point = null) {
      Object.assign(this.state, { place, point });
      this.openEvidence(true);
      const { lat, lon } = this.model.places[place];
      this.map.panInside([lat, lon], { ...Salient.padding(), animate: false });
      this.set({});
    }

    openEvidence(focus) {
      const { place, day, point } = this.state;
      this.drawer.open('evidence', this.evidence.title(place), this.evidence.nodes(place, day, point), { focus });
    }

    panel(name) {
      if (this.drawer.name === name) {
        this.drawer.close();
        return;
      }
      Object.assign(this.state, { place: null, point: null });
      this.drawer.open(name, this.format.t(`panel.${name}`), this.panels[name]());
      this.set({});
      if (name === 'search') $('query').focus();
    }

    twin() {
      if ($('twin').open) $('twin-body').replaceChildren(...Salient.twin(this.model, this.format, this.state.day));
    }

    /* The permalink: #d=2025-01-10&v=51.2,35.3,10&n=name_ru&p=<place id>. */
    writeHash() {
      window.clearTimeout(this.writing);
      this.writing = window.setTimeout(() => {
        const hash = this.hash();
        if (hash === window.location.hash) return;
        this.written = hash;
        try {
          window.history.replaceState(null, '', hash);
        } catch (refused) {
          this.written = null; // a frame without an address of its own, as in a notebook, has no permalink
        }
      }, STORED);
    }

    hash() {
      const { lat, lng } = this.map.getCenter();
      const { day, place, names, outlines } = this.state;
      const parts = [`d=${this.model.iso(day)}`, `v=${lat.toFixed(4)},${lng.toFixed(4)},${this.map.getZoom()}`];
      if (place !== null) parts.push(`p=${encodeURIComponent(this.model.places[place].id)}`);
      if (names !== 'name') parts.push(`n=${names}`);
      if (outlines) parts.push('o=1');
      return `#${parts.join('&')}`;
    }

    readHash() {
      if (!window.location.hash || window.location.hash === this.written) return;
      const asked = new URLSearchParams(window.location.hash.slice(1));
      this.readView(asked.get('v'));
      if (['name_ru', 'name_uk'].includes(asked.get('n'))) this.state.names = asked.get('n');
      this.state.outlines = asked.get('o') === '1';
      if (asked.has('d')) this.readDay(asked.get('d'));
      if (asked.has('p')) this.readPlace(asked.get('p'));
      this.set({});
    }

    readView(text) {
      const [lat, lng, zoom] = (text || '').split(',').map(Number);
      if ([lat, lng, zoom].every(Number.isFinite) && Math.abs(lat) < 85 && Math.abs(lng) <= 180) this.map.setView([lat, lng], zoom, { animate: false });
    }

    readDay(text) {
      const day = this.model.dayOf(text);
      if (Number.isNaN(day)) this.notice(this.outOfSpan(text));
      else this.state.day = day;
    }

    readPlace(id) {
      const place = this.model.places.findIndex((p) => p.id === id);
      if (place < 0) this.notice(this.format.t('notice.no_such_place', { text: id }));
      else this.select(place);
    }
  }

  /* Start the page on a Leaflet map; `id` names the JSON block with the payload. */
  Salient.timeline = function (map, id) {
    const model = Salient.load(id);
    Salient.dress(map, model);
    return new Timeline(map, model);
  };
})();
