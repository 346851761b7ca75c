/* A map that somebody else drew, beside ours: read from a file that the reader has, and measured here. It never leaves the page. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const MOST_BYTES = 20e6;
  const MOST_POINTS = 500000;
  const GRID_PX = 2200; // the longer side of the grid on which two maps are compared
  const FLATTENING = 1 / 298.257223563; // of the ellipsoid WGS 84
  const RADIUS_KM = 6378.137;
  const KML = /<([\w-]+:)?kml[\s>]/;
  const NAME_LENGTH = 80;

  /* What cannot be read, as a message: its key, and what it names. */
  class LayerFault extends Error {
    constructor(key, values) {
      super(key);
      Object.assign(this, { key, values });
    }
  }

  /* A file as {name, polygons}: polygons [[ring, hole, ...], ...], each ring lon, lat, lon, lat, ... in degrees WGS 84. */
  Salient.readLayer = async function (file) {
    const name = [...file.name].slice(0, NAME_LENGTH).join('');
    if (file.size > MOST_BYTES) throw new LayerFault('reference.too_large', { name, limit: MOST_BYTES / 1e6 });
    const text = await file.text();
    const polygons = text.trimStart().startsWith('<') ? fromKml(text, name) : fromGeoJson(text, name);
    check(polygons, name);
    return { name, polygons };
  };

  Salient.layerOf = function (collection, name) {
    const polygons = fromObject(collection);
    check(polygons, name);
    return { name, polygons };
  };

  function fromGeoJson(text, name) {
    let value;
    try {
      value = JSON.parse(text);
    } catch (broken) {
      throw new LayerFault('reference.no_layer', { name });
    }
    if (!value || typeof value !== 'object' || typeof value.type !== 'string') throw new LayerFault('reference.no_layer', { name });
    return fromObject(value);
  }

  /* The polygons in a GeoJSON value, in whatever it wraps them. */
  function fromObject(value) {
    if (!value || typeof value !== 'object') return [];
    if (Array.isArray(value.features)) return value.features.flatMap(fromObject);
    if (Array.isArray(value.geometries)) return value.geometries.flatMap(fromObject);
    if (value.type === 'Feature') return fromObject(value.geometry);
    if (value.type === 'Polygon' && Array.isArray(value.coordinates)) return [value.coordinates.map(ringOf)];
    if (value.type === 'MultiPolygon' && Array.isArray(value.coordinates)) return value.coordinates.map((polygon) => (Array.isArray(polygon) ? polygon : []).map(ringOf));
    return [];
  }

  function ringOf(points) {
    const pairs = (Array.isArray(points) ? points : []).flatMap((point) => (Array.isArray(point) ? [Number(point[0]), Number(point[1])] : [NaN, NaN]));
    return Float64Array.from(pairs);
  }

  function fromKml(text, name) {
    if (!KML.test(text)) throw new LayerFault('reference.no_layer', { name }); // before a parser that styles its complaint, against our policy
    const document = new DOMParser().parseFromString(text, 'text/xml');
    if (document.querySelector('parsererror') || document.documentElement.localName !== 'kml') throw new LayerFault('reference.no_layer', { name });
    const rings = (polygon, which) => [...polygon.getElementsByTagNameNS('*', which)].flatMap((edge) => [...edge.getElementsByTagNameNS('*', 'coordinates')]).map(kmlRing);
    return [...document.getElementsByTagNameNS('*', 'Polygon')].map((polygon) => [...rings(polygon, 'outerBoundaryIs'), ...rings(polygon, 'innerBoundaryIs')]);
  }

  function kmlRing(node) {
    return Float64Array.from(node.textContent.trim().split(/\s+/).flatMap((tuple) => tuple.split(',').slice(0, 2).map(Number)));
  }

  function check(polygons, name) {
    const rings = polygons.flat();
    const points = rings.reduce((sum, ring) => sum + ring.length / 2, 0);
    if (!rings.some((ring) => ring.length >= 6)) throw new LayerFault('reference.no_polygons', { name });
    if (points > MOST_POINTS) throw new LayerFault('reference.too_many', { name, limit: MOST_POINTS });
    const [x, y] = [extremes(rings, 0), extremes(rings, 1)];
    if (![...x, ...y].every(Number.isFinite) || x[0] < -180 || x[1] > 180 || y[0] < -90 || y[1] > 90) throw new LayerFault('reference.no_degrees', { name });
  }

  function extremes(rings, axis) {
    let [least, most] = [Infinity, -Infinity];
    for (const ring of rings) {
      for (let i = axis; i < ring.length; i += 2) {
        if (Number.isNaN(ring[i])) return [NaN, NaN];
        if (ring[i] < least) least = ring[i];
        if (ring[i] > most) most = ring[i];
      }
    }
    return [least, most];
  }

  /* Whether a layer lies where the theatre does; one that would with its numbers exchanged has lat before lon. */
  Salient.layerFault = function (model, { name, polygons }) {
    const rings = polygons.flat();
    const [x, y] = [extremes(rings, 0), extremes(rings, 1)];
    const [west, south, east, north] = model.bounds;
    const meets = ([a, b], [c, d]) => a <= d && c <= b;
    if (meets(x, [west, east]) && meets(y, [south, north])) return null;
    return new LayerFault(meets(y, [west, east]) && meets(x, [south, north]) ? 'reference.exchanged' : 'reference.elsewhere', { name });
  };

  /* Area of a cell of the ellipsoid by its latitudes and width (degrees), in km2: the zone's (Snyder 1987, eq. 3-12), divided. */
  function zoneKm2(south, north, width) {
    const e2 = FLATTENING * (2 - FLATTENING);
    const e = Math.sqrt(e2);
    const q = (lat) => {
      const s = Math.sin((lat * Math.PI) / 180);
      return (1 - e2) * (s / (1 - e2 * s * s) + Math.atanh(e * s) / e);
    };
    return (RADIUS_KM ** 2 * (q(north) - q(south)) * width * Math.PI) / 360;
  }

  /* Ground as a grid of bytes, 255 inside: rings filled so that holes stay open. */
  function raster(polygons, [west, south, east, north], width, height) {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const path = new Path2D();
    for (const ring of polygons.flat()) {
      for (let i = 0; i < ring.length; i += 2) path[i ? 'lineTo' : 'moveTo'](((ring[i] - west) / (east - west)) * width, ((north - ring[i + 1]) / (north - south)) * height);
      path.closePath();
    }
    pen.fill(path, 'evenodd');
    return pen.getImageData(0, 0, width, height).data;
  }

  /* Ours beside theirs: areas in km2 (ours, theirs, of both), and the Jaccard index (IoU), counted inside the theatre on a grid of some tens of metres. */
  Salient.agreement = function (model, day, polygons) {
    const ours = Salient.ground(model, Salient.sceneOfHolder(model, day, model.theatre.focus), (label) => label === 1);
    const box = model.bounds;
    const [width, height] = gridOf(box);
    const [a, b, all] = [ours, polygons, Salient.ground(model, Salient.sceneOfGround(model), () => true)].map((rings) => raster(rings, box, width, height));
    const sums = { ours: 0, theirs: 0, both: 0 };
    const [row, step] = [(box[3] - box[1]) / height, (box[2] - box[0]) / width];
    for (let y = 0; y < height; y += 1) {
      const km2 = zoneKm2(box[3] - (y + 1) * row, box[3] - y * row, step);
      for (let i = y * width * 4 + 3; i < (y + 1) * width * 4; i += 4) {
        if (all[i] < 128) continue;
        const [ourCell, theirCell] = [a[i] > 127, b[i] > 127];
        if (ourCell) sums.ours += km2;
        if (theirCell) sums.theirs += km2;
        if (ourCell && theirCell) sums.both += km2;
      }
    }
    const either = sums.ours + sums.theirs - sums.both;
    return { ...sums, iou: either ? sums.both / either : null };
  };

  function gridOf([west, south, east, north]) {
    const wide = (east - west) * Math.cos((((south + north) / 2) * Math.PI) / 180);
    const scale = GRID_PX / Math.max(wide, north - south);
    return [Math.round(wide * scale), Math.round((north - south) * scale)];
  }

  Salient.LayerFault = LayerFault;
})();
