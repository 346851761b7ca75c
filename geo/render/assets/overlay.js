/* What lies over the map: ground that would move, and a dot at each place that a claim speaks of. Leaflet's vectors, coloured by the style sheet. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const DOT_PX = 4.5;
  const SIDE_PX = 3;
  const RIM_PX = 10;
  const CLOSEST = 12;
  const PANES = { moved: 410, dots: 450 };

  class Overlay {
    constructor(map, model, view) {
      Object.assign(this, { map, model, view });
      this.renderers = Object.fromEntries(Object.entries(PANES).map(([name, level]) => [name, this.pane(name, level)]));
      this.moved = L.layerGroup().addTo(map);
      this.dots = L.layerGroup().addTo(map);
      this.items = [];
      this.rim = null;
    }

    pane(name, level) {
      this.map.createPane(name).style.zIndex = level;
      return L.svg({ pane: name, padding: 0.25 });
    }

    /* Ground by the side that would hold it, a GeoJSON FeatureCollection or null. `done`: it has moved, and only its outline stays. */
    ground(collection, done = false) {
      this.moved.clearLayers();
      for (const feature of (collection && collection.features) || []) {
        const holder = this.model.holderOf(feature.properties.holder);
        const className = `moved holder-${holder}${done ? ' done' : ''}`;
        L.geoJSON(feature, { pane: 'moved', renderer: this.renderers.moved, interactive: false, style: { className } }).addTo(this.moved);
      }
    }

    /* A dot in the hue of the side that acts at each place of a claim: {key, lon, lat, holder (-1: nobody's), words, pick}. */
    claims(items) {
      this.dots.clearLayers();
      if (this.rim) this.rim.remove();
      this.rim = null;
      const spots = new Map();
      for (const item of items) spots.set(`${item.lon} ${item.lat}`, [...(spots.get(`${item.lon} ${item.lat}`) || []), item]);
      for (const found of spots.values()) this.spot(found);
      this.items = items;
    }

    /* Claims about one place lie around each other, a circle for each side. */
    spot(items) {
      const sides = [...new Set(items.map(({ holder }) => holder))];
      sides.forEach((holder, n) => this.dot(items.filter((item) => item.holder === holder), DOT_PX + SIDE_PX * (sides.length - 1 - n)));
    }

    dot(items, radius) {
      const [{ lon, lat, holder, pick }] = items;
      const className = `dot ${holder < 0 ? 'nobody' : `holder-${holder}`}`;
      const dot = L.circleMarker([lat, lon], { pane: 'dots', renderer: this.renderers.dots, radius, className, bubblingMouseEvents: false }).addTo(this.dots);
      const words = [...new Set(items.map((item) => item.words))].map((text) => h('div', {}, text));
      dot.bindTooltip(h('div', {}, ...words), { direction: 'top', offset: [0, -radius], className: 'claim-tip' });
      if (pick) dot.on('click', pick);
    }

    /* Let the places of one claim stand out. */
    focus(key) {
      if (this.rim) this.rim.remove();
      this.rim = L.layerGroup().addTo(this.map);
      for (const { lon, lat } of this.items.filter((item) => item.key === key)) {
        for (const className of ['rim casing', 'rim']) L.circleMarker([lat, lon], { pane: 'dots', renderer: this.renderers.dots, radius: RIM_PX, className, interactive: false }).addTo(this.rim);
      }
    }

    /* Bring into view what lies over the map, as far as it does not fill the window. */
    reveal() {
      const bounds = L.latLngBounds([]);
      this.dots.eachLayer((dot) => bounds.extend(dot.getLatLng()));
      this.moved.eachLayer((part) => bounds.extend(part.getBounds()));
      if (bounds.isValid()) this.view.fit(bounds.pad(0.15), CLOSEST);
    }
  }

  Salient.Overlay = Overlay;
})();
