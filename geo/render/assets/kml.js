/* KML, read by the browser: placemarks with what they say by name, description, folder, colour and extended data.
   Links are not followed. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const KML = /<([\w-]+:)?kml[\s>]/;
  const NAME_LENGTH = 80;

  /* The shapes of a KML text, {shapes, left} as Salient.readLayer gives them. What it only links to, or shows as a
     picture, is told as that. */
  Salient.fromKml = function (text, name) {
    // looked at before a parser that styles its complaint, which is against our policy
    if (!KML.test(text)) throw new Salient.LayerFault('reference.no_layer', { name });
    const document = new DOMParser().parseFromString(text, 'text/xml');
    const broken = document.querySelector('parsererror') || document.documentElement.localName !== 'kml';
    if (broken) throw new Salient.LayerFault('reference.no_layer', { name });
    const all = (tag) => under(document, tag);
    const marks = all('Placemark').filter((mark) => under(mark, 'Polygon').length);
    const shapes = marks.map((mark) => ({ row: rowOf(document, mark), polygons: under(mark, 'Polygon').map(ringsOf) }));
    if (!shapes.length && all('NetworkLink').length) {
      const address = textOf(document, 'href').slice(0, NAME_LENGTH);
      throw new Salient.LayerFault('reference.links', { name, address });
    }
    if (!shapes.length && all('GroundOverlay').length) throw new Salient.LayerFault('reference.pictures', { name });
    return { shapes, left: all('Point').length + all('LineString').length };
  };

  const under = (node, tag) => [...node.getElementsByTagNameNS('*', tag)];
  const childText = (node, tag) => {
    const found = [...node.children].find(({ localName }) => localName === tag);
    return found ? found.textContent.trim() : '';
  };
  const textOf = (node, tag) => (under(node, tag)[0] || { textContent: '' }).textContent.trim();

  function ringsOf(polygon) {
    const edges = ['outerBoundaryIs', 'innerBoundaryIs'].flatMap((which) => under(polygon, which));
    return edges.flatMap((edge) => under(edge, 'coordinates')).map(positionsOf);
  }

  function positionsOf(node) {
    const tuples = node.textContent.trim().split(/\s+/);
    return Float64Array.from(tuples.flatMap((tuple) => tuple.split(',').slice(0, 2).map(Number)));
  }

  /* What a placemark says: its name, description, folders and colours, and its extended data, which count first. */
  function rowOf(document, mark) {
    const folders = [];
    for (let node = mark.parentElement; node; node = node.parentElement) {
      if (node.localName === 'Folder') folders.unshift(childText(node, 'name'));
    }
    const folder = folders.filter(Boolean).join(' / ');
    const [name, description, styleurl] = ['name', 'description', 'styleUrl'].map((tag) => childText(mark, tag));
    const said = { name, description, folder, styleurl };
    const data = {};
    for (const node of under(mark, 'SimpleData')) data[node.getAttribute('name')] = node.textContent;
    for (const node of under(mark, 'Data')) data[node.getAttribute('name')] = textOf(node, 'value');
    return Salient.folded({ ...coloursOf(styleOf(document, said.styleurl)), ...coloursOf(mark), ...said, ...data });
  }

  /* The style of an address `#id`, through a style map to its normal look. */
  function styleOf(document, address) {
    const byId = (id) =>
      [...under(document, 'Style'), ...under(document, 'StyleMap')].find((node) => node.getAttribute('id') === id);
    const found = address.includes('#') ? byId(address.split('#')[1]) : null;
    return found && found.localName === 'StyleMap' ? byId(textOf(found, 'styleUrl').split('#')[1]) : found;
  }

  /* KML writes aabbggrr. */
  function coloursOf(style) {
    const colour = (tag) => (style && under(style, tag)[0] ? textOf(under(style, tag)[0], 'color') : '');
    const rgb = (text) =>
      text.length === 8 ? `#${text.slice(6, 8)}${text.slice(4, 6)}${text.slice(2, 4)}`.toLowerCase() : '';
    return Object.fromEntries(
      [
        ['fill', rgb(colour('PolyStyle'))],
        ['stroke', rgb(colour('LineStyle'))],
      ].filter(([, value]) => value),
    );
  }
})();
