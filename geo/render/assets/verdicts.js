/* A claim as a card: its reading, and the controls with which a reviewer lets it stand, rejects it, or says what is right. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const EVENTS = ['captured', 'recaptured', 'entered', 'advanced', 'holds', 'contested', 'attacked', 'repelled', 'withdrew', 'pushed_out'];
  const ENDS = ' | ';
  let cards = 0;

  /* Names of places to ids and back. `known` are further places, such as those of a reading beyond the theatre's ground. */
  class Gazette {
    constructor(model, words) {
      this.places = model.places;
      this.known = new Map(model.places.map((place, index) => [place.id, { ...place, index }]));
      const times = new Map();
      for (const { name } of model.places) times.set(name, (times.get(name) || 0) + 1);
      this.label = (place) => (times.get(place.name) > 1 ? `${place.name} (${words.district(place.district)})` : place.name);
      this.ids = new Map(model.places.map((place) => [Salient.fold(this.label(place)), place.id]));
    }

    add(mentions) {
      for (const { place_id: id, name, lon, lat } of mentions) if (id && !this.known.has(id)) this.known.set(id, { id, name, lon, lat, index: -1 });
    }

    get(id) {
      return this.known.get(id) || null;
    }

    /* The id of a place as the list has it; what is not in the list is left to the server. */
    idOf(text) {
      return this.ids.get(Salient.fold(text)) || text.trim();
    }

    nameOf(id, name) {
      const place = this.known.get(id);
      return place && place.index >= 0 ? this.label(place) : name;
    }

    list() {
      const options = this.places.map((place) => h('option', { value: this.label(place) }, place.name_ru || ''));
      return h('datalist', { id: 'place-names' }, ...options);
    }
  }

  /* `claim` {actor, event, places, valid} as it was read; `verdicts` are those offered, by message key. `changed(card)` is called when another verdict is
     chosen or filled in, `shown(card)` when the reader turns to the claim. `reasoned` are the verdicts that need a reason. */
  class Card {
    constructor(claim, { words, gazette, verdicts, reasoned, changed, shown }) {
      const { format } = words;
      Object.assign(this, { claim, words, format, gazette, reasoned, changed, number: (cards += 1), verdict: '', days: new Map() });
      this.filled = this.asRead();
      this.form = h('div', { class: 'correction' });
      this.told = h('div', { class: 'told', role: 'alert' });
      this.choices = h('fieldset', { class: 'choices' }, h('legend', { class: 'unseen' }, format.t('review.verdicts')), ...verdicts.map((key) => this.choice(key)));
      this.head = h('div', { class: 'card-head' });
      this.node = h('li', { class: 'card', on: { mouseenter: () => shown(this), focusin: () => shown(this), click: () => shown(this) } }, this.head, this.choices, this.form, this.told);
    }

    choice(verdict) {
      const input = h('input', { type: 'radio', name: `verdict-${this.number}`, value: verdict, on: { change: () => this.choose(verdict) } });
      return h('label', {}, input, h('span', {}, this.format.t(`review.verdict.${verdict}`)));
    }

    /* Take a verdict without telling anybody, as when a claim is read again. */
    restore({ verdict, filled, why }) {
      this.filled = { ...this.filled, ...filled };
      this.set(verdict);
      if (this.why) this.why.value = why || '';
    }

    set(verdict) {
      this.verdict = verdict;
      const input = this.choices.querySelector(`input[value="${verdict}"]`);
      if (input) input.checked = true;
      this.open();
    }

    choose(verdict) {
      this.keep();
      this.verdict = verdict;
      this.open();
      this.fault('');
      const first = this.form.querySelector('input, select');
      if (first) first.focus();
      this.changed(this);
    }

    fault(text) {
      Salient.tell(this.told, text, 'fault');
    }

    /* The fields as the claim was read. */
    asRead() {
      const { actor, event, places, valid } = this.claim;
      const place = places.map(({ place_id: id, name }) => this.gazette.nameOf(id, name)).join(ENDS);
      return { place, actor: actor || '', event, first: valid.start, last: valid.end, why: '' };
    }

    /* A day that cannot be read stays as it was; that is told beside it. */
    keep() {
      for (const { value, dataset } of this.form.querySelectorAll('[data-field]')) {
        const day = this.days.get(dataset.field);
        this.filled[dataset.field] = day ? day.read() || this.filled[dataset.field] : value;
      }
    }

    /* The fields that the verdict in hand needs. */
    open() {
      this.days.clear();
      const rows = this.verdict === 'amend' ? this.amendments() : [];
      if (this.reasoned.includes(this.verdict)) rows.push(this.reason());
      this.form.replaceChildren(...rows);
    }

    field(name, control) {
      const id = `card-${this.number}-${name}`;
      control.id = id;
      control.dataset.field = name;
      control.addEventListener('change', () => this.typed());
      return h('label', { for: id, class: `field ${name}` }, h('span', {}, this.format.t(`review.field.${name}`)), control);
    }

    typed() {
      this.keep();
      this.changed(this);
    }

    amendments() {
      const { filled, format, words } = this;
      const { theatre } = words.model;
      const option = (value, text, chosen) => h('option', { value, selected: value === chosen }, text);
      const sides = theatre.holders.map(({ id }, n) => option(id, words.holder(n), filled.actor));
      const events = EVENTS.map((event) => option(event, format.t(`event.${event}`), filled.event));
      const limits = this.limits(theatre);
      const day = (name) => {
        const made = Salient.dayField(`card-${this.number}-${name}`, filled[name], format, { limits: () => limits }, { required: true });
        made.field.alert.setAttribute('role', 'status'); // the card's alert is about its verdict as a whole
        this.days.set(name, made.field);
        return this.field(name, made.field.input);
      };
      return [
        this.field('place', h('input', { type: 'text', list: 'place-names', autocomplete: 'off', spellcheck: 'false', value: filled.place })),
        h('div', { class: 'pair' }, this.field('actor', h('select', {}, option('', format.t('review.nobody'), filled.actor), ...sides)), this.field('event', h('select', {}, ...events))),
        h('div', { class: 'pair' }, day('first'), day('last')),
        ...[...this.days.values()].map(({ alert }) => alert),
      ];
    }

    /* The days that a claim may be about: those of the theatre, and those that it was read to be about. */
    limits(theatre) {
      const days = [theatre.first, theatre.last, this.claim.valid.start, this.claim.valid.end].sort();
      return { first: days[0], last: days[days.length - 1] };
    }

    reason() {
      this.why = h('input', { type: 'text', maxlength: 2000, autocomplete: 'off', value: this.filled.why });
      return this.field('why', this.why);
    }

    /* What the reviewer wrote as the reason, in one line. */
    get given() {
      this.keep();
      return this.filled.why.trim();
    }

    /* What an amendment changes; what stands as it was read is left out. */
    changes() {
      this.keep();
      const [read, now] = [this.asRead(), this.filled];
      const found = {};
      if (now.place.trim() !== read.place) found.place = now.place.split('|').map((name) => this.gazette.idOf(name)).join('|');
      if (now.actor !== read.actor) found.actor = now.actor || null;
      if (now.event !== read.event) found.event = now.event;
      if (now.first !== read.first || now.last !== read.last) found.date = now.last && now.last !== now.first ? `${now.first}/${now.last}` : now.first;
      return found;
    }

    /* The verdict as the server takes it, or null where the claim stands as it was read. */
    ruling() {
      if (this.verdict === 'reject') return { verdict: 'reject' };
      if (this.verdict === 'accept') return { verdict: 'accept' };
      const changes = this.verdict === 'amend' ? this.changes() : {};
      return Object.keys(changes).length ? { verdict: 'amend', ...changes } : null;
    }

    /* Whether the verdict can be given; what is missing is told, and the focus goes there. */
    complete() {
      const odd = [...this.days.values()].find((day) => !day.read());
      if (odd) return Boolean(odd.demand());
      const [key, name] = this.missing();
      this.fault(key ? this.format.t(key) : '');
      if (key) this.form.querySelector(`[data-field="${name}"]`).focus();
      return !key;
    }

    /* The message on what the verdict lacks, and the field that wants it; nothing where it lacks nothing. */
    missing() {
      if (this.verdict === 'amend' && !this.ruling()) return ['review.no_change', 'place'];
      if (this.reasoned.includes(this.verdict) && !this.given) return ['review.no_reason', 'why'];
      return [];
    }
  }

  /* How a claim is known, in a line: on whose word, how firmly, and what else to know. */
  Salient.basisWords = function (format, { basis, certainty, claimants, background }) {
    const who = [claimants].flat().filter(Boolean).join(', ');
    const notes = [who, format.t(`basis.${basis}`), certainty === 'stated' ? format.t('review.stated') : format.t(`certainty.${certainty}`), background ? format.t('claim.background') : ''];
    return notes.filter(Boolean).join(' · ');
  };

  const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

  /* A claim of the server's in one line, in the language of the page. */
  Salient.readingOf = function (words, gazette, { actor, event, polarity, places }) {
    const spots = places.map(({ place_id: id, name, relation, bearing_deg: bearing, distance_km: distance }) => {
      const known = gazette.get(id);
      return [known && known.index >= 0 ? known.index : name, relation, bearing, distance];
    });
    const holder = words.model.holderOf(actor);
    return words.reading({ actor: holder < 0 ? null : holder, event, denied: polarity === 'neg', spots });
  };

  /* The head of a card: side, reading, days. */
  Salient.readingLine = function (words, gazette, claim) {
    const { format, model } = words;
    const { actor, valid } = claim;
    const holder = model.holderOf(actor);
    const side = holder < 0 ? null : Salient.sideMark(holder, words.holder(holder));
    const days = valid.start === valid.end ? format.date(valid.end) : `${format.date(valid.start)} – ${format.date(valid.end)}`;
    return h('p', { class: 'reading' }, side, ' ', h('strong', {}, capital(Salient.readingOf(words, gazette, claim))), ' ', h('time', { datetime: valid.end, class: 'quiet' }, days));
  };

  Salient.Gazette = Gazette;
  Salient.Card = Card;
})();
