/* What every page does to its map: colours, room for its words, Leaflet's own controls made quiet. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const $ = (id) => document.getElementById(id);

  /* The colours of the moment, light or dark, from the style sheet. */
  Salient.palette = function (model) {
    const root = document.documentElement;
    const dark = window.matchMedia('(prefers-color-scheme: dark)').matches && !window.matchMedia('print').matches;
    model.theatre.holders.forEach(({ light, night }, i) => root.style.setProperty(`--holder-${i}`, dark ? night : light));
    const style = getComputedStyle(root);
    const names = ['land', 'outside', 'ink', 'muted', 'faint', 'hairline', 'border', 'front', 'halo', 'panel', 'reference'];
    const palette = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    palette.holders = model.theatre.holders.map(({ light, night }) => (dark ? night : light));
    return palette;
  };

  /* Call back with the new palette whenever the scheme turns, and before and after printing. */
  Salient.onPalette = function (model, listener) {
    const turn = () => listener(Salient.palette(model));
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', turn);
    window.matchMedia('print').addEventListener('change', turn);
  };

  /* Room that the title, the strip and the drawer take from the map. */
  Salient.padding = function () {
    const wide = window.innerWidth > 720;
    const side = wide && window.innerWidth > 1100 ? $('masthead').offsetWidth * 0.8 : 24;
    const drawer = $('drawer').hidden ? 0 : $('drawer').offsetWidth;
    const strip = $('strip') ? $('strip').offsetHeight : 0;
    const credits = $('credits').offsetHeight ? window.innerHeight - $('credits').getBoundingClientRect().top : 0;
    return {
      paddingTopLeft: wide ? [side, 24] : [8, $('masthead').offsetHeight],
      paddingBottomRight: wide ? [drawer + 24, strip + 24] : [8, Math.max(credits, $('drawer').offsetHeight) + 8],
    };
  };

  Salient.fit = function (map, model) {
    const [west, south, east, north] = model.view;
    map.fitBounds([[south, west], [north, east]], { ...Salient.padding(), animate: false });
  };

  /* Where words of the page lie over the map, in window coordinates: no name is written below them. */
  Salient.reserved = function () {
    const words = document.querySelectorAll('#masthead > :not(.key), .key > li, .halves time, .tools, .ruler, .credits > *, .leaflet-control, .strip, .drawer');
    return [...words].map((node) => node.getBoundingClientRect()).filter((box) => box.width && box.height);
  };

  /* Leaflet's own controls, made quiet; our credits stand beside them. */
  Salient.dress = function (map, model) {
    const [west, south, east, north] = model.bounds;
    map.setMaxBounds(L.latLngBounds([south, west], [north, east]).pad(3));
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    if (map.zoomControl) map.zoomControl.setPosition('bottomright');
    const scale = L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
    $('credits').prepend(scale.getContainer());
    map.getContainer().setAttribute('tabindex', '0');
  };
})();
