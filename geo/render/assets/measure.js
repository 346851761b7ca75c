/* Measuring on the map: distance along a line and the area inside it, on the ellipsoid WGS 84 (geodesics after Karney 2013, by GeographicLib). */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const M_PER_KM = 1000;

  /* Points are [lon, lat]. `km` along them; `km2` inside them, null for fewer than three. */
  Salient.geodesic = function (points) {
    const { WGS84 } = window.geodesic.Geodesic;
    let metres = 0;
    for (let i = 1; i < points.length; i += 1) metres += WGS84.Inverse(points[i - 1][1], points[i - 1][0], points[i][1], points[i][0]).s12;
    if (points.length < 3) return { km: metres / M_PER_KM, km2: null };
    const polygon = WGS84.Polygon(false);
    points.forEach(([lon, lat]) => polygon.AddPoint(lat, lon));
    return { km: metres / M_PER_KM, km2: Math.abs(polygon.Compute(false, true).area) / M_PER_KM ** 2 };
  };

  class Measure {
    /* `root` takes what was measured; `changed(on)` is called when measuring begins and ends. */
    constructor(map, root, words, { changed }) {
      Object.assign(this, { map, root, words, changed });
      this.on = false;
      this.points = [];
      this.line = L.polyline([], { className: 'measured', interactive: false });
      this.dots = L.layerGroup();
    }

    toggle() {
      if (this.on) this.end();
      else this.begin();
    }

    begin() {
      this.on = true;
      this.line.addTo(this.map);
      this.dots.addTo(this.map);
      this.changed(true);
      this.show();
    }

    end() {
      this.on = false;
      this.points = [];
      this.line.remove();
      this.dots.remove();
      this.changed(false);
      this.show();
    }

    add({ lat, lng }) {
      this.points.push([lng, lat]);
      this.show();
    }

    undo() {
      this.points.pop();
      this.show();
    }

    show() {
      const latlngs = this.points.map(([lng, lat]) => [lat, lng]);
      this.line.setLatLngs(latlngs);
      this.dots.clearLayers();
      latlngs.forEach((at) => L.circleMarker(at, { radius: 3, className: 'measured', interactive: false }).addTo(this.dots));
      this.root.hidden = !this.on;
      if (this.on) this.root.replaceChildren(h('span', { 'aria-live': 'polite' }, this.result()), this.button('measure.undo', () => this.undo()), this.button('measure.end', () => this.end()));
    }

    result() {
      const { format } = this.words;
      if (this.points.length < 2) return format.t('measure.about');
      const { km, km2 } = Salient.geodesic(this.points);
      const far = format.unit(format.fixed(km, km < 10 ? 2 : 1), 'km');
      return km2 === null ? format.t('measure.distance', { far }) : format.t('measure.area', { far, area: format.unit(km2 < 10 ? format.fixed(km2, 2) : format.number(km2), 'km2') });
    }

    button(key, click) {
      return h('button', { type: 'button', class: 'textual', on: { click } }, this.words.format.t(key));
    }
  }

  Salient.Measure = Measure;
})();
