/* The page that compares two days: what the side in focus gained and lost, and the front of both days. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;

  function list(map, model, words, { $ }) {
    const items = model.delta(0, 1).settlements.map(({ place, before, after }) => {
      const { lat, lon, district } = model.places[place];
      const button = h('button', { type: 'button', class: 'textual', on: { click: () => map.panTo([lat, lon]) } }, words.place(place));
      const hands = `${words.holder(before)}\u00a0→\u00a0${words.holder(after)}`;
      return h('li', {}, Salient.sideMark(after, words.holder(after)), ' ', button, h('span', { class: 'quiet' }, ` ${words.district(district)} · ${hands}`));
    });
    if (items.length && $('settlements')) $('settlements').replaceChildren(...items);
  }

  /* The settlement whose name or ground is at a point, null beyond the theatre. */
  function placeAt(latlng, model, layer) {
    const written = layer.placeAt(latlng);
    if (written >= 0) return written;
    return model.topology.faceAt(latlng.lng, latlng.lat) >= 0 && model.places.length ? model.nearestPlace(latlng.lng, latlng.lat) : null;
  }

  /* The form works without this script: the server reads what was typed. With it, a fault is told at once, and the two days become the one parameter of the address. */
  function form(model, format, { $ }) {
    const dates = $('delta-form');
    if (!dates) return;
    const { first, last } = model.theatre;
    const field = (id) => {
      const made = new Salient.DayField($(id), $(`${id}-fault`), format, { limits: () => ({ first, last }) });
      const { iso } = Salient.readDay(made.input.value, format);
      if (iso) made.show(iso);
      return made;
    };
    const fields = ['delta-first', 'delta-last'].map(field);
    dates.addEventListener('submit', (event) => {
      event.preventDefault();
      const [from, to] = fields.map((one) => one.demand());
      if (!from || !to) return;
      const url = new URL(model.links.delta, window.location.href);
      url.searchParams.set('datetime', `${from}/${to}`);
      window.location.assign(url);
    });
  }

  Salient.deltaPage = function (map, id) {
    const parts = new Salient.Parts(map, id);
    const model = Salient.load(parts.payload);
    const words = new Salient.Words(model, new Salient.Format(model.messages));
    const layer = new Salient.ControlLayer(model, Salient.palette(model, parts), { paper: model.paper, parts }).addTo(map);
    Salient.onPalette(model, parts, (palette) => layer.restyle(palette));
    parts.dress();
    const told = model.known === model.days;
    layer.show(told ? Salient.sceneOfChange(model, 0, 1) : Salient.sceneOfUnknown(model));
    map.on('click', ({ latlng }) => layer.select(placeAt(latlng, model, layer)));
    if (!model.note) parts.$('sentence').textContent = words.format.tied(words.headline({ base: 0, day: 1 }));
    if (told) list(map, model, words, parts);
    form(model, words.format, parts);
    const view = new Salient.View(parts, model);
    view.begin();
    const address = () => (window.location.protocol === 'file:' ? '' : window.location.href);
    if (parts.whole) new Salient.Paper(parts, model, { layer, view, format: words.format, address });
  };
})();
