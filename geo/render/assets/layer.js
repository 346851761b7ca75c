/* The map's layer: one canvas, painted anew when the view or the scene changes. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const MOST_RATIO = 3; // device pixels a CSS pixel: more is not seen

  const ControlLayer = L.Renderer.extend({
    options: { padding: 0.1, paper: true },

    initialize: function (model, palette, options) {
      L.setOptions(this, options);
      L.stamp(this);
      this._layers = {};
      this._painting = new Salient.Painting(model, palette);
      this._scene = { fills: [], lines: [] };
      this._beside = null;
      this._reference = null;
      this._selected = null;
      this._hits = [];
    },

    /* Draw a scene; `beside` {scene, share} draws another one left of that share of the window's width. */
    show: function (scene, beside = null) {
      const { sheet } = this._painting;
      this._scene = { ...sheet.paint(scene), day: scene.day };
      this._beside = beside && { ...sheet.paint(beside.scene), share: beside.share };
      this._draw();
    },

    /* Work a scene out before it is asked for. */
    prepare: function (scene) {
      this._painting.sheet.paint(scene);
    },

    /* Lay the outline of polygons [[ring, hole, ...], ...] (each ring an array lon, lat, lon, lat, ...) over the map; null takes it away. */
    setReference: function (polygons) {
      this._reference = polygons && this._painting.sheet.rings(polygons);
      this._draw();
    },

    /* What is shown, painted in colours of its own on a canvas of its own: around a middle {lat, lng, zoom}, of a size in CSS pixels times the ratio. */
    picture: function ({ middle, size, ratio, palette, reserved }) {
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      const divide = this._beside ? this._beside.share * size.x : null;
      const own = this._painting.palette;
      this._painting.palette = palette;
      this._painting.paint(canvas.getContext('2d'), this._look(), Salient.Painting.window(middle, size, { ratio, reserved: [...reserved, ...edges(size)], divide }));
      this._painting.palette = own;
      return canvas;
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
      this._painting.palette = palette;
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
      this._ratio = Math.min(window.devicePixelRatio || 1, MOST_RATIO);
      const size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * this._ratio);
      this._container.height = Math.round(size.y * this._ratio);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this._draw();
    },

    _look: function () {
      const { paper, names } = this.options;
      return { scene: this._scene, beside: this._beside, reference: this._reference, paper, names, selected: this._selected };
    },

    /* The canvas reaches somewhat beyond the map's window: boxes and the line between two days are told from its corner. */
    _draw: function () {
      if (!this._map || !this._pen || !this._bounds) return;
      const map = this._map;
      const size = map.getSize();
      const corner = map.layerPointToContainerPoint(this._bounds.min);
      const fromCorner = (box) => box.map((px, i) => px - (i % 2 ? corner.y : corner.x));
      const reserved = [...this.options.parts.boxes(), ...edges(size)].map(fromCorner);
      const divide = this._beside ? this._beside.share * size.x - corner.x : null;
      const origin = map.getPixelOrigin().add(this._bounds.min);
      this._hits = this._painting.paint(this._pen, this._look(), { zoom: map.getZoom(), origin, size: this._bounds.getSize(), ratio: this._ratio, reserved, divide });
    },
  });

  /* The rim of a window as thin boxes: a name that would be cut there is left out. */
  function edges({ x, y }) {
    return [[0, 0, 1, y], [x - 1, 0, x, y], [0, 0, x, 1], [0, y - 1, x, y]];
  }

  Salient.ControlLayer = ControlLayer;
})();
