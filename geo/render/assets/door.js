/* The one script that asks the server for something: it tries reports, stores them, gives verdicts, and takes up what is new. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const JSON_TYPES = /^application\/(problem\+)?json/;
  const TURNED_AWAY = [401, 403];

  class Door {
    constructor(links, format) {
      Object.assign(this, { links, format });
    }

    /* What the server answers: {ok, status, body, words}. `words` say what went wrong, whether the server was reached or not. */
    async ask(address, { body, token } = {}) {
      const headers = { Accept: 'application/json' };
      if (body) headers['Content-Type'] = 'application/json';
      if (token) headers.Authorization = `Bearer ${token}`;
      try {
        const response = await fetch(address, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), credentials: 'omit', redirect: 'error' });
        return await this.answer(response);
      } catch (away) {
        return { ok: false, status: 0, body: null, words: this.format.t('review.away') };
      }
    }

    async answer(response) {
      const { ok, status } = response;
      const body = JSON_TYPES.test(response.headers.get('Content-Type') || '') ? await response.json() : null;
      const read = ok && body !== null;
      return { ok: read, status, body, words: read ? '' : (body && body.detail) || this.format.t('review.odd', { status }) };
    }

    extract(report, verdicts, token) {
      return this.ask(this.links.extract, { body: verdicts.length ? { ...report, verdicts } : report, token });
    }

    store(report, token) {
      return this.ask(this.links.reports, { body: report, token });
    }

    review(claim, verdict, token) {
      return this.ask(`${this.links.claims}/${encodeURIComponent(claim)}/reviews`, { body: verdict, token });
    }

    queue(offset, limit) {
      return this.ask(`${this.links.claims}?unreviewed=true&order=impact&limit=${limit}&offset=${offset}`);
    }

    /* The payload of this page as the server has it now; null where it cannot be had. */
    async payload(id) {
      try {
        const response = await fetch(this.links.review, { headers: { Accept: 'text/html' }, credentials: 'omit', redirect: 'error' });
        const page = response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
        const block = page && page.getElementById(id);
        return block ? block.textContent : null;
      } catch (away) {
        return null;
      }
    }
  }

  /* Who writes: the token and the reviewer's name, asked for once. They live in this object, and in nothing that outlives the page. */
  class Pass {
    constructor(root, format) {
      Object.assign(this, { root, format, token: '', who: '' });
      this.form = root.querySelector('form');
      this.words = root.querySelector('[role="alert"]');
      this.fields = { token: root.querySelector('#pass-token'), who: root.querySelector('#pass-who') };
      root.querySelector('#pass-cancel').addEventListener('click', () => root.close());
    }

    /* Do what needs a token: `write({token, who})` answers as Door.ask does. Asks again as long as the token is turned away; null where the person gave up. */
    async with(write, { named = false } = {}) {
      let words = '';
      for (;;) {
        if ((words || !this.token || (named && !this.who)) && !(await this.asked(words, named))) return null;
        const answer = await write({ token: this.token, who: this.who });
        if (!TURNED_AWAY.includes(answer.status)) return answer;
        this.token = '';
        words = answer.words;
      }
    }

    /* Whether the person filled the dialog in. */
    asked(words, named) {
      const { root, form, fields } = this;
      this.words.textContent = words;
      fields.who.closest('label').hidden = !named;
      fields.who.required = named;
      root.showModal();
      (this.token ? fields.who : fields.token).focus();
      if (words) fields.token.select();
      return new Promise((settle) => {
        const done = (given) => {
          form.removeEventListener('submit', submitted);
          root.removeEventListener('close', closed);
          settle(given);
        };
        const closed = () => done(false);
        const submitted = (event) => {
          event.preventDefault();
          this.token = fields.token.value.trim();
          if (named) this.who = fields.who.value.trim();
          root.removeEventListener('close', closed);
          root.close();
          done(Boolean(this.token));
        };
        form.addEventListener('submit', submitted);
        root.addEventListener('close', closed);
      });
    }
  }

  /* A few words with the look of their kind: '' quiet news, 'fault' what went wrong. */
  Salient.tell = (node, text, kind = '') => {
    node.className = `told ${kind}`.trim();
    node.replaceChildren(...(text ? [text].flat().map((line) => h('p', {}, line)) : []));
  };

  Salient.Door = Door;
  Salient.Pass = Pass;
})();
