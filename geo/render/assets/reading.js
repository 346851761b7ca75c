/* A new report: taken in, read by the server, shown with what it would change, corrected, stored. Nothing is stored before that is asked for. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const $ = (id) => document.getElementById(id);
  const LIMITED = [413, 429];
  const PAUSE_MS = 350;
  const ISO = /^\d{4}-\d{2}-\d{2}/;
  const FIELDS = ['text', 'date', 'publisher', 'title', 'url', 'language'];

  /* What stays the same of a claim when its report is read again. */
  const gist = ({ text, actor, event, places }) => JSON.stringify([text, actor, event, places.map((place) => place.place_id)]);

  class Reading {
    constructor(desk) {
      Object.assign(this, { desk, format: desk.format, cards: [], kept: new Map(), turn: 0 });
      this.form = $('report-form');
      this.published = new Salient.DayField($('report-date'), $('report-date-fault'), this.format);
      this.form.addEventListener('submit', (event) => this.submit(event));
      $('report-file').addEventListener('change', (event) => this.take(event.target.files[0]));
      $('report-edit').addEventListener('click', () => this.edit());
      $('report-store').addEventListener('click', () => this.store());
      $('report-next').addEventListener('click', () => this.clear());
    }

    /* Its own marks on the map, when the reader comes back to it. */
    enter() {
      if ($('reading').hidden) this.unmark();
      else this.update(this.body);
    }

    unmark() {
      this.desk.overlay.claims([]);
      this.desk.overlay.ground(null);
    }

    /* The form's fields by name. */
    field(name) {
      return $(`report-${name}`);
    }

    told(text, kind) {
      Salient.tell($('report-told'), text, kind);
    }

    async take(file) {
      if (!file) return;
      this.edit();
      try {
        const found = await Salient.readFile(file);
        for (const name of FIELDS) this.fill(name, found[name]);
        this.told(this.format.t('review.file.taken', { name: file.name }));
        (this.field('date').value ? $('report-read') : this.field('date')).focus();
      } catch (fault) {
        this.told(fault instanceof Salient.Unusable ? this.format.t(fault.key, fault.values) : this.format.t('review.file.unread', { name: file.name }), 'fault');
      }
      $('report-file').value = '';
    }

    /* What a file does not say stays as it was typed. Its day stands as the file has it, and is read with the form. */
    fill(name, value) {
      const field = this.field(name);
      const known = name === 'date' && ISO.test(value) ? value.slice(0, 10) : value;
      if (name === 'language' && ![...field.options].some((option) => option.value === known)) return;
      if (known) field.value = known;
    }

    /* The report as the server takes it. */
    asked() {
      const value = (name) => this.field(name).value.trim();
      const optional = Object.fromEntries(['publisher', 'title', 'url', 'language'].map((name) => [name, value(name)]).filter(([, given]) => given));
      return { text: this.field('text').value, published_at: this.published.read(), ...optional };
    }

    async submit(event) {
      event.preventDefault();
      if (!this.published.demand()) return;
      this.report = this.asked();
      this.told(this.format.t('review.reading'));
      const answer = await this.try([]);
      if (!answer) return;
      if (!answer.ok) {
        this.told(answer.words, 'fault');
        if (LIMITED.includes(answer.status) && !this.desk.pass.token) this.offerToken();
        return;
      }
      this.told('');
      this.open(answer.body);
      if (this.rulings().length) await this.rehearse();
      $('reading').focus({ preventScroll: true });
      $('reading').scrollIntoView({ block: 'start' });
    }

    /* Ask what would be; null where something newer was asked meanwhile. */
    async try(rulings) {
      this.turn += 1;
      const { turn } = this;
      $('panel-report').setAttribute('aria-busy', 'true');
      const answer = await this.extract(rulings);
      if (turn !== this.turn) return null;
      $('panel-report').removeAttribute('aria-busy');
      return answer;
    }

    /* Reading needs no token; one that was given is sent, as it opens what strangers may not. */
    async extract(rulings) {
      const { door, pass } = this.desk;
      const ask = ({ token }) => door.extract(this.report, rulings, token);
      return (pass.token && (await pass.with(ask))) || ask({ token: '' });
    }

    /* The way on for one whom a limit of strangers stopped. */
    offerToken() {
      const again = async () => {
        if (await this.desk.pass.asked('', false)) this.form.requestSubmit();
      };
      $('report-told').append(h('button', { type: 'button', class: 'plain-button', on: { click: again } }, this.format.t('review.with_token')));
    }

    /* Show a reading in place of the form. */
    open(body) {
      const { desk, report, format } = this;
      Object.assign(this, { body, finished: false });
      desk.gazette.add(body.mentions);
      this.form.hidden = true;
      $('reading').hidden = false;
      $('report-store').hidden = body.change === null;
      $('report-next').hidden = true;
      $('report-edit').hidden = false;
      const facts = [format.date(report.published_at), report.publisher, report.title].filter(Boolean);
      $('report-facts').replaceChildren(facts.join(' · '), ' ', Salient.link(report.url, format.t('review.link')));
      this.cards = body.claims.map((claim, n) => this.card(claim, n));
      $('report-claims').replaceChildren(...this.cards.map((card) => card.node));
      $('claims-title').textContent = format.t('review.claims', { count: body.claims.length });
      $('claims-none').hidden = body.claims.length > 0;
      this.listFigures(body.figures);
      this.listNames(body.mentions);
      this.result('');
      this.update(body);
      desk.overlay.reveal();
    }

    card(claim, n) {
      const { desk, format } = this;
      const card = new Salient.Card(claim, {
        words: desk.words,
        gazette: desk.gazette,
        verdicts: ['keep', 'reject', 'amend'],
        reasoned: ['reject', 'amend'],
        changed: () => this.changed(),
        shown: (shown) => this.show(shown),
      });
      Object.assign(card, { key: gist(claim), n });
      card.head.append(Salient.readingLine(desk.words, desk.gazette, claim), h('p', { class: 'quiet' }, Salient.basisWords(format, claim)));
      card.counts = h('p', { class: 'counts' });
      card.head.append(card.counts);
      if (this.kept.has(card.key)) card.restore(this.kept.get(card.key));
      else card.set('keep');
      return card;
    }

    /* Keep what was decided, and ask anew what would be when the typing stops. */
    changed() {
      for (const card of this.cards) {
        card.keep();
        this.kept.set(card.key, { verdict: card.verdict, filled: card.filled, why: card.filled.why });
      }
      const asked = JSON.stringify(this.rulings());
      if (asked === this.asking) return;
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => this.rehearse(), PAUSE_MS);
    }

    rulings() {
      return this.cards.map((card) => [card, card.ruling()]).filter(([, ruling]) => ruling).map(([card, ruling]) => ({ claim: card.claim.id, ...ruling }));
    }

    async rehearse() {
      const rulings = this.rulings();
      this.asking = JSON.stringify(rulings);
      const answer = await this.try(rulings);
      if (!answer) return;
      if (answer.ok) this.update(answer.body);
      else this.refused(answer.words);
    }

    /* A fault of one claim's verdict is told at that claim. */
    refused(words) {
      this.asking = null;
      const card = this.cards.find(({ claim }) => words.startsWith(`Claim ${claim.id}: `));
      if (card) card.fault(words.slice(`Claim ${card.claim.id}: `.length));
      else this.result(words, 'fault');
    }

    /* What would be, with the verdicts as they stand: in words, in the text, at the claims, on the map. */
    update(body) {
      this.body = body;
      const { change, ground, note } = body;
      for (const card of this.cards) card.fault('');
      $('would').textContent = change ? this.format.tied(change.sentence) : this.format.t('review.cannot');
      Salient.tell($('would-note'), note || '');
      this.desk.gains($('would-gain'), ground);
      this.cards.forEach((card, n) => this.counts(card, body.readings[n]));
      this.mark();
      this.desk.overlay.claims(this.cards.flatMap((card, n) => this.rings(card, body.readings[n].effective)));
      this.desk.overlay.ground(ground, this.finished);
      this.desk.show(change ? change.on : this.report.published_at);
    }

    /* How a claim counts where that is not as it was read. */
    counts(card, { effective }) {
      const [read, now] = [card.claim, effective].map((claim) => claim && gist({ ...claim, text: JSON.stringify(claim.valid) }));
      card.node.classList.toggle('out', effective === null);
      card.counts.textContent = effective && now !== read ? this.format.t('review.counts', { reading: this.reading(effective), date: this.format.date(effective.valid.end) }) : '';
    }

    reading(claim) {
      return Salient.readingOf(this.desk.words, this.desk.gazette, claim);
    }

    mark() {
      const { desk, body } = this;
      const claims = body.claims.map((claim, n) => {
        const { effective } = body.readings[n];
        const holder = effective ? desk.model.holderOf(effective.actor) : 'rejected';
        return { start: claim.sentence[0], end: claim.sentence[1], holder, words: this.reading(effective || claim), n };
      });
      const tools = { describe: (mention) => this.describe(mention), onMention: (mention) => this.pick(mention), onClaim: ({ n }) => this.turnTo(this.cards[n]) };
      $('report-marked').replaceChildren(...Salient.marks(this.report.text, body.mentions, claims, tools));
    }

    describe(mention) {
      const { desk, format } = this;
      const place = mention.place_id && desk.gazette.get(mention.place_id);
      if (!place) return format.t('review.unplaced', { reason: mention.reason });
      const district = place.index >= 0 ? desk.words.district(place.district) : '';
      return format.t(district ? 'review.placed_in' : 'review.placed', { name: mention.name, district });
    }

    pick(mention) {
      if (mention.place_id) this.desk.go(mention.place_id);
    }

    rings(card, effective) {
      if (!effective) return [];
      const { desk } = this;
      const holder = desk.model.holderOf(effective.actor);
      const known = effective.places.map(({ place_id: id }) => desk.gazette.get(id)).filter(Boolean);
      return known.map(({ lon, lat }) => ({ key: card.n, lon, lat, holder, words: this.reading(effective), pick: () => this.turnTo(card) }));
    }

    show(card) {
      this.desk.overlay.focus(card.n);
    }

    turnTo(card) {
      card.node.scrollIntoView({ block: 'nearest' });
      card.choices.querySelector('input:checked').focus({ preventScroll: true });
    }

    listFigures(figures) {
      const { format } = this;
      const items = figures.map((figure) => {
        const amount = figure.low === figure.high ? format.decimal(figure.value) : `${format.decimal(figure.low)}–${format.decimal(figure.high)}`;
        const rest = [figure.region, format.date(figure.valid.end), figure.claimants.join(', ')].filter(Boolean).join(' · ');
        return h('li', {}, h('strong', {}, `${figure.approx ? '≈\u00a0' : ''}${format.unit(amount, figure.unit)}`), ` ${format.t(`review.measure.${figure.measure}`)} `, h('span', { class: 'quiet' }, rest));
      });
      $('report-figures').replaceChildren(...items);
      $('figures').hidden = !figures.length;
      $('figures-title').textContent = format.t('review.figures', { count: figures.length });
    }

    /* The names in the text, each once, those that could not be placed first. */
    listNames(mentions) {
      const { format } = this;
      const once = [...new Map(mentions.map((mention) => [`${mention.surface} ${mention.place_id}`, mention])).values()].filter((mention) => Salient.placing(mention) !== 'other');
      const order = once.sort((a, b) => Number(Boolean(a.place_id)) - Number(Boolean(b.place_id)));
      $('report-names').replaceChildren(...order.map((mention) => h('li', {}, this.nameNode(mention), h('span', { class: 'quiet' }, ` ${this.describe(mention)}`))));
      const open = order.filter(({ place_id: id }) => !id).length;
      $('names').hidden = !order.length;
      $('names-title').textContent = format.t(open ? 'review.names_open' : 'review.names', { count: order.length, open });
    }

    nameNode(mention) {
      if (!mention.place_id) return h('strong', {}, mention.surface);
      return h('button', { type: 'button', class: 'textual', on: { click: () => this.pick(mention) } }, mention.surface);
    }

    /* Back to the form; what was decided on claims is kept for the same claims. */
    edit() {
      this.turn += 1;
      window.clearTimeout(this.waiting);
      this.asking = null;
      $('panel-report').removeAttribute('aria-busy');
      $('reading').hidden = true;
      this.form.hidden = false;
      this.unmark();
      this.field('text').focus();
    }

    clear() {
      this.kept.clear();
      this.form.reset();
      this.published.tell('');
      this.told('');
      this.edit();
    }

    result(text, kind) {
      Salient.tell($('report-result'), text, kind);
    }

    async store() {
      if (!this.cards.map((card) => card.complete()).every(Boolean)) {
        this.result(this.format.t('review.incomplete'), 'fault');
        return;
      }
      $('report-store').disabled = true;
      this.result(this.format.t('review.storing'));
      await this.storeAll(this.cards.filter((card) => card.ruling()));
      $('report-store').disabled = false;
    }

    /* The report first, then each verdict; asked again, what is stored stays and the rest is tried anew. */
    async storeAll(corrected) {
      const { desk, report, format } = this;
      const named = { named: corrected.length > 0 };
      const stored = await desk.pass.with(({ token }) => desk.door.store(report, token), named);
      if (!stored || !stored.ok) {
        this.result(stored ? stored.words : format.t('review.given_up'), 'fault');
        return;
      }
      const { added, change, note } = stored.body;
      const lines = [format.t(added ? 'review.stored' : 'review.stored_before'), format.tied(change.sentence), note || ''];
      const faults = [];
      for (const card of corrected) {
        const answer = await desk.pass.with(({ token, who }) => desk.door.review(card.claim.id, { ...card.ruling(), who, why: card.given }, token), { named: true });
        if (answer && answer.ok) lines.push(format.t('review.corrected', { reading: this.reading(card.claim), sentence: format.tied(answer.body.change.sentence) }));
        else faults.push(answer ? answer.words : format.t('review.given_up'));
      }
      await this.finish(lines.filter(Boolean), faults);
    }

    async finish(lines, faults) {
      const { desk } = this;
      this.result([...lines, ...faults], faults.length ? 'fault' : 'done');
      $('report-store').hidden = !faults.length;
      $('report-edit').hidden = !faults.length;
      $('report-next').hidden = faults.length > 0;
      if (!faults.length) {
        this.kept.clear();
        $('report-next').focus({ preventScroll: true });
      }
      this.finished = true;
      await desk.takeUp();
      desk.overlay.ground(this.body.ground, true);
    }
  }

  Salient.Reading = Reading;
})();
