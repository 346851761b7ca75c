/* A report's text with what was read marked in it: the names of places, and the sentences that claim something. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;

  /* From code points, in which the server counts, to the halves of them in which this language counts. */
  function offsets(text) {
    if (!/[\ud800-\udfff]/.test(text)) return (at) => at;
    const found = [0];
    for (const character of text) found.push(found[found.length - 1] + character.length);
    return (at) => found[Math.min(at, found.length - 1)];
  }

  /* The borders between spans within [from, to], in order. */
  function borders(spans, from, to) {
    const inside = spans.flat().filter((at) => at > from && at < to);
    return [...new Set([from, ...inside, to])].sort((a, b) => a - b);
  }

  const covering = (items, start, end) => items.filter((item) => item.start <= start && item.end >= end);

  /* How a name was placed: 'placed', 'unplaced' (it may be a place of the theatre), or 'other' (a country, a river ...). */
  Salient.placing = ({ place_id: place, kind }) => (place ? 'placed' : kind === 'unresolved' ? 'unplaced' : 'other');

  function markOf(mention, text, { describe, onMention }) {
    const placed = Salient.placing(mention);
    if (placed === 'other') return text;
    return h('mark', { class: `mention ${placed}`, title: describe(mention), on: { click: () => onMention(mention) } }, text);
  }

  /* The pieces of a stretch of text, names marked. */
  function pieces(text, from, to, mentions, tools) {
    const inside = mentions.filter(({ start, end }) => start < to && end > from);
    const cuts = borders(inside.map(({ start, end }) => [start, end]), from, to);
    return cuts.slice(1).map((end, n) => {
      const [mention] = covering(inside, cuts[n], end);
      const words = text.slice(cuts[n], end);
      return mention ? markOf(mention, words, tools) : words;
    });
  }

  /* The look of a sentence follows the sides that act in what still counts; one that counts no more is struck. */
  function lookOf(claims) {
    const counting = claims.filter(({ holder }) => holder !== 'rejected');
    if (!counting.length) return 'said rejected';
    const sides = [...new Set(counting.map(({ holder }) => holder))].filter((holder) => holder >= 0);
    if (!sides.length) return 'said nobody';
    return `said holder-${sides[0]}${sides.length > 1 ? ' both' : ''}`;
  }

  /* The text as nodes. `claims` are {start, end, holder (-1: nobody's, 'rejected'), words}; mentions as the server gives them, both in code points. */
  Salient.marks = function (text, mentions, claims, tools) {
    const at = offsets(text);
    const placed = (items, span) => items.map((item) => ({ ...item, start: at(span(item)[0]), end: at(span(item)[1]) }));
    const names = placed(mentions, ({ start, end }) => [start, end]);
    const said = placed(claims, ({ start, end }) => [start, end]);
    const cuts = borders(said.map(({ start, end }) => [start, end]), 0, text.length);
    return cuts.slice(1).flatMap((end, n) => {
      const found = covering(said, cuts[n], end);
      const inside = pieces(text, cuts[n], end, names, tools);
      if (!found.length) return inside;
      const words = found.map((claim) => claim.words).join('; ');
      return [h('span', { class: lookOf(found), title: words, on: { click: () => tools.onClaim(found[0]) } }, ...inside)];
    });
  };
})();
