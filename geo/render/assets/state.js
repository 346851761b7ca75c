/* The address of a view: #d=2025-01-10&v=51.2,35.3,10&b=2024-09-01&m=swipe&p=<place>&l=uk&n=name_ru&o=1&g=1&c=UA.sudzhansky&r=<layer>&e=1. What was known when is in the query (as-of). */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const SPELLINGS = ['name', 'name_uk', 'name_ru'];
  const MODES = ['difference', 'swipe'];

  class Address {
    constructor(model) {
      this.model = model;
    }

    write(state, { lat, lng }, zoom) {
      const { model } = this;
      const parts = { d: model.iso(state.day), v: `${lat.toFixed(4)},${lng.toFixed(4)},${zoom}` };
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

    /* What an address asks for: {change, view, faults}; `faults` are [message key, what was asked] of what this map does not have. */
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
      const view = this.view(asked.get('v'));
      if (asked.has('v') && !view) faults.push(['notice.no_such_view', asked.get('v')]);
      return { change, view, faults };
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

    view(text) {
      const numbers = (text || '').split(',').map((part) => (part.trim() ? Number(part) : NaN));
      const [lat, lng, zoom] = numbers;
      return numbers.length === 3 && numbers.every(Number.isFinite) && Math.abs(lat) < 85 && Math.abs(lng) <= 180 ? { lat, lng, zoom } : null;
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
