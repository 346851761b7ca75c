/* The queue: claims on which no verdict was given, those first without which most ground would have another holder. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const $ = (id) => document.getElementById(id);
  const PART = 20;

  /* Rows of one claim, one a place, as one claim. */
  function gathered(rows) {
    const claims = new Map();
    for (const row of rows) {
      const claim = claims.get(row.claim_id) || { ...row, id: row.claim_id, places: [], valid: { start: row.valid_from, end: row.valid_to } };
      claim.places.push({ place_id: row.place_id, name: row.place, relation: row.relation, bearing_deg: row.bearing_deg, distance_km: row.distance_km });
      claims.set(row.claim_id, claim);
    }
    return [...claims.values()];
  }

  class Queue {
    constructor(desk) {
      Object.assign(this, { desk, format: desk.format, cards: new Map(), rows: 0, total: 0, stale: true });
      $('queue-more').addEventListener('click', () => this.load());
    }

    told(text, kind) {
      Salient.tell($('queue-told'), text, kind);
    }

    /* Show the queue; it is asked for when it is first opened, and anew when the evidence is another. */
    async enter() {
      if (!this.stale) {
        this.ring();
        return;
      }
      Object.assign(this, { stale: false, rows: 0 });
      this.cards.clear();
      $('queue-claims').replaceChildren();
      await this.load();
    }

    async load() {
      $('queue-more').hidden = true;
      this.told(this.format.t('review.queueing'));
      const answer = await this.desk.door.queue(this.rows, PART);
      if (!answer.ok) {
        this.stale = this.rows === 0;
        $('queue-more').hidden = false;
        this.told(answer.words, 'fault');
        return;
      }
      const { claims, numberMatched: total } = answer.body;
      this.rows += claims.length;
      this.total = total;
      const fresh = gathered(claims).filter(({ id }) => !this.cards.has(id)).map((claim) => this.card(claim));
      $('queue-claims').append(...fresh.map((card) => card.node));
      this.told('');
      this.count();
      this.ring();
    }

    count() {
      const { format, total } = this;
      $('queue-count').textContent = total ? format.n('review.waiting', total) : format.t('review.empty');
      $('queue-more').hidden = this.rows >= total;
    }

    ring() {
      const { desk } = this;
      const rings = [...this.cards.values()].flatMap((card) => {
        const holder = desk.model.holderOf(card.claim.actor);
        const known = card.claim.places.map(({ place_id: id }) => desk.gazette.get(id)).filter(Boolean);
        return known.map(({ lon, lat }) => ({ key: card.claim.id, lon, lat, holder, words: this.reading(card.claim), pick: () => this.turnTo(card) }));
      });
      desk.overlay.claims(rings);
      desk.overlay.ground(null);
    }

    reading(claim) {
      return Salient.readingOf(this.desk.words, this.desk.gazette, claim);
    }

    card(claim) {
      const { desk, format } = this;
      const card = new Salient.Card(claim, {
        words: desk.words,
        gazette: desk.gazette,
        verdicts: ['accept', 'reject', 'amend'],
        reasoned: ['accept', 'reject', 'amend'],
        changed: () => this.offer(card),
        shown: () => this.show(card),
      });
      card.head.append(this.stake(claim), Salient.readingLine(desk.words, desk.gazette, claim), h('p', { class: 'quiet' }, this.source(claim)), Salient.wording(format, { ...claim, published: claim.published_at }));
      card.give = h('button', { type: 'button', class: 'plain-button', hidden: true, on: { click: () => this.give(card) } }, format.t('review.give'));
      card.told.before(card.give);
      this.cards.set(claim.id, card);
      return card;
    }

    offer(card) {
      card.give.hidden = !card.verdict;
    }

    /* Area by days is what the queue is ordered by; the mean over those days says it in km2. */
    stake(claim) {
      const { format } = this;
      if (!claim.impact_days) return h('p', { class: 'stake quiet' }, format.t(claim.impact_contested_km2_days ? 'review.stake_doubt' : 'review.stake_none'));
      const most = format.t('review.stake_most', { km2: format.change(claim.impact_km2), date: format.date(claim.impact_on) });
      return h('p', { class: 'stake', title: most }, h('strong', {}, format.change(claim.impact_km2_days / claim.impact_days)), ` ${format.n('review.stake', claim.impact_days)}`);
    }

    source(claim) {
      return [claim.publisher, Salient.basisWords(this.format, claim)].filter(Boolean).join(' · ');
    }

    /* The claim's place on its day. */
    show(card) {
      const { desk } = this;
      if (this.shown === card) return;
      this.shown = card;
      desk.show(card.claim.valid.end);
      desk.overlay.focus(card.claim.id);
      desk.go(card.claim.places[0].place_id);
    }

    turnTo(card) {
      card.node.scrollIntoView({ block: 'nearest' });
      card.choices.querySelector('input').focus({ preventScroll: true });
    }

    async give(card) {
      if (!card.complete()) return;
      const { desk, format } = this;
      card.give.disabled = true;
      const answer = await desk.pass.with(({ token, who }) => desk.door.review(card.claim.id, { ...card.ruling(), who, why: card.given }, token), { named: true });
      card.give.disabled = false;
      if (!answer || !answer.ok) {
        card.fault(answer ? answer.words : format.t('review.given_up'));
        return;
      }
      this.leave(card);
      this.told([format.t(`review.done.${answer.body.review.verdict}`, { reading: this.reading(card.claim) }), format.tied(answer.body.change.sentence)], 'done');
      await desk.takeUp();
      desk.show(answer.body.change.on);
    }

    /* A claim with a verdict leaves the queue; the focus goes on to the next. */
    leave(card) {
      const next = card.node.nextElementSibling || card.node.previousElementSibling;
      card.node.remove();
      this.cards.delete(card.claim.id);
      this.rows -= card.claim.places.length;
      this.total -= card.claim.places.length;
      this.shown = null;
      this.count();
      this.ring();
      if (next) next.querySelector('input').focus({ preventScroll: true });
      else $('tab-queue').focus();
    }
  }

  Salient.Queue = Queue;
})();
