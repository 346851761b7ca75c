/* What a file says of status or side, and what it leaves open: the questions of geo/readers/layer/telling.py, from the
   same table (page.layouts). */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const LONG = 80; // a longer text is a description, no word for a status
  const ANYTHING = '*';
  const [HOLDER, LEVEL] = ['holder', 'level'];

  const isBlank = (value) => value === null || value === undefined || !String(value).trim();
  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const withoutTags = (text) => text.replace(/<[^<>]*>/g, ' ').trim();
  const plain = (value) => String(value).trim().split(/\s+/).join(' ').toLowerCase();
  const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{Nl}\p{No}]+/gu) || [];
  const begins = (text, starts) => wordsOf(text).some((word) => starts.some((start) => word.startsWith(start)));
  const has = (name, words) =>
    wordsOf(name).some((word) => words.some((one) => word.startsWith(one) || word.endsWith(one)));
  const valueOf = (row, name) => (isBlank(row[name]) ? null : row[name]);

  /* Properties by their names in small letters; of two that differ in nothing else the last that says something.
     Of a property that holds properties itself, these count after those beside it. */
  function folded(properties) {
    const found = Object.create(null);
    const own = Object.entries(properties || {});
    const nested = own.map(([, value]) => value).filter((value) => isObject(value));
    for (const [name, value] of [...nested.flatMap(Object.entries), ...own]) {
      const key = name.toLowerCase();
      if (!(key in found) || !isBlank(value)) found[key] = value;
    }
    return found;
  }

  /* Whether a plain text is what a pattern says; `*` stands for any text. */
  function fits(text, pattern) {
    const [first, ...pieces] = plain(pattern).split(ANYTHING);
    if (!pieces.length) return text === first;
    const last = pieces.pop();
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const piece of pieces) {
      const found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  }

  function holds(condition, row) {
    const value = valueOf(row, condition.name.toLowerCase());
    return value !== null && fits(plain(value), condition.value);
  }

  /* What a preset says of a shape: {holder, level}, {leaveOut: true}, or null where it knows no such shape. */
  function meaningOf(preset, row) {
    const rule = preset.rules.find(({ when }) => holds(when, row));
    if (!rule) return null;
    return rule.leave_out ? { leaveOut: true } : { holder: rule.holder, level: rule.level };
  }

  /* The preset whose layout shapes have; null where they have none of those, or several. */
  function recognise({ presets }, rows) {
    const found = presets.filter((preset) => preset.known_by.some((known) => rows.some((row) => holds(known, row))));
    return found.length === 1 ? found[0] : null;
  }

  /* The ids of the sides that a text names. */
  function sidesIn({ sides }, text) {
    const words = ` ${wordsOf(text).join(' ')} `;
    return sides
      .filter((names) => names.some((name) => words.includes(` ${wordsOf(name).join(' ')} `)))
      .map(([id]) => id);
  }

  function levelIn({ telling }, text) {
    const found = Object.keys(telling.levels).filter((level) => begins(text, telling.levels[level]));
    return found.length === 1 ? found[0] : null;
  }

  function namesOf(rows) {
    return [...new Set(rows.flatMap((row) => Object.keys(row)))];
  }

  const ofStatus = ({ telling }, name) => has(name, telling.status);
  const ofName = (layouts, name) => has(name, layouts.telling.names) && !ofStatus(layouts, name);

  /* Whether some value of a property that could be anything speaks of status, or names a side. */
  function speaks(layouts, name, rows) {
    const texts = rows
      .map((row) => valueOf(row, name))
      .filter((value) => typeof value === 'string')
      .map(withoutTags)
      .filter((text) => text.length <= LONG);
    return texts.some((text) => begins(text, layouts.telling.words) || sidesIn(layouts, text).length > 0);
  }

  /* Whether shapes differ in a property. Names that differ in numbers alone (Polygon 1, Polygon 2) are alike. */
  function differ(layouts, name, rows) {
    const numbered = ofName(layouts, name);
    const value = (row) => (valueOf(row, name) === null ? '' : plain(row[name]));
    return (
      new Set(rows.map(value).map((text) => (numbered && !/^\d+$/.test(text) ? text.replace(/\d+/g, '#') : text)))
        .size > 1
    );
  }

  /* Names of the properties that speak of status or side, most telling first; looks only where no words differ. */
  function telling(layouts, rows) {
    const [saysHolder, saysLevel] = [HOLDER, LEVEL].map((word) => rows.every((row) => valueOf(row, word) !== null));
    if (saysHolder && saysLevel) return [];
    const names = namesOf(rows).filter((name) => name !== HOLDER && name !== LEVEL);
    const { looks } = layouts.telling;
    const status = names.filter((name) => ofStatus(layouts, name));
    const named = names.filter((name) => ofName(layouts, name));
    const looking = names.filter((name) => looks.includes(name)).sort((a, b) => looks.indexOf(a) - looks.indexOf(b));
    const others = names.filter(
      (name) => ![...status, ...named, ...looking].includes(name) && speaks(layouts, name, rows),
    );
    const words = [...status, ...(saysHolder ? [] : named), ...others];
    const settled = saysHolder || saysLevel || words.some((name) => differ(layouts, name, rows));
    return settled ? words : [...words, ...looking.slice(0, 1)];
  }

  /* The property by which shapes that all say the same say something else than they would be taken for: the other
     side's ground, or of another level. */
  function otherwise(layouts, rows, focus) {
    const [row] = rows;
    const told = (name) => valueOf(row, name) !== null;
    return namesOf(rows).find((name) => {
      const text = told(name) ? String(row[name]) : '';
      const counts = ofStatus(layouts, name) || (ofName(layouts, name) && wordsOf(text).length === 1);
      if (name === HOLDER || name === LEVEL || !counts || text.length > LONG) return false;
      const sides = sidesIn(layouts, text);
      return (
        (sides.length === 1 && !told(HOLDER) && sides[0] !== focus) || (levelIn(layouts, text) !== null && !told(LEVEL))
      );
    });
  }

  /* What shapes with these properties (folded, one a shape) leave open, `focus` the id of whose ground they are taken
     for: {why, names, preset}, or null. */
  Salient.openQuestion = function (layouts, rows, focus) {
    if (!rows.length) return null;
    const differing = telling(layouts, rows).filter((name) => differ(layouts, name, rows));
    const preset = recognise(layouts, rows);
    if (preset) {
      const known = preset.known_by.map(({ name }) => name.toLowerCase());
      const told = namesOf(rows).filter((name) => known.includes(name));
      return { why: 'layout', names: differing.length ? differing : told, preset };
    }
    if (differing.length) return { why: 'differ', names: differing, preset: null };
    const other = otherwise(layouts, rows, focus);
    return other === undefined ? null : { why: 'otherwise', names: [other], preset: null };
  };

  Object.assign(Salient, {
    folded,
    meaningOf,
    plainValue: (row, name) => (valueOf(row, name) === null ? '' : plain(row[name])),
  });
})();
