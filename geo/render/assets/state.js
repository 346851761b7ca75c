/* The address of a view: #d=2025-01-10&v=51.2,35.3,10&b=2024-09-01&m=swipe&p=<place>&l=uk&n=name_ru&o=1&g=1&c=UA.sudzhansky&r=<layer>&e=1. Instead of v, a map of any size may be asked
   for a ground: f=35.1,51.1,35.5,51.3 (west, south, east, north). What was known when is in the query (as-of). */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const SPELLINGS = ['name', 'name_uk', 'name_ru'];
  const MODES = ['difference', 'swipe'];
  const MOST_LAT = 85; // Mercator's map ends there

  /* So many numbers with commas between them; none where it is anything else. */
  function numbers(text, count) {
    const found = (text || '').split(',').map((part) => (part.trim() ? Number(part) : NaN));
    return found.length === count && found.every(Number.isFinite) ? found : [];
  }

  class Address {
    /* `parts` are those of the map: on a page of its own, the address of the page is the map's. */
    constructor(model, parts) {
      Object.assign(this, { model, parts });
    }

    /* Where others find this map: at its server, or where the page lies. Null for a file on a disk, and for a map that is part of another page. */
    home() {
      const { links } = this.model;
      if (links.map) return new URL(links.map, window.location.href);
      const published = this.parts.whole && /^https?:$/.test(window.location.protocol);
      return published ? new URL(window.location.href) : null;
    }

    /* The address under which this view can be cited: empty where it is not published. */
    cited(state) {
      return this.home() ? decodeURI(this.link({ ...state, place: null, embedded: false }, {}).href) : '';
    }

    /* A view on that page, or on this one where nobody else can go. */
    link(state, look) {
      const url = this.home() || new URL(window.location.href);
      url.hash = this.write(state, look);
      return url;
    }

    /* `middle` {lat, lng, zoom} is where the map looks, `ground` [west, south, east, north] what it shows; without either it is the first view. */
    write(state, { middle, ground }) {
      const { model } = this;
      const parts = { d: model.iso(state.day) };
      if (middle) parts.v = Salient.writtenView(middle);
      if (ground) parts.f = ground.map((degrees) => degrees.toFixed(3)).join(',');
      if (state.base !== null) Object.assign(parts, { b: model.iso(state.base), m: state.mode });
      if (state.place !== null) parts.p = model.places[state.place].id;
      if (state.language !== 'en') parts.l = state.language;
      if (state.spelling) parts.n = state.spelling;
      if (state.outlines) parts.o = '1';
      if (state.ground) parts.g = '1';
      if (!this.usual(state.series)) parts.c = this.seriesName(state.series);
      if (state.layer) parts.r = state.layer;
      if (state.embedded) parts.e = '1';
      return `#${Object.entries(parts).map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%2C/g, ',')}`).join('&')}`;
    }

    /* What an address asks for: {change, look, faults}; `look` {middle, ground} is null where it does not say where; `faults` are [message key, what was asked] of what this map does not have. */
    read(hash) {
      const asked = new URLSearchParams(hash.slice(1));
      const faults = [];
      const change = { outlines: asked.get('o') === '1', ground: asked.get('g') === '1', embedded: asked.get('e') === '1' };
      change.language = asked.get('l') || 'en';
      change.spelling = SPELLINGS.includes(asked.get('n')) ? asked.get('n') : null;
      change.mode = MODES.includes(asked.get('m')) ? asked.get('m') : MODES[0];
      change.layer = asked.get('r') || null;
      change.series = this.series(asked.get('c'));
      if (asked.has('d')) this.day(asked.get('d'), (day) => (change.day = day), faults);
      change.base = null;
      if (asked.has('b')) this.day(asked.get('b'), (day) => this.knownDay(day, (base) => (change.base = base), faults), faults);
      change.place = null;
      if (asked.has('p')) this.place(asked.get('p'), (place) => (change.place = place), faults);
      const middle = this.middle(asked.get('v'));
      const ground = this.ground(asked.get('f'));
      if (asked.has('v') && !middle) faults.push(['notice.no_such_view', asked.get('v')]);
      if (asked.has('f') && !ground) faults.push(['notice.no_such_view', asked.get('f')]);
      return { change, look: middle || ground ? { middle, ground } : null, faults };
    }

    day(text, take, faults) {
      const day = this.model.dayOf(text);
      if (Number.isNaN(day)) faults.push(['notice.no_such_day', text]);
      else take(day);
    }

    /* A day that was not yet known is none to compare with. */
    knownDay(day, take, faults) {
      if (this.model.isKnown(day)) take(day);
      else faults.push(['date.not_yet', this.model.iso(day)]);
    }

    place(id, take, faults) {
      const place = this.model.places.findIndex((p) => p.id === id);
      if (place < 0) faults.push(['notice.no_such_place', id]);
      else take(place);
    }

    middle(text) {
      const [lat, lng, zoom] = numbers(text, 3);
      return Math.abs(lat) < MOST_LAT && Math.abs(lng) <= 180 ? { lat, lng, zoom } : null;
    }

    ground(text) {
      const ground = numbers(text, 4);
      const [west, south, east, north] = ground;
      return west >= -180 && west < east && east <= 180 && south > -MOST_LAT && south < north && north < MOST_LAT ? ground : null;
    }

    usual({ holder, district }) {
      return holder === this.model.theatre.focus && district === null;
    }

    seriesName({ holder, district }) {
      return district === null ? `${holder}` : `${holder}.${district}`;
    }

    /* Whose area in which district the chart shows; the whole of the side in focus where that is not said or not known. */
    series(text) {
      const [holder, district = null] = (text || '').split('.').map(Number);
      const known = holder in this.model.theatre.holders && (district === null || district in this.model.districtSeries);
      return text && known ? { holder, district } : { holder: this.model.theatre.focus, district: null };
    }
  }

  Salient.Address = Address;
})();
