/* Words and numbers as the page shows them. The messages come with the payload, so a translation changes no code. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const THIN = '\u202f';

  class Format {
    constructor(messages) {
      this.messages = messages;
    }

    /* The message of a key with its {names} filled in; an unknown key shows itself, so that it is seen. */
    t(key, values) {
      const text = this.messages[key];
      if (typeof text !== 'string') return key;
      return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
    }

    /* 2025-01-10 as 10 January 2025. */
    date(iso) {
      const [year, month, day] = iso.split('-').map(Number);
      return `${day} ${this.messages.months[month - 1]} ${year}`;
    }

    month(iso) {
      return this.messages.months[Number(iso.slice(5, 7)) - 1].slice(0, 3);
    }

    number(value) {
      return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, THIN);
    }

    /* To 10 km2 above 100, else to 1, as in the sentence. */
    area(km2) {
      return this.number(km2 >= 100 ? Math.round(km2 / 10) * 10 : km2);
    }

    km2(km2) {
      return `${this.area(km2)}${THIN}km²`;
    }

    range(low, high) {
      return `${this.area(low)}–${this.area(high)}`;
    }

    /* A sentence of the server without a line end between a number and its unit. */
    tied(sentence) {
      return sentence.replace(/ (?=km²)/g, '\u00a0');
    }

    distance(km) {
      return `${km < 10 ? Math.round(km * 10) / 10 : Math.round(km)}${THIN}km`;
    }

    /* A date typed by hand: 2025-01-10, 10.1.2025 or 10 January 2025. Null when it is none. */
    parseDate(text) {
      const clean = text.trim().toLowerCase();
      const parts = clean.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
      if (parts) return isoOf(parts[1], parts[2], parts[3]);
      const dotted = clean.match(/^(\d{1,2})[./](\d{1,2})[./](\d{4})$/);
      if (dotted) return isoOf(dotted[3], dotted[2], dotted[1]);
      const worded = clean.match(/^(\d{1,2})\s+(\S{3,})\s+(\d{4})$/);
      if (!worded) return null;
      const month = this.messages.months.findIndex((name) => name.toLowerCase().startsWith(worded[2]));
      return month < 0 ? null : isoOf(worded[3], month + 1, worded[1]);
    }
  }

  function isoOf(year, month, day) {
    return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
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

  /* The spelling-folded form of a name, for finding it. */
  Salient.fold = function (text) {
    return text
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '');
  };

  Salient.Format = Format;
})();
