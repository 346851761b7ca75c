/* What is to be drawn: which cells get which fill, which arcs get which line. No drawing in here. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const FADE_DAYS = 7;
  const OUTSIDE = -1;

  function group(cells, keyOf) {
    const groups = new Map();
    for (const cell of cells) {
      const key = keyOf(cell);
      if (key === null) continue;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(cell);
    }
    return groups;
  }

  /* The style of a class of ground, or null where it stays as paper: what the opening holder held all along. */
  function styleOf(code, opening) {
    const { holder, contested, evidenced } = Salient.classes;
    if (contested(code)) return evidenced(code) ? 'contested' : 'contested-inferred';
    if (holder(code) === opening) return null;
    return evidenced(code) ? 'held' : 'inferred';
  }

  /* One fill for each class that occurs, so that no seam shows between cells of a class. */
  function fills(model, codes) {
    const { opening, focus } = model.theatre;
    const groups = group(codes.keys(), (cell) => (styleOf(codes[cell], opening) ? codes[cell] : null));
    return [...groups].sort(([a], [b]) => a - b).map(([code, cells]) => {
      const holder = Salient.classes.holder(code);
      return { style: styleOf(code, opening), holder, other: holder === opening ? focus : opening, cells };
    });
  }

  /* Ground that changed hands in the last week, by its new holder and the age of the change: it fades as the days pass. */
  function recent(model, day, still) {
    const window = still ? 1 : FADE_DAYS;
    const changed = new Map(model.changed(day, window));
    const codes = model.codes(day);
    const groups = group(changed.keys(), (cell) => Salient.classes.holder(codes[cell]) * FADE_DAYS + changed.get(cell));
    return [...groups].map(([key, cells]) => {
      const age = key % FADE_DAYS;
      return { style: 'changed', holder: Math.floor(key / FADE_DAYS), strength: 1 - age / FADE_DAYS, cells };
    });
  }

  /* Arcs between two cells of the theatre that differ in some property; the rim of the theatre is never one. */
  function seams(topology, propertyOf) {
    const found = [];
    for (let arc = 0; arc < topology.arcs.length; arc += 1) {
      const left = topology.left[arc];
      const right = topology.right[arc];
      if (left !== OUTSIDE && right !== OUTSIDE && propertyOf(left) !== propertyOf(right)) found.push(arc);
    }
    return found;
  }

  function front(model, day) {
    const codes = model.codes(day);
    return seams(model.topology, (cell) => Salient.classes.holder(codes[cell]));
  }

  /* The outline of what the focus holder certainly held (low), or may have held (high). */
  function outline(model, day, high) {
    const codes = model.codes(day);
    const { holder, contested } = Salient.classes;
    const inside = (code) => (contested(code) ? high : holder(code) === model.theatre.focus);
    return seams(model.topology, (cell) => inside(codes[cell]));
  }

  Salient.sceneOfDay = function (model, day, options) {
    const lines = [{ style: 'front', arcs: front(model, day) }];
    if (options.outlines) lines.unshift({ style: 'low', arcs: outline(model, day, false) }, { style: 'high', arcs: outline(model, day, true) });
    return { day, fills: [...fills(model, model.codes(day)), ...recent(model, day, options.still)], lines };
  };

  /* Two days: what the focus holder gained and lost at full strength, everything else as paper, and the front of both days. */
  Salient.sceneOfDelta = function (model) {
    const { focus } = model.theatre;
    const { holder } = Salient.classes;
    const before = model.codes(0);
    const after = model.codes(1);
    const groups = group(after.keys(), (cell) => {
      const from = holder(before[cell]);
      const to = holder(after[cell]);
      return from !== to && (from === focus || to === focus) ? to : null;
    });
    const gone = [...groups].map(([to, cells]) => ({ style: to === focus ? 'gained' : 'lost', holder: to, cells }));
    return { day: 1, fills: gone, lines: [{ style: 'front-before', arcs: front(model, 0) }, { style: 'front', arcs: front(model, 1) }] };
  };

  Salient.districtSeams = (model) => seams(model.topology, (cell) => model.cellDistrict[cell]);
  Salient.rim = (model) => {
    const { left, right } = model.topology;
    return left.map((_, arc) => arc).filter((arc) => left[arc] === OUTSIDE || right[arc] === OUTSIDE);
  };
})();
