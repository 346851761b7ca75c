/* The drawer: one panel at a time at the right (a sheet from the bottom on a phone). Here: the panel itself, and the evidence. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const SVG = 'http://www.w3.org/2000/svg';
  const NEARBY = 3;
  const EVEN = 0.55;
  const CONTROLS = 'a[href], button, input, select, summary, textarea';
  const STRIP = { bar: 30, height: 38 };
  const { element: h } = Salient;

  class Drawer {
    /* `opened` and `closed` are called when the drawer as a whole comes and goes, not when a panel takes the place of another. */
    constructor(parts, { opened, closed }) {
      this.parts = parts;
      this.root = parts.$('drawer');
      this.heading = parts.$('drawer-title');
      this.body = parts.$('drawer-body');
      this.opened = opened;
      this.closed = closed;
      this.name = null;
      parts.$('drawer-close').addEventListener('click', () => this.close());
    }

    /* Show a panel; the focus moves into it when a person asked for it, and returns to where it was on closing. */
    open(name, title, nodes, { focus = true } = {}) {
      if (this.name === name && !focus) {
        this.renew(title, nodes);
        return;
      }
      const coming = !this.name;
      if (coming) this.before = document.activeElement;
      this.name = name;
      this.heading.textContent = title;
      this.body.replaceChildren(...nodes.filter(Boolean));
      this.root.hidden = false;
      this.root.scrollTop = 0;
      this.parts.mark('drawer-open', true);
      if (coming) this.opened();
      if (focus) this.root.focus({ preventScroll: true });
    }

    /* New content for the panel that is open. A field that is being filled in stays as it is; any other control keeps the focus by its place. */
    renew(title, nodes) {
      const fresh = nodes.filter(Boolean);
      const active = this.body.contains(document.activeElement) ? document.activeElement : null;
      const at = active ? [...this.body.children].findIndex((child) => child.contains(active)) : -1;
      this.heading.textContent = title;
      if (active && active.matches('input:not([type=radio], [type=checkbox])') && fresh[at]) {
        const stays = this.body.children[at];
        [...this.body.children].filter((child) => child !== stays).forEach((child) => child.remove());
        stays.before(...fresh.slice(0, at));
        stays.after(...fresh.slice(at + 1));
        return;
      }
      const order = active ? [...this.body.querySelectorAll(CONTROLS)].indexOf(active) : -1;
      this.body.replaceChildren(...fresh);
      const next = order >= 0 ? this.body.querySelectorAll(CONTROLS)[order] : null;
      if (next) next.focus({ preventScroll: true });
    }

    close() {
      if (!this.name) return;
      this.name = null;
      this.root.hidden = true;
      this.parts.mark('drawer-open', false);
      if (this.before && this.before.isConnected) this.before.focus({ preventScroll: true });
      this.closed();
    }
  }

  /* Builds the evidence of one settlement on one day; `point` [lon, lat] is where the reader asked, null where by name. */
  class Evidence {
    constructor(model, words, { go }) {
      Object.assign(this, { model, words, format: words.format, go });
    }

    title(place) {
      return this.words.place(place);
    }

    nodes(place, day, point) {
      const claims = this.model.claimsAbout(place);
      if (!this.model.isKnown(day)) return [this.whereabouts(place), h('p', { class: 'status' }, this.notYet(day)), this.strip(place, claims, day), ...this.claimList(claims, day)];
      return [
        this.whereabouts(place),
        this.status(place, day),
        this.copy(place, day),
        point ? this.here(place, day, point) : null,
        this.strip(place, claims, day),
        ...this.grounds(place, day),
        ...this.claimList(claims, day),
        this.wouldChange(place),
      ];
    }

    whereabouts(place) {
      const { format, model } = this;
      const { name, name_ru: russian, name_uk: ukrainian, district } = model.places[place];
      const spellings = [name, russian, ukrainian].filter((other) => other && other !== this.words.place(place));
      return h('p', { class: 'quiet' }, [format.t('drawer.district', { name: this.words.district(district) }), ...new Set(spellings)].join(' · '));
    }

    notYet(day) {
      return this.format.t('status.not_yet', { date: this.format.date(this.model.iso(day)) });
    }

    status(place, day) {
      const { model } = this;
      const code = model.codeAt(model.places[place].face, day);
      const style = Salient.styleName(Salient.classes.holder(code), Salient.classes.contested(code), model.isNamed(place, day));
      const [text, sure] = this.standing(place, day);
      return h('p', { class: 'status' }, Salient.swatch(style, Salient.classes.holder(code)), h('span', {}, `${text}, `, h('span', { class: 'quiet' }, sure)));
    }

    /* Who held a settlement on a day, and how sure that is: two pieces of a sentence. */
    standing(place, day) {
      const { format, model } = this;
      const code = model.codeAt(model.places[place].face, day);
      const chances = model.chancesOf(place, day);
      const holder = Salient.classes.holder(code);
      const contested = Salient.classes.contested(code);
      const chance = chances ? chances[holder] : 1;
      const values = { date: format.date(model.iso(day)), holder: this.words.holder(holder), p: chance > 0.994 ? `>\u00a0${format.fixed(0.99, 2)}` : `=\u00a0${format.fixed(chance, 2)}` };
      const even = chances && contested && chance < EVEN;
      const text = format.t(even ? 'status.even' : contested ? 'status.contested' : 'status.held', values);
      if (!chances) return [text, format.t('status.assumed')];
      return [text, even ? format.t('status.even_chance', values) : format.t('status.chance', { ...values, words: this.chanceWords(chance) })];
    }

    /* The same as a sentence to be cited. */
    citation(place, day) {
      const { words, model } = this;
      const [text, sure] = this.standing(place, day);
      return words.cited(`${words.place(place)} (${words.district(model.places[place].district)}), ${text}, ${sure}`, day);
    }

    copy(place, day) {
      const { format } = this;
      return Salient.copyButton(format.t('drawer.copy'), format.t('share.copied'), () => this.citation(place, day));
    }

    /* The ground where the reader asked, if it is not as the settlement is. */
    here(place, day, point) {
      const { format, model } = this;
      const codes = [model.topology.faceAt(...point), model.places[place].face].map((face) => model.codeAt(face, day) >> 1);
      if (codes[0] === codes[1]) return null;
      return h('p', {}, format.t('drawer.here', { distance: format.distance(model.awayKm(place, point)), words: this.kindWords(codes[0]) }));
    }

    /* In words, ground of a holder, contested or not: holder * 2 + contested. */
    kindWords(kind) {
      return kind & 1 ? this.format.t('history.contested') : this.format.t('history.held', { holder: this.words.holder(kind >> 1) });
    }

    chanceWords(p) {
      const steps = [[0.95, 'chance.almost'], [0.8, 'chance.likely'], [0, 'chance.rather']];
      return this.format.t(steps.find(([from]) => p >= from)[1]);
    }

    /* The whole history in one line: a bar a state, over it the probability of the side in focus, a mark a claim, a line for the day shown. */
    strip(place, claims, day) {
      const { model, format } = this;
      const days = Math.max(1, model.days);
      const spans = this.spans(model.steps[model.places[place].face]);
      const unknown = days > model.known ? this.notYet(model.known) : '';
      const label = [...spans.map((span) => this.spanWords(span)), unknown].filter(Boolean).join('; ');
      const svg = svgNode('svg', { viewBox: `0 0 ${days} ${STRIP.height}`, preserveAspectRatio: 'none', class: 'history', role: 'img', 'aria-label': label });
      for (const span of spans) svg.append(this.bar(span));
      if (unknown) svg.append(svgNode('rect', { x: model.known, y: 0, width: days - model.known, height: STRIP.bar, class: 'bar unknown' }, unknown));
      svg.append(svgNode('path', { d: this.chancePath(place), class: `chance holder-${model.theatre.focus}`, 'vector-effect': 'non-scaling-stroke' }));
      for (const claim of claims.filter((c) => c.day >= 0 && c.day < days)) svg.append(svgNode('rect', { x: claim.day, y: STRIP.bar + 2, width: days / 220, height: 6, class: 'mark' }, this.claimWords(claim)));
      svg.append(svgNode('rect', { x: day, y: 0, width: days / 260, height: STRIP.height, class: 'now' }));
      const read = h('p', { class: 'ends quiet', 'aria-hidden': 'true' });
      const dayAt = (event) => Math.max(0, Math.min(days - 1, Math.floor(((event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth) * days)));
      const ends = () => read.replaceChildren(h('span', {}, format.date(model.iso(0))), h('span', {}, format.t('history.focus', { holder: this.words.holder(model.theatre.focus) })), h('span', {}, format.date(model.iso(days - 1))));
      const standing = (on) => (model.isKnown(on) ? this.standing(place, on).join(', ') : this.notYet(on));
      svg.addEventListener('click', (event) => this.go(Math.min(dayAt(event), model.lastKnown)));
      svg.addEventListener('pointermove', (event) => read.replaceChildren(h('span', {}, standing(dayAt(event)))));
      svg.addEventListener('pointerleave', ends);
      ends();
      return h('div', { class: 'strip-of-place' }, svg, read);
    }

    /* The probability of the side in focus over the days, 1 at the top of the bar. */
    chancePath(place) {
      const { focus, opening } = this.model.theatre;
      const y = (p) => (STRIP.bar * (1 - p)).toFixed(1);
      const steps = this.model.places[place].steps;
      const rows = [[0, y(focus === opening ? 1 : 0)], ...steps.map(([on, chances]) => [on, y(chances[focus])])];
      return `M0 ${rows[0][1]}${rows.slice(1).map(([on, at]) => `H${on}V${at}`).join('')}H${this.model.known}`;
    }

    /* How long ground was of one holder, contested or not: {from, to, kind}, `to` not included. */
    spans(steps) {
      const spans = [];
      for (let at = 0; at < steps.length; at += 2) {
        const [from, kind] = [at ? steps[at - 1] : 0, steps[at] >> 1];
        const to = at + 1 < steps.length ? steps[at + 1] : this.model.known;
        const last = spans[spans.length - 1];
        if (last && last.kind === kind) last.to = to;
        else if (to > from) spans.push({ from, to, kind });
      }
      return spans;
    }

    bar({ from, to, kind }) {
      const style = kind & 1 ? 'contested' : 'held';
      return svgNode('rect', { x: from, y: 0, width: to - from, height: STRIP.bar, class: `bar ${style} holder-${kind >> 1}` }, this.spanWords({ from, to, kind }));
    }

    spanWords({ from, to, kind }) {
      const { format, model } = this;
      return format.t('history.span', { words: this.kindWords(kind), from: format.date(model.iso(from)), to: format.date(model.iso(to - 1)) });
    }

    claimWords(claim) {
      return `${this.format.date(claim.date)}: ${this.words.reading(claim)}`;
    }

    /* What stands in for evidence where no report says who holds the settlement: those around it, or the opening situation. */
    grounds(place, day) {
      const { format, model } = this;
      if (model.isNamed(place, day)) return [];
      const none = format.t(model.claimsAbout(place).length ? 'drawer.undecided' : 'drawer.unnamed');
      const sources = model.sourcesOf(place, day);
      if (sources.length) return [h('p', {}, none, ' ', format.t('drawer.inferred'), ' ', ...this.inferred(place, sources, day))];
      return [h('p', {}, none, ' ', format.t('drawer.opening', { holder: this.words.holder(model.theatre.opening) })), this.nearby(place, day)];
    }

    inferred(place, sources, day) {
      const { format, model } = this;
      const named = sources.map(([source, percent]) => {
        const title = format.t('drawer.share', { percent });
        if (source === place) return [h('span', { title }, format.t('drawer.itself'))];
        return [this.placeButton(source, day, title), ` (${format.distance(model.distanceKm(place, source))})`];
      });
      return named.flatMap((nodes, i) => [...nodes, i < named.length - 1 ? ', ' : '.']);
    }

    placeButton(place, day, title) {
      return h('button', { type: 'button', class: 'textual', title, on: { click: () => this.go(day, place) } }, this.words.place(place));
    }

    nearby(place, day) {
      const { format, model } = this;
      const known = model.places.map((_, i) => i).filter((i) => i !== place && model.isNamed(i, day));
      const nearest = known.sort((a, b) => model.distanceKm(place, a) - model.distanceKm(place, b)).slice(0, NEARBY);
      if (!nearest.length) return null;
      const items = nearest.map((i) => {
        const holder = this.words.holder(Salient.classes.holder(model.codeAt(model.places[i].face, day)));
        return h('li', {}, this.placeButton(i, day), ` ${format.distance(model.distanceKm(place, i))}, ${holder}`);
      });
      return h('div', {}, h('h3', {}, format.t('drawer.nearby')), h('ul', { class: 'plain' }, ...items));
    }

    /* What was reported by the day, the newest first and what says who holds the place before the rest; then what was reported later. */
    claimList(claims, day) {
      const { format } = this;
      const past = claims.filter((claim) => claim.day <= day).sort((a, b) => b.says - a.says || b.day - a.day);
      const later = claims.filter((claim) => claim.day > day).sort((a, b) => a.day - b.day);
      const nodes = [];
      if (past.length) nodes.push(h('h3', {}, format.t('drawer.claims', { count: past.length })), this.list(past));
      if (later.length) nodes.push(h('details', {}, h('summary', {}, format.t('drawer.later', { count: later.length })), this.list(later)));
      return nodes;
    }

    list(claims) {
      return h('ol', { class: 'claims plain' }, ...claims.map((claim) => this.item(claim)));
    }

    item(claim) {
      const { format } = this;
      const report = this.model.reports[claim.report];
      const who = claim.claimants || report.publisher;
      const notes = [format.t(`basis.${claim.basis}`), claim.certainty === 'stated' ? '' : format.t(`certainty.${claim.certainty}`)];
      if (claim.background) notes.push(format.t('claim.background'));
      if (!claim.says) notes.push(format.t('claim.no_holder'));
      if (claim.carried_by.length) notes.push(format.t('claim.carried', { publishers: claim.carried_by.join(', ') }));
      const side = claim.actor === null ? null : Salient.sideMark(claim.actor, this.words.holder(claim.actor));
      return h(
        'li',
        {},
        h('p', { class: 'reading' }, h('time', { datetime: claim.date }, format.date(claim.date)), ' ', side, ' ', h('strong', {}, this.words.reading(claim))),
        h('p', { class: 'quiet' }, [who, ...notes.filter(Boolean)].join(' · ')),
        Salient.wording(format, { ...report, text: claim.text }),
      );
    }

    wouldChange(place) {
      return h('p', { class: 'quiet foot' }, this.format.t('drawer.would_change', { place: this.words.place(place) }));
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
