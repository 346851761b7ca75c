/* The table that says in words what the map shows: for screen readers, for copying, for those who prefer a table. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;

  /* A table with its first column as the heads of the rows; columns of nothing but numbers stand at the right, their heads too. */
  function table(caption, heads, rows) {
    const look = heads.map((_, column) => (rows.length && rows.every((row) => /^[\d\u202f]+$/.test(row[column])) ? 'number' : null));
    const head = h('thead', {}, h('tr', {}, ...heads.map((text, column) => h('th', { scope: 'col', class: look[column] }, text))));
    const cell = (text, column) => (column ? h('td', { class: look[column] }, text) : h('th', { scope: 'row' }, text));
    const body = h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(cell))));
    return h('table', {}, h('caption', {}, caption), head, body);
  }

  function areas(model, words, day) {
    const { format } = words;
    const rows = model.theatre.holders.map((_, i) => [words.holder(i), ...model.series[i].map((values) => format.number(values[day]))]);
    const heads = ['holder', 'low', 'best', 'high'].map((key) => format.t(`table.${key}`));
    return table(format.t('table.areas', { date: format.date(model.iso(day)) }), heads, rows);
  }

  /* Settlements that the opening holder does not plainly hold on the day. */
  function settlements(model, words, day) {
    const { format } = words;
    const { holder, contested } = Salient.classes;
    const codes = model.codes(day);
    const found = [...model.places.keys()].map((place) => [place, codes[model.places[place].face]]);
    const rows = found.filter(([, code]) => contested(code) || holder(code) !== model.theatre.opening).map(([place, code]) => {
      const latest = model.latestReport(place, day);
      const word = format.t(contested(code) ? 'table.contested' : 'table.held');
      const basis = format.t(model.isNamed(place, day) ? 'table.reported' : 'table.inferred');
      return [words.place(place), words.district(model.places[place].district), words.holder(holder(code)), word, basis, latest ? format.date(latest).replace(/ /g, '\u00a0') : ''];
    });
    rows.sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const heads = ['settlement', 'district', 'holder', 'status', 'basis', 'since'].map((key) => format.t(`table.${key}`));
    const opening = words.holder(model.theatre.opening);
    return table(format.t('table.settlements', { count: rows.length, opening }), heads, rows);
  }

  function figures(model, words) {
    const { format } = words;
    const rows = model.figures
      .filter((figure) => figure.day !== null)
      .map((figure) => {
        const [low, best, high] = model.series[figure.holder].map((values) => values[figure.day]);
        const map = `${format.area(best)} (${format.range(low, high)})`;
        return [format.date(model.iso(figure.day)), words.holder(figure.holder), format.number(figure.km2), map, figure.claimants || figure.publisher];
      });
    const heads = ['date', 'holder', 'claimed', 'map', 'claimant'].map((key) => format.t(`table.${key}`));
    return rows.length ? table(format.t('table.figures'), heads, rows) : null;
  }

  Salient.twin = function (model, words, day) {
    const ofDay = model.isKnown(day) ? [areas(model, words, day), settlements(model, words, day)] : [h('p', {}, words.summary(day))];
    return [...ofDay, figures(model, words)].filter(Boolean);
  };
})();
