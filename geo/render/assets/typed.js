/* A day as people write it: read here and nowhere else on the page, never by the browser, which takes its order from its own language. geo/render/typed.py reads the same. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const MOST_LETTERS = 60; // what is longer is no date
  const FEWEST_LETTERS = 3; // of a month: two would not tell June from July
  const SHOWN_LETTERS = 40; // of what was typed, in a message
  const NUMBERS = /^(\d+)([-/. ])(\d+)\2(\d+)$/;
  const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
  const YEAR = /^[1-9]\d{3}$/;
  const DAY = /^(\d{1,2})(?:st|nd|rd|th)?$/;
  /* What stands beside the numbers and the month: 10th of January; 10-го января 2025 г.; 10 січня 2025 року. */
  const FILLERS = new Set(['of', 'the', 'го', 'ого', 'е', 'г', 'год', 'года', 'р', 'рік', 'року']);

  /* The text without what says nothing: case, spaces around separators, a full stop at the end, the word for year. */
  function plain(text) {
    const spaced = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
    const joined = spaced.replace(/ ?([-/.,]) ?/g, '$1').replace(/[.,]+$/, '');
    return joined.replace(/ (г|год|года|р|рік|року)$/, '');
  }

  /* The date of a year, month and day (texts of digits) as ISO; null where the calendar has none. */
  function isoOf(year, month, day) {
    const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const at = new Date(`${iso}T00:00:00Z`);
    return YEAR.test(year) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
  }

  /* The number of a month, "1" to "12", by its name or the beginning of it in any language of the page; null for other words. */
  function monthOf(word, all) {
    if (word.length < FEWEST_LETTERS) return null;
    for (const { months, months_named: named, months_short: short } of Object.values(all)) {
      for (const names of [months, named, short]) {
        const at = names.findIndex((name) => name.toLowerCase().startsWith(word));
        if (at >= 0) return String(at + 1);
      }
    }
    return null;
  }

  /* What three numbers may mean, the likelier reading first: [iso, ...], or a fault. With a year in front, or with dots, there is one order only. */
  function readNumbers([, a, separator, b, c]) {
    if (YEAR.test(a)) return [isoOf(a, b, c)];
    if (!YEAR.test(c)) return Math.max(a.length, c.length) === 2 ? 'date.year' : 'date.unread';
    return separator === '.' ? [isoOf(c, b, a)] : [isoOf(c, b, a), isoOf(c, a, b)];
  }

  /* Day, month and year in any order, the month as a word: [iso], or a fault. */
  function readWords(text, all) {
    const found = { days: [], months: [], years: [] };
    for (const word of text.split(/[-\s.,/]+/).filter((part) => part && !FILLERS.has(part))) {
      const [day, month] = [DAY.exec(word), monthOf(word, all)];
      if (YEAR.test(word)) found.years.push(word);
      else if (day) found.days.push(day[1]);
      else if (month) found.months.push(month);
      else return 'date.unread';
    }
    const { days, months, years } = found;
    if (months.length === 1 && days.length && !years.length) return 'date.year';
    return [days, months, years].every(({ length }) => length === 1) ? [isoOf(years[0], months[0], days[0])] : 'date.unread';
  }

  function read(text, all) {
    const clean = plain(text);
    if (clean.length > MOST_LETTERS) return 'date.unread';
    const compact = COMPACT.exec(clean);
    if (compact) return [isoOf(...compact.slice(1))];
    const numbers = NUMBERS.exec(clean);
    return numbers ? readNumbers(numbers) : readWords(clean, all);
  }

  /* The day that a text names: {iso}, or {fault, values}, a message and what fills it. `limits` {first, last} (ISO, both included): the days that are possible; null: all days.
     01/03/2025 is refused where both of its readings are possible, and taken where one is. */
  Salient.readDay = function (text, format, limits = null) {
    const found = read(text, format.all);
    const shown = [...text.trim()].slice(0, SHOWN_LETTERS).join('');
    const told = (fault, more = {}) => ({ fault, values: { text: shown, ...more } });
    if (typeof found === 'string') return told(found);
    const days = [...new Set(found)].filter(Boolean);
    if (!days.length) return told('date.unread');
    const possible = days.filter((iso) => !limits || (limits.first <= iso && iso <= limits.last));
    if (possible.length === 1) return { iso: possible[0] };
    if (possible.length) return told('date.ambiguous', { one: format.date(possible[0]), other: format.date(possible[1]) });
    return told('notice.no_such_day', { first: format.date(limits.first), last: format.date(limits.last) });
  };

  /* A text field for a day. It shows the day in words, reads it however it is written, and tells what is wrong with it in `alert`, an element beside it.
     `limits()` are the days that are possible, `refuse(iso)` has words for one that cannot be taken for another reason. `take(iso)` is called when a
     day has been typed: on leaving the field or pressing Enter, and at once where it is whole as 2025-01-10. A field that takes nothing by itself stands
     in a form and waits for `demand`: words that came while the pointer is on its way to the button would move the button away. */
  class DayField {
    constructor(input, alert, format, { limits = () => null, refuse = () => '', take = null } = {}) {
      Object.assign(this, { input, alert, format, limits, refuse, take });
      input.addEventListener('input', () => this.typing());
      input.addEventListener('change', () => this.left());
    }

    typing() {
      this.tell('');
      if (this.take && /^\d{4}-\d{2}-\d{2}$/.test(this.input.value)) this.taken();
    }

    /* The reader is done with the field: its day is taken, and written as every day on the page. */
    left() {
      const iso = this.take ? this.taken() : this.found().iso;
      if (iso) this.show(iso);
    }

    taken() {
      const iso = this.read();
      if (iso) this.take(iso);
      return iso;
    }

    /* What stands in the field: {iso}, or {words} on why it is no day. */
    found() {
      const { iso, fault, values } = Salient.readDay(this.input.value, this.format, this.limits());
      const words = fault ? this.format.t(fault, values) : this.refuse(iso);
      return words ? { words } : { iso };
    }

    /* The day that stands in the field as ISO; null, and told why, where none does. */
    read() {
      const { iso = null, words = '' } = this.found();
      this.tell(words);
      return iso;
    }

    /* Show a day, or nothing for ''. */
    show(iso) {
      this.input.value = iso ? this.format.date(iso) : '';
      if (this.input.getAttribute('aria-invalid') === 'true') this.tell('');
    }

    /* The day is asked for by whoever sends the form it stands in: what is wrong is told and the focus goes there. */
    demand() {
      const iso = this.read();
      if (!iso) this.input.focus();
      return iso;
    }

    tell(words) {
      const { input, alert } = this;
      if (input.getAttribute('aria-invalid') !== String(Boolean(words))) input.setAttribute('aria-invalid', String(Boolean(words)));
      if (alert.textContent !== words) alert.textContent = words;
      alert.hidden = !words;
    }
  }

  /* A new field for a day with its place for words, as {field, nodes}; `id` names it. */
  Salient.dayField = function (id, iso, format, options, attributes = {}) {
    const alert = h('p', { class: 'fault', id: `${id}-fault`, role: 'alert', hidden: true });
    const input = h('input', { type: 'text', id, autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', maxlength: MOST_LETTERS, 'aria-describedby': `${id}-fault`, ...attributes });
    const field = new DayField(input, alert, format, options);
    field.show(iso);
    return { field, nodes: [input, alert] };
  };

  Salient.DayField = DayField;
})();
