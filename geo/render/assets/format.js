/* Numbers, dates and messages as the page shows them, in the language chosen. The messages come with the payload, so a translation changes no code. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const THIN = '\u202f';
  const FALLBACK = 'en';

  class Format {
    /* `all` has the messages of each language; what one lacks is said in English. */
    constructor(all, language = FALLBACK) {
      this.all = all;
      this.use(language);
    }

    use(language) {
      this.language = this.all[language] ? language : FALLBACK;
      this.messages = { ...this.all[FALLBACK], ...this.all[this.language] };
      this.plurals = new Intl.PluralRules(this.language);
    }

    /* The message of a key with its {names} filled in; an unknown key shows itself, so that it is seen. */
    t(key, values) {
      const text = this.messages[key];
      return typeof text === 'string' ? fill(text, values) : key;
    }

    /* The form of a message for a count (one, few, many, other), with {count} filled in. */
    n(key, count, values) {
      const forms = this.messages[key] || {};
      return fill(forms[this.plurals.select(count)] || forms.other || key, { count: this.number(count), ...values });
    }

    /* 2025-01-10 as 10 January 2025. */
    date(iso) {
      const [year, month, day] = iso.split('-').map(Number);
      return `${day} ${this.messages.months[month - 1]} ${year}`;
    }

    month(iso) {
      return this.messages.months_short[Number(iso.slice(5, 7)) - 1];
    }

    number(value) {
      return String(halfEven(value)).replace(/\B(?=(\d{3})+$)/g, THIN);
    }

    /* With the decimal sign of the language. */
    decimal(value) {
      return String(value).replace('.', this.t('decimal'));
    }

    fixed(value, digits) {
      return this.decimal(value.toFixed(digits));
    }

    /* To 10 km2 above 100, else to 1, below half a km2 to 0.1: as the server says it. */
    area(km2) {
      if (km2 > 0 && km2 < 0.5) return this.fixed(km2, 1);
      return this.number(km2 >= 100 ? halfEven(km2 / 10) * 10 : km2);
    }

    /* A number with its unit, a key of `unit.*`. */
    unit(number, name) {
      return `${number}${THIN}${this.messages[`unit.${name}`] || name}`;
    }

    quote(text) {
      return this.t('quote', { text });
    }

    km2(km2) {
      return this.unit(this.area(km2), 'km2');
    }

    /* Below 100 km2 a change of area keeps a decimal, as in the server's sentences. */
    change(km2) {
      return this.unit(km2 < 100 ? this.fixed(km2, 1) : this.number(km2), 'km2');
    }

    range(low, high) {
      return `${this.area(low)}–${this.area(high)}`;
    }

    /* A sentence without a line end between a number and its unit. */
    tied(sentence) {
      return sentence.replace(/ (?=(?:km|км)²)/g, '\u00a0');
    }

    distance(km) {
      return this.unit(km < 10 ? this.decimal(Math.round(km * 10) / 10) : this.number(km), 'km');
    }
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
  }

  /* Rounded to a whole number, of two equally near ones the even, as Python rounds: the page and the server say the same. */
  function halfEven(value) {
    const whole = Math.floor(value);
    if (value - whole !== 0.5) return Math.round(value);
    return whole % 2 ? whole + 1 : whole;
  }

  /* A DOM element with attributes and children. Text always becomes a text node: nothing from a report is ever parsed as HTML. */
  Salient.element = function (tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
    return node;
  };

  /* A link that leaves the page, or plain text where the address is not http or https. */
  Salient.link = function (href, text) {
    if (!/^https?:\/\//i.test(href || '')) return document.createTextNode('');
    return Salient.element('a', { href, rel: 'noopener noreferrer', target: '_blank' }, text);
  };

  /* Write the messages of the language into what is below `root`, and say at `whole` which it is: data-say is an element's text, data-label its name for the mouse and for screen readers. */
  Salient.translate = function (root, format, whole = document.documentElement) {
    whole.lang = format.language;
    for (const node of root.querySelectorAll('[data-say]')) node.textContent = format.t(node.dataset.say);
    for (const node of root.querySelectorAll('[data-label]')) {
      node.setAttribute('aria-label', format.t(node.dataset.label));
      if (node.title) node.title = format.t(node.dataset.label);
    }
  };

  Salient.Format = Format;
})();
