/* The page that compares two days: what the focus holder gained and lost, and the front of both days. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const $ = (id) => document.getElementById(id);

  function list(map, model) {
    const items = model.delta.settlements.map(({ place, name, district, before, after }) => {
      const holders = model.theatre.holders;
      const { lat, lon } = model.places[place];
      const button = h('button', { type: 'button', class: 'textual', on: { click: () => map.panTo([lat, lon]) } }, name);
      const hands = `${holders[before].name}\u00a0→\u00a0${holders[after].name}`;
      return h('li', {}, Salient.sideMark(after, holders[after].name), ' ', button, h('span', { class: 'quiet' }, ` ${district} · ${hands}`));
    });
    $('settlements').replaceChildren(...items);
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
      Salient.openDelta(model, $('delta-first').value, $('delta-last').value);
    });
  }

  Salient.deltaPage = function (map, id) {
    const model = Salient.load(id);
    const layer = new Salient.ControlLayer(model, Salient.palette(model), { paper: model.paper }).addTo(map);
    Salient.onPalette(model, (palette) => layer.restyle(palette));
    Salient.dress(map, model);
    Salient.fit(map, model);
    layer.show(Salient.sceneOfDelta(model));
    map.on('click', ({ latlng }) => layer.select(placeAt(latlng, model, layer)));
    $('sentence').textContent = new Salient.Format(model.messages).tied(model.summaries[1][0]);
    list(map, model);
    form(model);
  };
})();
