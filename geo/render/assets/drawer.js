/* The drawer: one panel at a time at the right (a sheet from the bottom on a phone). Here: the panel itself, and the evidence. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const SVG = 'http://www.w3.org/2000/svg';
  const NEARBY = 3;
  const EVEN = 0.55;
  const { element: h } = Salient;

  class Drawer {
    /* `opened` and `closed` are called when the drawer as a whole comes and goes, not when a panel takes the place of another. */
    constructor(root, { opened, closed }) {
      this.root = root;
      this.heading = root.querySelector('#drawer-title');
      this.body = root.querySelector('#drawer-body');
      this.opened = opened;
      this.closed = closed;
      this.name = null;
      root.querySelector('#drawer-close').addEventListener('click', () => this.close());
    }

    /* Show a panel; the focus moves into it when a person asked for it, and returns to where it was on closing. */
    open(name, title, nodes, { focus = true } = {}) {
      const coming = !this.name;
      if (coming) this.before = document.activeElement;
      this.name = name;
      this.heading.textContent = title;
      this.body.replaceChildren(...nodes.filter(Boolean));
      this.root.hidden = false;
      document.documentElement.classList.add('drawer-open');
      if (coming) this.opened();
      if (focus) this.root.focus({ preventScroll: true });
    }

    close() {
      if (!this.name) return;
      this.name = null;
      this.root.hidden = true;
      document.documentElement.classList.remove('drawer-open');
      if (this.before && this.before.isConnected) this.before.focus({ preventScroll: true });
      this.closed();
    }
  }

  /* Builds the evidence of one settlement's ground on one day. */
  class Evidence {
    constructor(model, format, { go }) {
      Object.assign(this, { model, format, go });
    }

    holder(index) {
      return this.model.theatre.holders[index];
    }

    title(cell) {
      const place = this.model.places[this.model.cellPlace[cell]];
      return place.name;
    }

    nodes(cell, day) {
      const place = this.model.cellPlace[cell];
      const claims = this.model.claimsAbout(place);
      return [
        this.whereabouts(cell),
        this.status(cell, place, day),
        this.strip(cell, claims, day),
        ...this.grounds(place, day),
        ...this.claimList(place, claims, day),
        this.wouldChange(place),
      ];
    }

    whereabouts(cell) {
      const { format, model } = this;
      const place = model.places[model.cellPlace[cell]];
      const spellings = [place.name_ru, place.name_uk].filter((name) => name && name !== place.name);
      const district = format.t('drawer.district', { name: model.districts[model.cellDistrict[cell]].name });
      return h('p', { class: 'quiet' }, [district, ...new Set(spellings)].join(' · '));
    }

    status(cell, place, day) {
      const { format, model } = this;
      const code = model.codeAt(cell, day);
      const status = model.statusOf(place, day);
      const holder = Salient.classes.holder(code);
      const chance = status ? Math.max(...status.chances) : 1;
      const values = { date: format.date(model.iso(day)), holder: this.holder(holder).name, p: chance > 0.994 ? '> 0.99' : `= ${chance.toFixed(2)}` };
      const even = status && Salient.classes.contested(code) && chance < EVEN;
      const key = even ? 'status.even' : Salient.classes.contested(code) ? 'status.contested' : 'status.held';
      const text = format.t(key, values);
      const words = even ? format.t('status.even_chance', values) : format.t('status.chance', { ...values, words: this.chanceWords(chance) });
      const sure = status ? words : format.t('status.assumed');
      return h('p', { class: 'status' }, Salient.swatch(Salient.styleName(code), holder), h('span', {}, `${text}, `, h('span', { class: 'quiet' }, sure)));
    }

    chanceWords(p) {
      const steps = [[0.95, 'chance.almost'], [0.8, 'chance.likely'], [0, 'chance.rather']];
      return this.format.t(steps.find(([from]) => p >= from)[1]);
    }

    /* The whole history in one line: a bar a state, a mark a claim, a line for the day shown. */
    strip(cell, claims, day) {
      const { model, format } = this;
      const days = Math.max(1, model.days);
      const svg = svgNode('svg', { viewBox: `0 0 ${days} 26`, preserveAspectRatio: 'none', class: 'history', role: 'img' });
      const label = this.historyWords(cell);
      svg.setAttribute('aria-label', label);
      for (const [from, to, code] of this.spans(cell)) svg.append(this.bar(from, to, code));
      for (const claim of claims.filter((c) => c.day >= 0 && c.day < days)) svg.append(svgNode('rect', { x: claim.day, y: 20, width: days / 220, height: 6, class: 'mark' }, this.claimWords(claim)));
      svg.append(svgNode('rect', { x: day, y: 0, width: days / 260, height: 26, class: 'now' }));
      svg.addEventListener('click', (event) => this.go(Math.floor(((event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth) * days)));
      const ends = h('span', { class: 'ends quiet' }, h('span', {}, format.date(model.iso(0))), h('span', {}, format.date(model.iso(days - 1))));
      return h('div', { class: 'strip-of-place' }, svg, ends);
    }

    spans(cell) {
      const steps = this.model.steps[cell];
      const spans = [];
      for (let at = 0; at < steps.length; at += 2) {
        const from = at ? steps[at - 1] : 0;
        const to = at + 1 < steps.length ? steps[at + 1] : this.model.days;
        if (to > from) spans.push([from, to, steps[at]]);
      }
      return spans;
    }

    bar(from, to, code) {
      const holder = Salient.classes.holder(code);
      const style = Salient.classes.contested(code) ? 'contested' : 'held';
      return svgNode('rect', { x: from, y: 0, width: to - from, height: 18, class: `bar ${style} holder-${holder}` }, this.spanWords(from, to, code));
    }

    spanWords(from, to, code) {
      const { format, model } = this;
      const words = Salient.classes.contested(code) ? format.t('history.contested') : format.t('history.held', { holder: this.holder(Salient.classes.holder(code)).name });
      return format.t('history.span', { words, from: format.date(model.iso(from)), to: format.date(model.iso(to - 1)) });
    }

    historyWords(cell) {
      return this.spans(cell).map(([from, to, code]) => this.spanWords(from, to, code)).join('; ');
    }

    claimWords(claim) {
      return `${this.format.date(claim.date)}: ${claim.reading}`;
    }

    /* What stands in for evidence where no report says who holds the settlement: a neighbour, or the opening situation. */
    grounds(place, day) {
      const { format, model } = this;
      const status = model.statusOf(place, day);
      if (status && status.source === null) return [];
      const named = model.claimsAbout(place).length > 0;
      const none = format.t(named ? 'drawer.undecided' : 'drawer.unnamed');
      if (status) return [h('p', {}, none, ' ', ...this.inferred(place, status.source, day))];
      return [h('p', {}, none, ' ', format.t('drawer.opening', { holder: this.holder(model.theatre.opening).name })), this.nearby(place, day)];
    }

    inferred(place, source, day) {
      const { format, model } = this;
      if (!Number.isInteger(source)) return [];
      return [format.t('drawer.inferred'), ' ', this.placeButton(source, day), ` (${format.distance(model.distanceKm(place, source))}).`];
    }

    placeButton(place, day) {
      return h('button', { type: 'button', class: 'textual', on: { click: () => this.go(day, place) } }, this.model.places[place].name);
    }

    nearby(place, day) {
      const { format, model } = this;
      const known = model.places.map((_, i) => i).filter((i) => i !== place && model.isNamed(i, day));
      const nearest = known.sort((a, b) => model.distanceKm(place, a) - model.distanceKm(place, b)).slice(0, NEARBY);
      if (!nearest.length) return null;
      const items = nearest.map((i) => {
        const holder = this.holder(Salient.classes.holder(model.codeAt(model.placeCell.get(i), day)));
        return h('li', {}, this.placeButton(i, day), ` ${format.distance(model.distanceKm(place, i))}, ${holder.name}`);
      });
      return h('div', {}, h('h3', {}, format.t('drawer.nearby')), h('ul', { class: 'plain' }, ...items));
    }

    claimList(place, claims, day) {
      const { format } = this;
      const status = this.model.statusOf(place, day);
      const shares = new Map(status ? status.weights : []);
      const rank = (claim) => [shares.get(claim.index) || 0, claim.day];
      const heaviest = (a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1];
      const past = claims.filter((claim) => claim.day <= day).sort(heaviest);
      const later = claims.filter((claim) => claim.day > day).sort((a, b) => a.day - b.day);
      const nodes = [];
      if (past.length) nodes.push(h('h3', {}, format.t('drawer.claims', { count: past.length })), this.list(past, shares));
      if (later.length) nodes.push(h('details', {}, h('summary', {}, format.t('drawer.later', { count: later.length })), this.list(later, shares)));
      return nodes;
    }

    list(claims, shares) {
      return h('ol', { class: 'claims plain' }, ...claims.map((claim) => this.item(claim, shares.get(claim.index))));
    }

    item(claim, share) {
      const { format } = this;
      const report = this.model.reports[claim.report];
      const who = claim.claimants || report.publisher;
      const notes = [format.t(`basis.${claim.basis}`), claim.certainty === 'stated' ? '' : format.t(`certainty.${claim.certainty}`)];
      if (claim.background) notes.push(format.t('claim.background'));
      if (!claim.says) notes.push(format.t('claim.no_holder'));
      else if (share) notes.push(format.t('claim.weight', { percent: Math.round(share * 100) }));
      if (claim.carried_by.length) notes.push(format.t('claim.carried', { publishers: claim.carried_by.join(', ') }));
      const side = claim.actor === null ? null : Salient.sideMark(claim.actor, this.holder(claim.actor).name);
      return h(
        'li',
        {},
        h('p', { class: 'reading' }, h('time', { datetime: claim.date }, format.date(claim.date)), ' ', side, ' ', h('strong', {}, claim.reading)),
        h('p', { class: 'quiet' }, [who, ...notes.filter(Boolean)].join(' · ')),
        this.words(claim, report),
      );
    }

    /* A digest is ours and is never shown as anybody's words; a report's sentence is, and stands in quotation marks. */
    words(claim, report) {
      const { format } = this;
      const values = { publisher: report.publisher, date: format.date(report.published) };
      const digest = report.kind === 'digest';
      const source = Salient.link(report.url, format.t('claim.source'));
      const by = format.t(digest ? 'claim.digest' : 'claim.report', values);
      const text = h(digest ? 'p' : 'blockquote', { class: digest ? 'digest' : 'quote' }, digest ? claim.text : `“${claim.text}”`);
      return h('div', { class: 'words' }, text, h('p', { class: 'quiet' }, by, report.title && !digest ? `: ${report.title}` : '', ' ', source));
    }

    wouldChange(place) {
      return h('p', { class: 'quiet foot' }, this.format.t('drawer.would_change', { place: this.model.places[place].name }));
    }
  }

  function svgNode(tag, attributes, title) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (title) {
      const words = document.createElementNS(SVG, 'title');
      words.textContent = title;
      node.append(words);
    }
    return node;
  }

  Salient.Drawer = Drawer;
  Salient.Evidence = Evidence;
})();
