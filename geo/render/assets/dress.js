/* The colours of a map and of what lies over it: light or dark, and on paper. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const NAMES = ['land', 'outside', 'ink', 'muted', 'faint', 'hairline', 'border', 'front', 'halo', 'panel', 'reference'];

  function coloursOf(node, holders) {
    const style = getComputedStyle(node);
    return { ...Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])), holders };
  }

  /* The colours of the moment, from the style sheet; those of the sides, which the theatre gives, are told to it. */
  Salient.palette = function (model, parts) {
    const dark = window.matchMedia('(prefers-color-scheme: dark)').matches && !window.matchMedia('print').matches;
    const holders = model.theatre.holders.map(({ light, night }) => (dark ? night : light));
    const root = parts.whole ? document.documentElement : parts.container;
    holders.forEach((hue, i) => root.style.setProperty(`--holder-${i}`, hue));
    return coloursOf(parts.container, holders);
  };

  /* The colours of paper, whatever the screen has: those of an element of the class `on-paper`. */
  Salient.paperPalette = (model, node) => coloursOf(node, model.theatre.holders.map(({ light }) => light));

  /* Call back with the new palette whenever the scheme turns, and before and after printing. */
  Salient.onPalette = function (model, parts, listener) {
    const turn = () => listener(Salient.palette(model, parts));
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', turn);
    window.matchMedia('print').addEventListener('change', turn);
  };
})();
