/* A map that somebody else drew, read from a file that the reader has. It never leaves the page. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const MOST_BYTES = 20e6;
  const MOST_POINTS = 500000;
  const NAME_LENGTH = 80;
  const OTHERS = ['Point', 'MultiPoint', 'LineString', 'MultiLineString'];

  /* What cannot be read, as a message: its key, and what it names. */
  class LayerFault extends Error {
    constructor(key, values) {
      super(key);
      Object.assign(this, { key, values });
    }
  }

  /*
   * A file as {name, shapes, left}: shapes {row, polygons} with folded properties and polygons
   * [[ring, hole, ...], ...], each ring lon, lat, lon, lat, ... in degrees WGS 84; `left` counts points and lines.
   * `layouts` are those of the page: some files are lists of rings, or stand in a wrapper.
   */
  Salient.readLayer = async function (file, layouts) {
    const name = [...file.name].slice(0, NAME_LENGTH).join('');
    if (file.size > MOST_BYTES) throw new LayerFault('reference.too_large', { name, limit: MOST_BYTES / 1e6 });
    const text = await file.text();
    const found = text.trimStart().startsWith('<') ? Salient.fromKml(text, name) : fromGeoJson(text, name, layouts);
    check(
      found.shapes.flatMap(({ polygons }) => polygons),
      name,
    );
    return { name, ...found };
  };

  /* The polygons of a GeoJSON value that the server sent. */
  Salient.layerOf = function (collection, name) {
    const polygons = [...shapesOf(collection, {})].flatMap((shape) => shape.polygons || []);
    check(polygons, name);
    return { name, polygons };
  };

  function fromGeoJson(text, name, layouts) {
    let value;
    try {
      value = JSON.parse(text);
    } catch (broken) {
      throw new LayerFault('reference.no_layer', { name });
    }
    const isObject = value && typeof value === 'object';
    const pieces = isObject ? [...piecesOf(value, layouts)] : [];
    const isGeoJson = isObject && typeof value.type === 'string';
    if (!pieces.length && !isGeoJson) throw new LayerFault('reference.no_layer', { name });
    const shapes = pieces.filter(({ polygons }) => polygons);
    return { shapes, left: pieces.length - shapes.length };
  }

  /* The pieces of a GeoJSON value, in a known wrapper or not, or of a file that is lists of rings in [lat, lon]. */
  function piecesOf(value, { presets }) {
    if (typeof value.type === 'string') return shapesOf(value, {});
    const inside = presets.map((preset) => value[preset.wrapper]);
    const wrapper = inside.find((one) => one && typeof one === 'object' && one.type);
    if (wrapper) return shapesOf(wrapper, {});
    const members = presets.flatMap(({ rings }) => (rings.length && Array.isArray(value[rings[0]]) ? rings : []));
    const shape = (member, ring) => ({ row: Salient.folded({ member }), polygons: [[exchanged(ringOf(ring))]] });
    return members.flatMap((member) => listOf(value[member]).map((ring) => shape(member, ring)));
  }

  /* The shapes in a GeoJSON value, in whatever it wraps them: {row, polygons}, points and lines without polygons. */
  function* shapesOf(value, properties) {
    if (!value || typeof value !== 'object') return;
    if (Array.isArray(value.features)) for (const feature of value.features) yield* shapesOf(feature, properties);
    else if (Array.isArray(value.geometries))
      for (const geometry of value.geometries) yield* shapesOf(geometry, properties);
    else if (value.type === 'Feature') yield* shapesOf(value.geometry, Salient.folded(value.properties));
    else if (OTHERS.includes(value.type)) yield { row: properties };
    else if (value.type === 'Polygon') yield { row: properties, polygons: [listOf(value.coordinates).map(ringOf)] };
    else if (value.type === 'MultiPolygon') {
      yield { row: properties, polygons: listOf(value.coordinates).map((polygon) => listOf(polygon).map(ringOf)) };
    }
  }

  const listOf = (value) => (Array.isArray(value) ? value : []);

  function ringOf(points) {
    const pair = (point) => (Array.isArray(point) ? [Number(point[0]), Number(point[1])] : [NaN, NaN]);
    return Float64Array.from(listOf(points).flatMap(pair));
  }

  function exchanged(ring) {
    return ring.map((_, i) => ring[i % 2 ? i - 1 : i + 1]);
  }

  function check(polygons, name) {
    const rings = polygons.flat();
    const points = rings.reduce((sum, ring) => sum + ring.length / 2, 0);
    if (!rings.some((ring) => ring.length >= 6)) throw new LayerFault('reference.no_polygons', { name });
    if (points > MOST_POINTS) throw new LayerFault('reference.too_many', { name, limit: MOST_POINTS });
    const [x, y] = [Salient.extremes(rings, 0), Salient.extremes(rings, 1)];
    const onEarth = x[0] >= -180 && x[1] <= 180 && y[0] >= -90 && y[1] <= 90;
    if (![...x, ...y].every(Number.isFinite) || !onEarth) throw new LayerFault('reference.no_degrees', { name });
  }

  /* The least and greatest coordinate of rings on an axis; NaN where one is none. */
  Salient.extremes = function (rings, axis) {
    let [least, most] = [Infinity, -Infinity];
    for (const ring of rings) {
      for (let i = axis; i < ring.length; i += 2) {
        if (Number.isNaN(ring[i])) return [NaN, NaN];
        if (ring[i] < least) least = ring[i];
        if (ring[i] > most) most = ring[i];
      }
    }
    return [least, most];
  };

  Salient.LayerFault = LayerFault;
})();
