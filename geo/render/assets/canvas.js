/* The canvas: ground, tints, lines and names on one sheet, redrawn when the view or the scene changes. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const HATCH_PX = 4.5;
  const KEPT = 40;
  const FILLS = {
    held: { alpha: 0.36 },
    inferred: { alpha: 0.19 },
    contested: { alpha: 0.45, hatched: true },
    'contested-inferred': { alpha: 0.22, hatched: true },
    changed: { alpha: 0.8 },
    gained: { alpha: 0.78 },
    lost: { alpha: 0.78 },
  };
  const LINES = {
    district: { colour: 'hairline', width: 0.75 },
    ground: { colour: 'hairline', width: 0.75 },
    border: { colour: 'border', width: 1.75, dash: [9, 4, 1.75, 4] },
    front: { colour: 'front', width: 2.25 },
    'front-before': { colour: 'front', width: 1.25, dash: [2, 4] },
    low: { colour: 'front', width: 1, dash: [5, 4] },
    high: { colour: 'front', width: 1, dash: [1, 4] },
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

  /* Stripes of two colours at 45 degrees, as a tile that repeats without a joint. */
  function hatch(context, first, second, ratio) {
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
    return context.createPattern(tile, 'repeat');
  }

  const ControlLayer = L.Renderer.extend({
    options: { padding: 0.25, paper: true },

    initialize: function (model, palette, options) {
      L.setOptions(this, options);
      L.stamp(this);
      this._layers = {};
      this._model = model;
      this._palette = palette;
      this._sheet = new Sheet(model);
      this._scene = { fills: [], lines: [] };
      this._selected = null;
      this._fixed = {
        ground: this._sheet.ground(Salient.sceneOfGround(model)),
        district: this._sheet.lines(model.districtLines),
        border: this._sheet.lines(model.border),
      };
    },

    show: function (scene) {
      this._scene = { ...this._sheet.paint(scene), day: scene.day };
      this._draw();
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
      this._scene.fills.forEach((fill) => this._tint(fill));
      this._stroke('district', this._fixed.district);
      this._stroke('ground', this._fixed.ground);
      this._stroke('border', this._fixed.border);
      this._scene.lines.forEach((line) => this._stroke(line.style, line.path));
      this._names();
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
      this._fill(fill.path, look.hatched ? this._pattern(fill.holder, fill.other) : holders[fill.holder], alpha);
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

    /* The rim of the window as thin boxes: a name that would be cut there is left out. */
    _edges: function () {
      const { left, top, right, bottom } = this._map.getContainer().getBoundingClientRect();
      return [
        { left, top, right: left + 1, bottom },
        { left: right - 1, top, right, bottom },
        { left, top, right, bottom: top + 1 },
        { left, top: bottom - 1, right, bottom },
      ];
    },

    _names: function () {
      this._pen.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
      const place = (lon, lat) => this._map.latLngToLayerPoint([lat, lon]).subtract(this._bounds.min);
      const corner = this._container.getBoundingClientRect();
      this._hits = [];
      Salient.drawNames(this._pen, this._model, {
        place,
        zoom: this._map.getZoom(),
        day: this._scene.day || 0,
        palette: this._palette,
        names: this.options.names || 'name',
        size: this._bounds.getSize(),
        hits: this._hits,
        selected: this._selected,
        reserved: [...Salient.reserved(), ...this._edges()].map((box) => [box.left - corner.left, box.top - corner.top, box.right - corner.left, box.bottom - corner.top]),
      });
    },
  });

  Salient.ControlLayer = ControlLayer;
})();
