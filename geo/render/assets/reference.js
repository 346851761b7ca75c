/* A map that somebody else drew, read from a file that the reader has. It never leaves the page. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const MOST_BYTES = 20e6;
  const MOST_POINTS = 500000;
  const KML = /<([\w-]+:)?kml[\s>]/;
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
   * A file as {name, shapes, left}: shapes {row, polygons} with folded properties and polygons [[ring, hole, ...], ...], each ring lon, lat, lon, lat, ...
   * in degrees WGS 84; `left` counts points and lines. `layouts` are those of the page: some files are lists of rings, or in a wrapper.
   */
  Salient.readLayer = async function (file, layouts) {
    const name = [...file.name].slice(0, NAME_LENGTH).join('');
    if (file.size > MOST_BYTES) throw new LayerFault('reference.too_large', { name, limit: MOST_BYTES / 1e6 });
    const text = await file.text();
    const found = text.trimStart().startsWith('<') ? fromKml(text, name) : fromGeoJson(text, name, layouts);
    check(found.shapes.flatMap(({ polygons }) => polygons), name);
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
    const pieces = [...(value && typeof value === 'object' ? piecesOf(value, layouts) : [])];
    if (!pieces.length && (!value || typeof value !== 'object' || typeof value.type !== 'string')) throw new LayerFault('reference.no_layer', { name });
    return { shapes: pieces.filter(({ polygons }) => polygons), left: pieces.filter(({ polygons }) => !polygons).length };
  }

  /* The pieces of a GeoJSON value, in a known wrapper or not, or of a file that is lists of rings in [lat, lon]. */
  function piecesOf(value, { presets }) {
    if (typeof value.type === 'string') return shapesOf(value, {});
    const wrapper = presets.map((preset) => value[preset.wrapper]).find((inside) => inside && typeof inside === 'object' && inside.type);
    if (wrapper) return shapesOf(wrapper, {});
    const members = presets.flatMap(({ rings }) => (rings.length && Array.isArray(value[rings[0]]) ? rings : []));
    const listed = (member) => (Array.isArray(value[member]) ? value[member] : []);
    return members.flatMap((member) => listed(member).map((ring) => ({ row: Salient.folded({ member }), polygons: [[exchanged(ringOf(ring))]] })));
  }

  /* The shapes in a GeoJSON value, in whatever it wraps them: {row, polygons}, without polygons where they are points or lines. */
  function* shapesOf(value, properties) {
    if (!value || typeof value !== 'object') return;
    if (Array.isArray(value.features)) for (const feature of value.features) yield* shapesOf(feature, properties);
    else if (Array.isArray(value.geometries)) for (const geometry of value.geometries) yield* shapesOf(geometry, properties);
    else if (value.type === 'Feature') yield* shapesOf(value.geometry, Salient.folded(value.properties));
    else if (OTHERS.includes(value.type)) yield { row: properties };
    else if (value.type === 'Polygon' && Array.isArray(value.coordinates)) yield { row: properties, polygons: [value.coordinates.map(ringOf)] };
    else if (value.type === 'MultiPolygon' && Array.isArray(value.coordinates)) {
      yield { row: properties, polygons: value.coordinates.map((polygon) => (Array.isArray(polygon) ? polygon : []).map(ringOf)) };
    }
  }

  function ringOf(points) {
    const pairs = (Array.isArray(points) ? points : []).flatMap((point) => (Array.isArray(point) ? [Number(point[0]), Number(point[1])] : [NaN, NaN]));
    return Float64Array.from(pairs);
  }

  function exchanged(ring) {
    return ring.map((_, i) => ring[i % 2 ? i - 1 : i + 1]);
  }

  function fromKml(text, name) {
    if (!KML.test(text)) throw new LayerFault('reference.no_layer', { name }); // before a parser that styles its complaint, against our policy
    const document = new DOMParser().parseFromString(text, 'text/xml');
    if (document.querySelector('parsererror') || document.documentElement.localName !== 'kml') throw new LayerFault('reference.no_layer', { name });
    const all = (tag) => under(document, tag);
    const shapes = all('Placemark').map((mark) => ({ row: rowOf(document, mark), polygons: under(mark, 'Polygon').map(ringsOf) })).filter(({ polygons }) => polygons.length);
    if (!shapes.length && all('NetworkLink').length) throw new LayerFault('reference.links', { name, address: textOf(document, 'href').slice(0, NAME_LENGTH) });
    if (!shapes.length && all('GroundOverlay').length) throw new LayerFault('reference.pictures', { name });
    return { shapes, left: all('Point').length + all('LineString').length };
  }

  const under = (node, tag) => [...node.getElementsByTagNameNS('*', tag)];
  const child = (node, tag) => [...node.children].find(({ localName }) => localName === tag);
  const textOf = (node, tag) => (under(node, tag)[0] || { textContent: '' }).textContent.trim();

  function ringsOf(polygon) {
    const edges = ['outerBoundaryIs', 'innerBoundaryIs'].flatMap((which) => under(polygon, which));
    return edges.flatMap((edge) => under(edge, 'coordinates')).map((node) => Float64Array.from(node.textContent.trim().split(/\s+/).flatMap((tuple) => tuple.split(',').slice(0, 2).map(Number))));
  }

  /* What a placemark says: its name, folders and colours, and its extended data, which count before these. */
  function rowOf(document, mark) {
    const named = (node) => (child(node, 'name') ? child(node, 'name').textContent.trim() : '');
    const folders = [];
    for (let node = mark.parentElement; node; node = node.parentElement) if (node.localName === 'Folder') folders.unshift(named(node));
    const said = { name: named(mark), folder: folders.filter(Boolean).join(' / '), styleurl: child(mark, 'styleUrl') ? child(mark, 'styleUrl').textContent.trim() : '' };
    const data = Object.fromEntries([...under(mark, 'SimpleData').map((node) => [node.getAttribute('name'), node.textContent]), ...under(mark, 'Data').map((node) => [node.getAttribute('name'), textOf(node, 'value')])]);
    return Salient.folded({ ...coloursOf(styleOf(document, said.styleurl)), ...coloursOf(mark), ...said, ...data });
  }

  /* The style of an address `#id`, through a style map to its normal look. */
  function styleOf(document, address) {
    const byId = (id) => [...under(document, 'Style'), ...under(document, 'StyleMap')].find((node) => node.getAttribute('id') === id);
    const found = address.includes('#') ? byId(address.split('#')[1]) : null;
    return found && found.localName === 'StyleMap' ? byId(textOf(found, 'styleUrl').split('#')[1]) : found;
  }

  /* KML writes aabbggrr. */
  function coloursOf(style) {
    const colour = (tag) => (style && under(style, tag)[0] ? textOf(under(style, tag)[0], 'color') : '');
    const rgb = (text) => (text.length === 8 ? `#${text.slice(6, 8)}${text.slice(4, 6)}${text.slice(2, 4)}`.toLowerCase() : '');
    return Object.fromEntries([['fill', rgb(colour('PolyStyle'))], ['stroke', rgb(colour('LineStyle'))]].filter(([, value]) => value));
  }

  function check(polygons, name) {
    const rings = polygons.flat();
    const points = rings.reduce((sum, ring) => sum + ring.length / 2, 0);
    if (!rings.some((ring) => ring.length >= 6)) throw new LayerFault('reference.no_polygons', { name });
    if (points > MOST_POINTS) throw new LayerFault('reference.too_many', { name, limit: MOST_POINTS });
    const [x, y] = [Salient.extremes(rings, 0), Salient.extremes(rings, 1)];
    if (![...x, ...y].every(Number.isFinite) || x[0] < -180 || x[1] > 180 || y[0] < -90 || y[1] > 90) throw new LayerFault('reference.no_degrees', { name });
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
