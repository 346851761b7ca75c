/* Names on the map, as in an atlas: the important ones first, never two over one another, fewer at small scales. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const GAP_PX = 3;
  const RING_PX = 4;
  const RANKS = { city: 4, town: 3, 'urban-type settlement': 2 };
  /* `from`: from how many levels of zoom above the first view on. */
  const LOOKS = {
    4: { size: 13, weight: 650, dot: 3, from: -Infinity },
    3: { size: 13, weight: 650, dot: 2.6, from: -Infinity },
    2: { size: 11, weight: 600, dot: 2.2, from: -2.25 },
    1: { size: 11, weight: 400, dot: 1.8, from: -1 },
    0: { size: 11, weight: 400, dot: 1.4, from: 0.5 },
  };
  const DISTRICT_UNTIL = 1.25;
  const LANGUAGES = { name_uk: 'uk', name_ru: 'ru' };

  /* A settlement that reports name outranks one that they do not. */
  function order(model) {
    const rankOf = ({ kind }, named) => RANKS[kind] || (named ? 1 : 0);
    const own = model.places.map((place, index) => ({ place, index, rank: rankOf(place, model.namedFrom[index] < Infinity), inside: true }));
    const beyond = model.landmarks.map((place) => ({ place, rank: rankOf(place, false), inside: false }));
    const weight = ({ place, rank, inside }) => rank * 1e9 + (inside ? 5e8 : 0) + (place.population || 0) * 10;
    return [...own, ...beyond].sort((a, b) => weight(b) - weight(a) || (a.place.name < b.place.name ? -1 : 1));
  }

  /* Boxes already taken, looked up by a coarse grid. */
  class Taken {
    constructor() {
      this.grid = new Map();
    }

    keys(box) {
      const found = [];
      for (let x = Math.floor(box[0] / 96); x <= Math.floor(box[2] / 96); x += 1) {
        for (let y = Math.floor(box[1] / 32); y <= Math.floor(box[3] / 32); y += 1) found.push(`${x},${y}`);
      }
      return found;
    }

    free(box) {
      const hits = (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3];
      return this.keys(box).every((key) => !(this.grid.get(key) || []).some(hits));
    }

    add(box) {
      for (const key of this.keys(box)) this.grid.set(key, (this.grid.get(key) || []).concat([box]));
    }
  }

  const widths = new Map();

  function widthOf(pen, text) {
    const key = `${pen.font}|${text}`;
    if (!widths.has(key)) widths.set(key, pen.measureText(text).width);
    return widths.get(key);
  }

  /* Where a name may stand beside its dot: right, left, above, below. */
  function positions(x, y, width, size, dot) {
    const side = dot + GAP_PX;
    return [
      [x + side, y],
      [x - side - width, y],
      [x - width / 2, y - size * 0.75 - dot],
      [x - width / 2, y + size * 0.75 + dot],
    ].map(([left, middle]) => ({ left, middle, box: [left - 4, middle - size * 0.75, left + width + 4, middle + size * 0.75] }));
  }

  /* Text on a canvas with a halo. */
  Salient.write = function (pen, text, x, y, { colour, halo, width = 3 }) {
    pen.lineJoin = 'round';
    pen.lineWidth = width;
    pen.strokeStyle = halo;
    pen.strokeText(text, x, y);
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  };

  /* A full dot where a report says by that day who holds the settlement, an open one where none does. */
  function mark(pen, x, y, radius, full, palette) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = full ? palette.ink : palette.halo;
    pen.fill();
    pen.lineWidth = 1;
    pen.strokeStyle = full ? palette.ink : palette.muted;
    pen.stroke();
  }

  function encircle(pen, x, y, radius, palette) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    for (const [width, colour] of [[4, palette.halo], [1.5, palette.ink]]) {
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.stroke();
    }
  }

  /* Whether the name of the settlement that was asked for would lie on the dot of a town. */
  function coversTown([left, top, right, bottom], { chosen, index }, { towns, place }) {
    if (!chosen) return false;
    return towns.some((town) => {
      const { x, y } = place(town.place.lon, town.place.lat);
      return town.index !== index && x >= left && x <= right && y >= top && y <= bottom;
    });
  }

  function drawPlace(pen, model, entry, view, taken) {
    const { place, rank, inside } = entry;
    const look = LOOKS[rank];
    if (view.detail < look.from && !entry.chosen) return;
    const { x, y } = view.place(place.lon, place.lat);
    if (x < -80 || y < -20 || x > view.size.x + 80 || y > view.size.y + 20) return;
    const reach = look.dot + (entry.chosen ? RING_PX : 0);
    const dotBox = [x - reach, y - reach, x + reach, y + reach];
    if (!taken.free(dotBox)) return;
    const text = place[view.names] || place.name;
    pen.font = `${look.weight} ${look.size}px ${FAMILY}`;
    const spots = positions(x, y, widthOf(pen, text), look.size, reach).filter(({ box }) => taken.free(box));
    const spot = spots.find(({ box }) => !coversTown(box, entry, view)) || spots[0];
    if (!spot) return;
    taken.add(dotBox);
    taken.add(spot.box);
    if (inside) view.hits.push({ place: entry.index, boxes: [dotBox, spot.box] });
    mark(pen, x, y, look.dot, inside && model.isNamed(entry.index, view.day), view.palette);
    if (entry.chosen) encircle(pen, x, y, look.dot + RING_PX, view.palette);
    Salient.write(pen, text, spot.left, spot.middle, { colour: inside ? view.palette.ink : view.palette.muted, halo: view.palette.halo });
  }

  function drawDistrict(pen, district, name, view, taken) {
    const { x, y } = view.place(district.lon, district.lat);
    const text = name.toUpperCase();
    pen.font = `400 11px ${FAMILY}`;
    pen.letterSpacing = '2px';
    const width = pen.measureText(text).width;
    const box = [x - width / 2, y - 8, x + width / 2, y + 8];
    if (taken.free(box)) {
      taken.add(box);
      Salient.write(pen, text, x - width / 2, y, { colour: view.palette.faint, halo: view.palette.halo });
    }
    pen.letterSpacing = '0px';
  }

  /* `view`: place(lon, lat) to canvas points, detail (levels of zoom above the first view), day, palette, names (which spelling), size, reserved boxes, selected place; what was written is added to hits. */
  Salient.drawNames = function (pen, model, view) {
    const taken = new Taken();
    view.reserved.forEach((box) => taken.add(box));
    pen.textBaseline = 'middle';
    pen.textAlign = 'left';
    model.inOrder = model.inOrder || order(model);
    const towns = model.inOrder.filter(({ rank }) => rank >= 2);
    const villages = model.inOrder.filter(({ rank }) => rank < 2);
    const { districts } = model.theatre.names[LANGUAGES[view.names] || 'en'];
    const asked = model.inOrder.filter(({ index }) => index === view.selected);
    asked.forEach((entry) => drawPlace(pen, model, { ...entry, rank: Math.max(2, entry.rank), chosen: true }, { ...view, towns }, taken));
    towns.forEach((entry) => drawPlace(pen, model, entry, view, taken));
    if (view.detail < DISTRICT_UNTIL) model.districts.forEach((district, i) => drawDistrict(pen, district, districts[i], view, taken));
    villages.forEach((entry) => drawPlace(pen, model, entry, view, taken));
  };
})();
