/* What stands in words on the map and on the chart: date, sentence, what changed, what is known, the key, the credits. And the keys that move time. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const SPEEDS = [2, 5, 10, 20]; // days a second
  const USUAL = 2;

  class Headline {
    /* `typed` is the field in which a day can be typed. */
    constructor(model, words, parts, typed) {
      Object.assign(this, { model, words, parts, $: parts.$, typed, format: words.format });
    }

    show(state) {
      const { model, format, words, $ } = this;
      this.state = state;
      const iso = model.iso(state.day);
      const date = format.date(iso);
      const comparing = state.base !== null;
      const sentence = format.tied(words.headline(state));
      $('day').textContent = date;
      $('day').setAttribute('datetime', iso);
      if ($('sentence').textContent !== sentence) $('sentence').textContent = sentence;
      $('today').textContent = comparing ? '' : format.tied(words.dayChange(state.day));
      $('compared').hidden = !comparing;
      $('compared-with').textContent = comparing ? format.t('compare.with', { date: format.date(model.iso(state.base)) }) : '';
      $('clock').textContent = words.known('clock.short', 'clock.short_all');
      $('last-known').hidden = model.isKnown(state.day) || !model.known;
      $('last-known').textContent = format.t('clock.last', { date: format.date(model.iso(model.lastKnown)) });
      $('slider').value = Math.min(state.day, model.lastKnown);
      $('slider').setAttribute('aria-valuetext', `${date}. ${sentence}`);
      if (document.activeElement !== this.typed.input) this.typed.show(iso);
      $('digest').textContent = words.digest(state.day);
      this.key();
      if (!this.noted) this.note('');
    }

    /* The key below the sentence and the credits, written anew when they say something else. */
    key() {
      const { model, words, state } = this;
      const entries = Salient.styles(model, state).map((entry) => ({ ...entry, text: Salient.styleWords(words, entry, state) }));
      const shown = [words.format.language, ...entries.map(({ style, text }) => `${style} ${text}`)].join('\n');
      if (shown === this.shownKey) return;
      this.shownKey = shown;
      this.$('credit-lines').textContent = words.credits();
      const swatch = ({ style, holder }) => Salient.swatch(style, holder === null ? model.theatre.focus : holder);
      const items = entries.map((entry) => Salient.element('li', {}, swatch(entry), entry.text));
      this.$('key').replaceChildren(...items);
    }

    /* What lies under the pointer on the chart; whose area the chart shows where nothing does. */
    note(text) {
      const { words } = this;
      const { holder, district } = this.state.series;
      const area = district === null ? words.names.region : words.district(district);
      this.noted = Boolean(text);
      this.$('note').textContent = text || this.format.t('chart.series', { holder: words.holder(holder), area });
    }

    notice(text) {
      this.$('notice').textContent = text;
      this.$('notice').hidden = !text;
    }
  }

  /* Play, pause, step and speed. `day()` is the day shown, `last` the last one, `go(day)` shows another. */
  class Player {
    constructor(format, { $ }, { day, last, go }) {
      Object.assign(this, { format, $, day, last, go, on: null, speed: SPEEDS[USUAL] });
      $('play').addEventListener('click', () => (this.on ? this.pause() : this.play()));
      $('back').addEventListener('click', () => this.step(-1));
      $('forward').addEventListener('click', () => this.step(1));
      $('speed').addEventListener('click', () => this.faster());
    }

    step(by) {
      this.pause();
      this.go(Math.max(0, Math.min(this.last, this.day() + by)));
    }

    play() {
      if (this.day() >= this.last) this.go(0);
      this.on = window.setInterval(() => {
        if (this.day() >= this.last) this.pause();
        else this.go(this.day() + 1);
      }, 1000 / this.speed);
      this.say();
    }

    pause() {
      window.clearInterval(this.on);
      this.on = null;
      this.say();
    }

    faster() {
      this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
      if (!this.on) {
        this.say();
        return;
      }
      window.clearInterval(this.on);
      this.play();
    }

    /* While it plays nothing is read out: a sentence ten times a second would be none. */
    say() {
      const { $ } = this;
      this.name($('play'), this.format.t(this.on ? 'control.pause' : 'control.play'));
      $('play').classList.toggle('playing', Boolean(this.on));
      $('sentence').setAttribute('aria-live', this.on ? 'off' : 'polite');
      this.name($('speed'), this.format.t('control.speed', { days: this.speed }));
      $('speed').textContent = `${this.speed}×`;
    }

    name(button, label) {
      button.setAttribute('aria-label', label);
      button.title = label;
    }
  }

  Object.assign(Salient, { Headline, Player });
})();
