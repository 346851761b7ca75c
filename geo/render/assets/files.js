/* A report out of a file: its text, and what the file states about it. Only text is taken; nothing of a page is shown or run. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const MOST_BYTES = 2000000;
  const CONTROLS = /[\u0000-\u0008\u000e-\u001f]/;
  const BLOCKS = new Set(
    ('ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY BR CAPTION DD DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE ' +
      'SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL').split(' '),
  );
  const SILENT = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME', 'TITLE', 'HEAD', 'SVG', 'OBJECT']);
  const KEYS = { text: ['text'], date: ['published_at', 'report_date', 'date'], publisher: ['publisher', 'source'], title: ['title'], url: ['url', 'urls'], language: ['language', 'lang'] };

  /* Why a file cannot be taken, as the key of a message with its values. */
  class Unusable extends Error {
    constructor(key, values) {
      super(key);
      Object.assign(this, { key, values });
    }
  }

  /* The text of bytes in UTF-8; whatever else they are is told, never guessed. */
  function decode(bytes, name) {
    let text;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (fault) {
      throw new Unusable('review.file.encoding', { name });
    }
    if (CONTROLS.test(text)) throw new Unusable('review.file.binary', { name });
    if (!text.trim()) throw new Unusable('review.file.empty', { name });
    return text;
  }

  /* The words of a parsed page, one line a block. A parsed document runs no script and loads nothing. */
  function wordsOf(root) {
    const pieces = [];
    let node = root;
    while (node) {
      const silent = node.nodeType === Node.ELEMENT_NODE && SILENT.has(node.tagName.toUpperCase());
      if (node.nodeType === Node.TEXT_NODE) pieces.push(node.data.replace(/\s+/g, ' '));
      if (BLOCKS.has(node.tagName)) pieces.push('\n');
      if (node.firstChild && !silent) {
        node = node.firstChild;
        continue;
      }
      while (node !== root && !node.nextSibling) {
        node = node.parentNode;
        if (BLOCKS.has(node.tagName)) pieces.push('\n');
      }
      node = node === root ? null : node.nextSibling;
    }
    return pieces.join('').split('\n').map((line) => line.trim()).filter(Boolean).join('\n');
  }

  /* A page without what could run or give it a look. Neither happens in a parsed document, but a browser tells our policy of each. */
  function inert(markup) {
    const named = markup.replace(/<(\/?)(style|script)(?=[\s/>])/gi, '<$1template');
    return named.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)(?=\s*=)/gi, '$1data-$2'));
  }

  function fromPage(markup) {
    const page = new DOMParser().parseFromString(inert(markup), 'text/html');
    const stated = (...selectors) => selectors.map((selector) => page.querySelector(selector)).map((node) => node && (node.content || node.getAttribute('href'))).find(Boolean) || '';
    return {
      text: page.body ? wordsOf(page.body) : '',
      date: stated('meta[property="article:published_time"]', 'meta[itemprop="datePublished"]'),
      publisher: stated('meta[property="og:site_name"]', 'meta[name="publisher"]'),
      title: stated('meta[property="og:title"]') || page.title,
      url: stated('link[rel="canonical"]', 'meta[property="og:url"]'),
      language: (page.documentElement.lang || '').slice(0, 2),
    };
  }

  function fromJson(text, name) {
    let value;
    try {
      value = JSON.parse(text);
    } catch (fault) {
      throw new Unusable('review.file.json', { name });
    }
    const entries = Array.isArray(value) ? value : [value];
    if (entries.length !== 1) throw new Unusable('review.file.several', { name, count: entries.length });
    const [entry] = entries;
    const found = (names) => names.map((key) => [(entry || {})[key]].flat()[0]).find((one) => typeof one === 'string') || '';
    const report = Object.fromEntries(Object.entries(KEYS).map(([field, names]) => [field, found(names)]));
    if (!report.text.trim()) throw new Unusable('review.file.no_text', { name });
    return report;
  }

  /* The report in a file: {text, date, publisher, title, url, language}, empty where the file does not say; throws Unusable. */
  Salient.readFile = async function (file) {
    const { name } = file;
    if (file.size > MOST_BYTES) throw new Unusable('review.file.large', { name, limit: MOST_BYTES / 1e6 });
    const text = decode(await file.arrayBuffer(), name);
    if (/\.json$/i.test(name) || file.type === 'application/json') return fromJson(text, name);
    const page = /\.x?html?$/i.test(name) || file.type === 'text/html' || /^\s*<(!doctype html|html)\b/i.test(text);
    const report = page ? fromPage(text) : { text, date: '', publisher: '', title: '', url: '', language: '' };
    if (!report.text.trim()) throw new Unusable('review.file.empty', { name });
    return report;
  };

  Salient.Unusable = Unusable;
})();
