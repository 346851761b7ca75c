/* The canvas: ground, tints, lines and names on one sheet, redrawn when the view or the scene changes. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const HATCH_PX = 4.5;
  const KEPT = 40;
  const FITTED = { x: 1000, y: 720 }; // what a laptop's window leaves of the map
  const FILLS = {
    held: { alpha: 0.36 },
    inferred: { alpha: 0.19 },
    contested: { alpha: 0.45, hatched: true },
    'contested-inferred': { alpha: 0.22, hatched: true },
    changed: { alpha: 0.8 },
    gained: { alpha: 0.78 },
    lost: { alpha: 0.78 },
    unchanged: { alpha: 0.1 },
    unknown: { alpha: 0.18, colour: 'muted' },
  };
  const LINES = {
    district: { colour: 'hairline', width: 0.75 },
    ground: { colour: 'hairline', width: 0.75 },
    border: { colour: 'border', width: 1.75, dash: [9, 4, 1.75, 4] },
    front: { colour: 'front', width: 2.25 },
    'front-before': { colour: 'front', width: 1.25, dash: [2, 4] },
    low: { colour: 'front', width: 1, dash: [5, 4] },
    high: { colour: 'front', width: 1, dash: [1, 4] },
    casing: { colour: 'halo', width: 5 },
    reference: { colour: 'reference', width: 2 },
    divider: { colour: 'ink', width: 1.5 },
  };

  /* A theatre in Mercator units around its centre: small numbers keep their precision on a canvas at every zoom. */
  class Sheet {
    constructor(model) {
      this.centre = [Salient.mercator.x((model.bounds[0] + model.bounds[2]) / 2), Salient.mercator.y((model.bounds[1] + model.bounds[3]) / 2)];
      this.shapes = new Salient.Shapes(model.topology, model.topology.arcs.map((arc) => this.flat(arc)), model.smooth);
      this.painted = new Map();
    }

    flat(points) {
      const out = new Float64Array(points.length);
      for (let i = 0; i < points.length; i += 2) {
        out[i] = Salient.mercator.x(points[i]) - this.centre[0];
        out[i + 1] = Salient.mercator.y(points[i + 1]) - this.centre[1];
      }
      return out;
    }

    /* The fills and lines of a scene as paths, all from one drawing; those of the last few scenes are kept. */
    paint(scene) {
      if (!this.painted.has(scene.key)) {
        if (this.painted.size >= KEPT) this.painted.clear();
        const drawing = this.shapes.draw(scene.labels, scene.rank);
        const fills = scene.fills.map((fill) => ({ ...fill, path: pathOf(drawing.rings(fill.inside)) }));
        this.painted.set(scene.key, { fills, lines: scene.lines.map((line) => ({ ...line, path: pathOf(drawing.seams(line.side)) })) });
      }
      return this.painted.get(scene.key);
    }

    /* All of the ground. */
    ground({ labels, rank }) {
      return pathOf(this.shapes.draw(labels, rank).rings(() => true));
    }

    /* Polygons [[ring, hole, ...], ...] of lon, lat pairs as one path. */
    rings(polygons) {
      const path = new Path2D();
      for (const line of polygons.flat()) {
        const flat = this.flat(line);
        for (let i = 0; i < flat.length; i += 2) path[i ? 'lineTo' : 'moveTo'](flat[i], flat[i + 1]);
        path.closePath();
      }
      return path;
    }

    lines(lines) {
      const chains = lines.map((line) => [[{ points: this.flat(line), curved: false, closed: false }, false]]);
      return pathOf(chains);
    }
  }

  function pathOf(sequences) {
    const path = new Path2D();
    for (const sequence of sequences) Salient.trace(path, sequence);
    return path;
  }

  const hatches = new Map();

  /* Stripes of two colours at 45 degrees, as a tile that repeats without a joint; made once. */
  function hatch(context, first, second, ratio) {
    const key = `${first} ${second} ${ratio}`;
    if (!hatches.has(key)) hatches.set(key, context.createPattern(stripes(first, second, ratio), 'repeat'));
    return hatches.get(key);
  }

  function stripes(first, second, ratio) {
    const size = Math.round(HATCH_PX * ratio) * 2;
    const tile = document.createElement('canvas');
    tile.width = size;
    tile.height = size;
    const pen = tile.getContext('2d');
    pen.fillStyle = first;
    pen.fillRect(0, 0, size, size);
    pen.globalCompositeOperation = 'source-over';
    pen.strokeStyle = second;
    pen.lineWidth = (size / 2) * Math.SQRT1_2;
    for (let shift = -size; shift <= size; shift += size) {
      pen.beginPath();
      pen.moveTo(shift - size / 2, size * 1.5);
      pen.lineTo(shift + size * 1.5, -size / 2);
      pen.stroke();
    }
    return tile;
  }

  /* A square of the legend on another canvas, its corner at x, y. */
  Salient.paintSwatch = function (pen, palette, { style, holder, other }, [x, y, width, height]) {
    const line = LINES[style];
    if (line) {
      pen.strokeStyle = palette[line.colour];
      pen.lineWidth = line.width;
      pen.setLineDash(line.dash || []);
      pen.beginPath();
      pen.moveTo(x, y + height / 2);
      pen.lineTo(x + width, y + height / 2);
      pen.stroke();
      pen.setLineDash([]);
      return;
    }
    pen.fillStyle = palette.land;
    pen.fillRect(x, y, width, height);
    pen.globalAlpha = FILLS[style].alpha;
    const { hatched, colour } = FILLS[style];
    const plain = colour ? palette[colour] : palette.holders[holder];
    pen.fillStyle = hatched ? pen.createPattern(stripes(palette.holders[holder], palette.holders[other], 1), 'repeat') : plain;
    pen.fillRect(x, y, width, height);
    if (style === 'changed') {
      pen.fillStyle = palette.holders[other];
      pen.fillRect(x + width / 2, y, width / 2, height);
    }
    pen.globalAlpha = 1;
  };

  const ControlLayer = L.Renderer.extend({
    options: { padding: 0.1, paper: true },

    initialize: function (model, palette, options) {
      L.setOptions(this, options);
      L.stamp(this);
      this._layers = {};
      this._model = model;
      this._palette = palette;
      this._sheet = new Sheet(model);
      this._scene = { fills: [], lines: [] };
      this._beside = null;
      this._reference = null;
      this._selected = null;
      this._fixed = {
        ground: this._sheet.ground(Salient.sceneOfGround(model)),
        district: this._sheet.lines(model.districtLines),
        border: this._sheet.lines(model.border),
      };
    },

    /* Draw a scene; `beside` {scene, share} draws another one left of that share of the window's width. */
    show: function (scene, beside = null) {
      this._scene = { ...this._sheet.paint(scene), day: scene.day };
      this._beside = beside && { ...this._sheet.paint(beside.scene), share: beside.share };
      this._draw();
    },

    /* Work a scene out before it is asked for. */
    prepare: function (scene) {
      this._sheet.paint(scene);
    },

    /* Lay the outline of polygons [[ring, hole, ...], ...] (each ring an array lon, lat, lon, lat, ...) over the map; null takes it away. */
    setReference: function (polygons) {
      this._reference = polygons && this._sheet.rings(polygons);
      this._draw();
    },

    /* What stands on the canvas of the window, as a picture of its size (CSS pixels) times the ratio. */
    picture: function () {
      const { x, y } = this._map.getSize();
      const corner = this._map.containerPointToLayerPoint([0, 0]).subtract(this._bounds.min).multiplyBy(this._ratio);
      const copy = document.createElement('canvas');
      copy.width = Math.round(x * this._ratio);
      copy.height = Math.round(y * this._ratio);
      copy.getContext('2d').drawImage(this._container, -corner.x, -corner.y);
      return { canvas: copy, ratio: this._ratio };
    },

    /* Mark a settlement; null marks none. */
    select: function (place) {
      this._selected = place;
      this._draw();
    },

    /* The settlement whose name or dot is written at a point of the map, or -1. */
    placeAt: function (latlng) {
      const { x, y } = this._map.latLngToLayerPoint(latlng).subtract(this._bounds.min);
      const within = ([left, top, right, bottom]) => x >= left - 2 && x <= right + 2 && y >= top - 2 && y <= bottom + 2;
      const hit = this._hits.find(({ boxes }) => boxes.some(within));
      return hit ? hit.place : -1;
    },

    redraw: function () {
      this._draw();
    },

    restyle: function (palette) {
      this._palette = palette;
      this._draw();
    },

    _initContainer: function () {
      this._container = L.DomUtil.create('canvas', 'salient-canvas');
      this._container.setAttribute('aria-hidden', 'true');
      this._pen = this._container.getContext('2d');
    },

    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._pen;
      delete this._container;
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      this._ratio = Math.min(window.devicePixelRatio || 1, 3);
      const size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * this._ratio);
      this._container.height = Math.round(size.y * this._ratio);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this._draw();
    },

    /* From sheet units to device pixels of the canvas. */
    _matrix: function () {
      const scale = Math.pow(2, this._map.getZoom());
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      const [x, y] = this._sheet.centre;
      return new DOMMatrix([scale, 0, 0, scale, x * scale - origin.x, y * scale - origin.y].map((v) => v * this._ratio));
    },

    _placed: function (path) {
      const placed = new Path2D();
      placed.addPath(path, this._view);
      return placed;
    },

    _draw: function () {
      if (!this._map || !this._pen || !this._bounds) return;
      const pen = this._pen;
      this._view = this._matrix();
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, this._container.width, this._container.height);
      if (this.options.paper) this._fill(this._fixed.ground, this._palette.land, 1);
      this._parts().forEach(({ scene, clip }) => this._within(clip, () => scene.fills.forEach((fill) => this._tint(fill))));
      this._stroke('district', this._fixed.district);
      this._stroke('ground', this._fixed.ground);
      this._stroke('border', this._fixed.border);
      this._parts().forEach(({ scene, clip }) => this._within(clip, () => scene.lines.forEach((line) => this._stroke(line.style, line.path))));
      if (this._reference) for (const style of ['casing', 'reference']) this._stroke(style, this._reference);
      this._names();
      this._divide();
    },

    /* The scene, or the two beside each other with the strips of the canvas that are theirs. */
    _parts: function () {
      if (!this._beside) return [{ scene: this._scene }];
      const at = this._dividedAt();
      return [{ scene: this._beside, clip: [0, at] }, { scene: this._scene, clip: [at, this._container.width] }];
    },

    _dividedAt: function () {
      const x = this._beside.share * this._map.getSize().x;
      return (this._map.containerPointToLayerPoint([x, 0]).x - this._bounds.min.x) * this._ratio;
    },

    _within: function (clip, draw) {
      const pen = this._pen;
      pen.save();
      if (clip) {
        pen.beginPath();
        pen.rect(clip[0], 0, clip[1] - clip[0], this._container.height);
        pen.clip();
      }
      draw();
      pen.restore();
    },

    _divide: function () {
      if (!this._beside) return;
      const [pen, at] = [this._pen, this._dividedAt()];
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.strokeStyle = this._palette.ink;
      pen.lineWidth = LINES.divider.width * this._ratio;
      pen.beginPath();
      pen.moveTo(at, 0);
      pen.lineTo(at, this._container.height);
      pen.stroke();
    },

    _fill: function (path, style, alpha) {
      this._pen.globalAlpha = alpha;
      this._pen.fillStyle = style;
      this._pen.fill(this._placed(path));
      this._pen.globalAlpha = 1;
    },

    _tint: function (fill) {
      const look = FILLS[fill.style];
      const { holders } = this._palette;
      const alpha = look.alpha * (fill.strength === undefined ? 1 : fill.strength);
      const plain = look.colour ? this._palette[look.colour] : holders[fill.holder];
      this._fill(fill.path, look.hatched ? this._pattern(fill.holder, fill.other) : plain, alpha);
    },

    /* The hatching is tied to the ground, not to the window: it does not swim when the map is dragged. */
    _pattern: function (first, second) {
      const { holders } = this._palette;
      const [low, high] = first < second ? [first, second] : [second, first];
      const pattern = hatch(this._pen, holders[low], holders[high], this._ratio);
      pattern.setTransform(new DOMMatrix([1, 0, 0, 1, this._view.e, this._view.f]));
      return pattern;
    },

    _stroke: function (name, path) {
      const look = LINES[name];
      const pen = this._pen;
      pen.lineJoin = 'round';
      pen.lineCap = look.dash ? 'butt' : 'round';
      pen.lineWidth = look.width * this._ratio;
      pen.strokeStyle = this._palette[look.colour];
      pen.setLineDash((look.dash || []).map((v) => v * this._ratio));
      pen.stroke(this._placed(path));
      pen.setLineDash([]);
    },

    /* The zoom at which the first view fills a window of a laptop; wider windows show no fewer names. */
    _fitted: function () {
      const [west, south, east, north] = this._model.view;
      this._fit = this._fit || this._map.options.crs.latLngToPoint(L.latLng(south, east), 0).subtract(this._map.options.crs.latLngToPoint(L.latLng(north, west), 0));
      return Math.log2(Math.min(FITTED.x / this._fit.x, FITTED.y / this._fit.y));
    },

    /* The rim of the window as thin boxes: a name that would be cut there is left out. */
    _edges: function () {
      const { x, y } = this._map.getSize();
      return [[0, 0, 1, y], [x - 1, 0, x, y], [0, 0, x, 1], [0, y - 1, x, y]];
    },

    _names: function () {
      this._pen.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
      const place = (lon, lat) => this._map.latLngToLayerPoint([lat, lon]).subtract(this._bounds.min);
      const { x, y } = this._map.layerPointToContainerPoint(this._bounds.min);
      this._hits = [];
      Salient.drawNames(this._pen, this._model, {
        place,
        detail: this._map.getZoom() - this._fitted(),
        day: this._scene.day || 0,
        palette: this._palette,
        names: this.options.names || 'name',
        size: this._bounds.getSize(),
        hits: this._hits,
        selected: this._selected,
        reserved: [...this.options.parts.boxes(), ...this._edges()].map((box) => box.map((px, i) => px - [x, y][i % 2])),
      });
    },
  });

  Salient.ControlLayer = ControlLayer;
})();
