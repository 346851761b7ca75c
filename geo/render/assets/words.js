/* What the page says of its ground, as sentences that may be copied: the same as the server's, in every language that has messages. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const SPELLINGS = { en: 'name', uk: 'name_uk', ru: 'name_ru' };
  const COMPASS = 8;

  class Words {
    constructor(model, format) {
      Object.assign(this, { model, format });
    }

    get names() {
      const { names } = this.model.theatre;
      return names[this.format.language] || names.en;
    }

    holder(index) {
      return this.names.holders[index];
    }

    district(index) {
      return this.names.districts[index];
    }

    /* Which spelling of place names goes with the language of the page. */
    get spelling() {
      return SPELLINGS[this.format.language] || 'name';
    }

    place(index) {
      const place = this.model.places[index];
      return place[this.spelling] || place.name;
    }

    /* Ukraine held about 430 km² of Kursk Oblast (390–520). */
    summary(day) {
      const { format, model } = this;
      const { region } = this.names;
      if (model.beyond) return format.t('said.unknown', { region, date: format.date(model.iso(day)) });
      if (!model.isKnown(day)) return this.notYet(day);
      if (!model.evidence_to) return format.t('said.no_report', { region, opening: this.holder(model.theatre.opening) });
      const [low, best, high] = model.series[model.theatre.focus].map((values) => values[day]);
      const holder = this.holder(model.theatre.focus);
      if (high === 0) return format.t('said.nothing', { holder, region });
      if (best === 0) return format.t('said.perhaps', { holder, region, high: format.area(high) });
      return format.t('said.held', { holder, region, best: format.area(best), range: format.range(low, high) });
    }

    /* The sentence of a day after the one up to which reports were read. */
    notYet(day) {
      const { format, model } = this;
      return format.t('said.not_yet', { region: this.names.region, date: format.date(model.iso(day)), known: this.knownOn });
    }

    /* Why a day (ISO) after that one cannot be taken. */
    refusal(iso) {
      return this.format.t('date.not_yet', { date: this.format.date(iso), known: this.knownOn });
    }

    /* A sentence about a day as the page says it: with the day up to which reports were read, where it tells of ground. */
    asKnown(sentence, day) {
      const { format, model } = this;
      const told = model.as_of && !model.beyond && model.isKnown(day);
      return told ? format.t('said.as_known', { sentence, date: this.knownOn }) : sentence;
    }

    /* The sentence of what is shown, bare: of a day, or of what changed since the day `base`. */
    told({ day, base }) {
      return base === null ? this.summary(day) : this.delta(base, day);
    }

    /* The same as it stands on the page. */
    headline(state) {
      return this.asKnown(this.told(state), state.day);
    }

    /* The sentence of a day with what it rests on. */
    citation(day) {
      const { format, model } = this;
      const sentence = this.summary(day);
      const silent = model.beyond || !model.evidence_to || !model.isKnown(day);
      return this.cited(silent ? sentence : format.t('said.on', { date: format.date(model.iso(day)), sentence }), day);
    }

    /* The day up to which reports were read. */
    get knownOn() {
      return this.format.date(this.model.as_of.slice(0, 10));
    }

    /* Until when reports could be read, one of two messages; and by when the store had recorded them, where that was asked for. */
    known(then, all) {
      const known = this.model.as_of ? this.format.t(then, { date: this.knownOn }) : this.format.t(all);
      return this.model.as_recorded ? `${known}, ${this.format.t('credits.as_recorded', { date: this.instant(this.model.as_recorded) })}` : known;
    }

    /* An instant (ISO 8601, UTC) as its day, with the time where it is not the end of that day. */
    instant(iso) {
      const [day, time] = [this.format.date(iso.slice(0, 10)), iso.slice(11, 19)];
      return time === '23:59:59' ? day : `${day}, ${time} UTC`;
    }

    cited(sentence, day) {
      const { format, model } = this;
      const known = this.known('said.known', 'credits.all_known');
      const bent = model.theatre.bent ? `, ${format.t('credits.bent')}` : '';
      return format.t('said.cited', { sentence, theatre: model.theatre.id, known: `${known}${bent}`, digest: model.digests[day] });
    }

    /* What the side in focus gained and lost between the ends of two days. */
    delta(first, last) {
      const { format, model } = this;
      const later = Math.max(first, last);
      if (!model.isKnown(later)) return this.notYet(later);
      const { gained, lost, settlements } = model.delta(first, last);
      const hands = settlements.length ? format.n('said.hands', settlements.length) : format.t('said.no_hands');
      const values = { from: format.date(model.iso(first)), to: format.date(model.iso(last)), holder: this.holder(model.theatre.focus), region: this.names.region, hands };
      const back = last < first;
      if (!gained && !lost) return format.t(back ? 'said.no_delta_back' : 'said.no_delta', values);
      return format.t(back ? 'said.delta_back' : 'said.delta', { ...values, lost: format.area(lost), gained: format.area(gained) });
    }

    /* What changed hands on a day, in a few words; empty where nothing did. */
    dayChange(day) {
      const { format, model } = this;
      if (!day || !model.isKnown(day)) return '';
      const gains = model.gains(day - 1, day).map((km2, holder) => [holder, km2]).filter(([, km2]) => km2 >= 0.05);
      if (!gains.length) return '';
      return format.t('said.this_day', { gains: gains.map(([holder, km2]) => format.t('said.gain', { holder: this.holder(holder), km2: format.change(km2) })).join(', ') });
    }

    /* The digest of a day. */
    digest(day) {
      return this.format.t('credits.digest', { digest: this.model.digests[day] });
    }

    /* The attribution, licence and clocks that stand on every page. */
    credits() {
      const { format, model } = this;
      const { attribution, licence, bent } = model.theatre;
      const own = [format.t('credits.licence', { licence }), model.evidence_to ? format.t('credits.evidence', { date: format.date(model.evidence_to) }) : format.t('credits.no_evidence'), this.known('credits.as_of', 'credits.all_known')];
      return [...attribution, ...own, ...(bent ? [format.t('credits.bent')] : [])].join(' · ');
    }

    /* What was read, in one line: Russia recaptured Berdin; fighting near Sudzha. */
    reading(claim) {
      const { format } = this;
      const where = claim.spots.map((spot) => this.spot(claim.event, spot)).join(` ${format.t('reading.and')} `);
      const values = { actor: claim.actor === null ? '' : this.holder(claim.actor), event: format.t(`event.${claim.event}`), where };
      const line = format.t(claim.actor === null ? 'reading.nobody' : 'reading.somebody', values);
      return claim.denied ? format.t('reading.denied', { line }) : line;
    }

    spot(event, [known, relation, bearing, distance]) {
      const { format } = this;
      const place = typeof known === 'number' ? this.place(known) : known;
      const kind = { in: format.messages['reading.of_place'].includes(event) ? 'itself' : 'in', part: format.messages['reading.of_place'].includes(event) ? 'part' : 'in_part' }[relation] || relation;
      if (kind !== 'offset') return format.t(`spot.${kind}`, { place });
      const side = bearing === null || bearing === undefined ? '' : format.messages.compass[Math.round(bearing / (360 / COMPASS)) % COMPASS];
      const far = distance === null || distance === undefined ? '' : format.decimal(distance);
      return format.t(`spot.offset${far ? '.far' : ''}${side ? '.side' : ''}`, { place, side, km: far });
    }
  }

  Salient.Words = Words;
})();
