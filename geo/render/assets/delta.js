/* The page that compares two days: what the side in focus gained and lost, and the front of both days. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const $ = (id) => document.getElementById(id);

  function list(map, model, words) {
    const items = model.delta(0, 1).settlements.map(({ place, before, after }) => {
      const { lat, lon, district } = model.places[place];
      const button = h('button', { type: 'button', class: 'textual', on: { click: () => map.panTo([lat, lon]) } }, words.place(place));
      const hands = `${words.holder(before)}\u00a0→\u00a0${words.holder(after)}`;
      return h('li', {}, Salient.sideMark(after, words.holder(after)), ' ', button, h('span', { class: 'quiet' }, ` ${words.district(district)} · ${hands}`));
    });
    if (items.length) $('settlements').replaceChildren(...items);
  }

  /* The settlement whose name or ground is at a point, null beyond the theatre. */
  function placeAt(latlng, model, layer) {
    const written = layer.placeAt(latlng);
    if (written >= 0) return written;
    return model.topology.faceAt(latlng.lng, latlng.lat) >= 0 && model.places.length ? model.nearestPlace(latlng.lng, latlng.lat) : null;
  }

  /* The form works without this script; with it, the two dates become the one parameter that the address takes. */
  function form(model) {
    const dates = $('delta-form');
    if (!dates) return;
    dates.addEventListener('submit', (event) => {
      event.preventDefault();
      const url = new URL(model.links.delta, window.location.href);
      url.searchParams.set('datetime', `${$('delta-first').value}/${$('delta-last').value}`);
      window.location.assign(url);
    });
  }

  Salient.deltaPage = function (map, id) {
    const model = Salient.load(id);
    const words = new Salient.Words(model, new Salient.Format(model.messages));
    const layer = new Salient.ControlLayer(model, Salient.palette(model), { paper: model.paper }).addTo(map);
    Salient.onPalette(model, (palette) => layer.restyle(palette));
    Salient.dress(map, model);
    Salient.fit(map, model);
    layer.show(Salient.sceneOfChange(model, 0, 1));
    map.on('click', ({ latlng }) => layer.select(placeAt(latlng, model, layer)));
    if (!model.note) $('sentence').textContent = words.format.tied(words.delta(0, 1));
    list(map, model, words);
    form(model);
  };
})();
