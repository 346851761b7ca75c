/* What is shown, taken out of the page: ground and front as GeoJSON (RFC 7946), the series as CSV. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const DIGITS = 1e5;
  const round = (degrees) => Math.round(degrees * DIGITS) / DIGITS;

  /* The ground whose labels pass a test as polygons [[ring, hole, ...], ...], rings lon, lat, lon, lat, ...: the cells as they are, not smoothed. */
  Salient.ground = function (model, { labels, rank }, inside) {
    const { topology } = model;
    model.exact = model.exact || new Salient.Shapes(topology, topology.arcs, false);
    return assembled(model.exact.draw(labels, rank).rings(inside).map(pointsOf));
  };

  function pointsOf(sequence) {
    const points = [];
    sequence.forEach(([{ points: chain }, backwards], n) => {
      const count = chain.length / 2;
      for (let k = n ? 1 : 0; k < count; k += 1) {
        const at = backwards ? count - 1 - k : k;
        points.push(chain[2 * at], chain[2 * at + 1]);
      }
    });
    if (sequence.length === 1 && sequence[0][0].closed) points.push(points[0], points[1]);
    return points;
  }

  function signedArea(ring) {
    let sum = 0;
    for (let i = 2; i < ring.length; i += 2) sum += (ring[i - 2] - ring[0]) * (ring[i + 1] - ring[1]) - (ring[i] - ring[0]) * (ring[i - 1] - ring[1]);
    return sum / 2;
  }

  function reversed(ring) {
    const out = [];
    for (let i = ring.length - 2; i >= 0; i -= 2) out.push(ring[i], ring[i + 1]);
    return out;
  }

  function inside(ring, [x, y]) {
    let within = false;
    for (let i = 2; i < ring.length; i += 2) {
      if (ring[i - 1] > y !== ring[i + 1] > y && x < ring[i - 2] + ((y - ring[i - 1]) / (ring[i + 1] - ring[i - 1])) * (ring[i] - ring[i - 2])) within = !within;
    }
    return within;
  }

  /* Rings as polygons: those that run one way round enclose ground, the others are holes in the smallest ring around them. Shells run counterclockwise. */
  function assembled(rings) {
    const sized = rings.map((ring) => ({ ring, area: signedArea(ring) })).filter(({ area }) => area !== 0);
    const largest = sized.reduce((most, one) => (Math.abs(one.area) > Math.abs(most.area) ? one : most), { area: 0 });
    const sign = Math.sign(largest.area); // the largest ring of all cannot be a hole
    const shells = sized.filter(({ area }) => Math.sign(area) === sign).sort((a, b) => Math.abs(a.area) - Math.abs(b.area));
    const turned = (ring, counter) => (signedArea(ring) > 0 === counter ? ring : reversed(ring));
    const polygons = shells.map(({ ring }) => [turned(ring, true)]);
    sized.filter(({ area }) => Math.sign(area) !== sign).forEach(({ ring }) => {
      const middle = [(ring[0] + ring[2]) / 2, (ring[1] + ring[3]) / 2];
      const at = shells.findIndex((shell) => Math.abs(shell.area) > Math.abs(signedArea(ring)) && inside(shell.ring, middle));
      if (at >= 0) polygons[at].push(turned(ring, false));
    });
    return polygons;
  }

  const pairs = (ring) => Array.from({ length: ring.length / 2 }, (_, i) => [round(ring[2 * i]), round(ring[2 * i + 1])]);

  function feature(polygons, properties) {
    return { type: 'Feature', properties, geometry: { type: 'MultiPolygon', coordinates: polygons.map((polygon) => polygon.map(pairs)) } };
  }

  function collection(model, words, day, features, more) {
    const known = { theatre: model.theatre.id, at: model.iso(day), as_of: model.as_of, as_recorded: model.as_recorded, digest: model.digests[day] };
    return { type: 'FeatureCollection', ...known, ...more, licence: model.theatre.licence, attribution: model.theatre.attribution, features };
  }

  const side = (model, words, holder) => ({ holder: model.theatre.holders[holder].id, holder_name: words.holder(holder) });
  const km2Of = (model, faces) => Math.round(faces.reduce((sum, face) => sum + model.faceKm2[face], 0) * 1000) / 1000;

  /* The ground of a day by holder, level and basis, and the front. */
  Salient.geojsonOfDay = function (model, words, day) {
    const sentence = words.headline({ day, base: null });
    if (!model.isKnown(day)) return collection(model, words, day, [], { sentence });
    const { holder, contested, evidenced } = Salient.classes;
    const codes = model.codes(day);
    const features = [...new Set(codes)].sort((a, b) => a - b).map((code) => {
      const faces = [...codes.keys()].filter((face) => codes[face] === code);
      const polygons = Salient.ground(model, { labels: Int16Array.from(codes), rank: () => 0 }, (label) => label === code);
      return feature(polygons, { ...side(model, words, holder(code)), level: contested(code) ? 'contested' : 'held', evidenced: evidenced(code), area_km2: km2Of(model, faces), date: model.iso(day) });
    });
    return collection(model, words, day, [...features, ...front(model, day)], { sentence });
  };

  function front(model, day) {
    const holders = Int16Array.from(model.codes(day), (code) => Salient.classes.holder(code));
    const lines = model.exact.draw(holders, () => 0).seams((label) => label).map(pointsOf);
    return lines.length ? [{ type: 'Feature', properties: { layer: 'front', date: model.iso(day) }, geometry: { type: 'MultiLineString', coordinates: lines.map(pairs) } }] : [];
  }

  /* What changed hands between the ends of two days. */
  Salient.geojsonOfChange = function (model, words, first, last) {
    const told = { from: model.iso(first), sentence: words.headline({ base: first, day: last }) };
    if (!model.isKnown(last)) return collection(model, words, last, [], told);
    const [before, after] = [model.holders(first), model.holders(last)];
    const { focus } = model.theatre;
    const labels = Int16Array.from(after, (holder, face) => (holder === before[face] ? 0 : holder === focus ? 1 : before[face] === focus ? 2 : 0));
    const features = [[1, 'gained'], [2, 'lost']].flatMap(([wanted, change]) => {
      const faces = [...labels.keys()].filter((face) => labels[face] === wanted);
      return faces.length ? [feature(Salient.ground(model, { labels, rank: () => 0 }, (label) => label === wanted), { change, ...side(model, words, focus), area_km2: km2Of(model, faces) })] : [];
    });
    return collection(model, words, last, features, told);
  };

  const quoted = (value) => (/[",\n\r]/.test(String(value)) ? `"${String(value).replace(/"/g, '""')}"` : String(value));

  /* The series of the chart: a row a day, areas in km2. */
  Salient.csvOfSeries = function (model, words, { holder, district }) {
    const [low, best, high] = (district === null ? model.series : model.districtSeries[district])[holder];
    const where = district === null ? words.names.region : words.district(district);
    const rows = best.map((value, day) => [model.iso(day), ...Object.values(side(model, words, holder)), where, low[day], value, high[day], model.as_of || '', model.digests[day]]);
    const head = ['date', 'holder', 'holder_name', 'area', 'low_km2', 'best_km2', 'high_km2', 'as_of', 'digest'];
    return [head, ...rows].map((row) => row.map(guarded).join(',')).join('\r\n').concat('\r\n');
  };

  /* A text that a spreadsheet would take for a formula stays text. */
  function guarded(value) {
    return quoted(typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
  }

  /* Hand a file to the reader. */
  Salient.download = function (name, content, type) {
    const link = Salient.element('a', { href: URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
})();
