/* The payload of a page, decoded: geometry, states over time, places, claims. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const DAY_MS = 86400000;

  document.documentElement.classList.add('js'); // before the map is made: without scripts it takes no room

  const RADIANS = Math.PI / 180;
  const OUTSIDE = -1;
  const KEPT_DAYS = 40;

  /* A class of ground is one small number: holder * 4 + contested * 2 + evidenced, as the server wrote it. */
  const classes = {
    holder: (code) => code >> 2,
    contested: (code) => (code & 2) !== 0,
    evidenced: (code) => (code & 1) !== 0,
  };

  /* Undo the delta coding [x0, y0, dx, dy, ...] into pairs of lon, lat. */
  function decodeLine(deltas, scale, origin) {
    const points = new Float64Array(deltas.length);
    let x = 0;
    let y = 0;
    for (let i = 0; i < deltas.length; i += 2) {
      x += deltas[i];
      y += deltas[i + 1];
      points[i] = origin[0] + x * scale;
      points[i + 1] = origin[1] + y * scale;
    }
    return points;
  }

  /* The ends of all arcs as nodes, two an arc: equal numbers where ends meet. */
  function nodesOf(arcs) {
    const numbers = new Map();
    return arcs.flatMap((line) => [0, line.length - 2].map((at) => {
      const key = `${line[at]},${line[at + 1]}`;
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      return numbers.get(key);
    }));
  }

  /* Web Mercator at zoom 0 (256 px a side), as Leaflet's default CRS. */
  function mercatorX(lon) {
    return ((lon + 180) / 360) * 256;
  }

  function mercatorY(lat) {
    return 128 - (Math.log(Math.tan(Math.PI / 4 + (lat * RADIANS) / 2)) / Math.PI) * 128;
  }

  function distanceKm(lonA, latA, lonB, latB) {
    const x = (lonB - lonA) * RADIANS * Math.cos(((latA + latB) / 2) * RADIANS);
    const y = (latB - latA) * RADIANS;
    return Math.hypot(x, y) * 6371.0088;
  }

  /* Arcs between faces: ground with one history. A face is -1 outside the theatre. */
  class Topology {
    constructor(raw) {
      this.left = raw.left;
      this.right = raw.right;
      this.arcs = raw.arcs.map((deltas) => decodeLine(deltas, raw.scale, raw.origin));
      this.nodes = nodesOf(this.arcs);
    }

    /* The face that covers a point, or -1 outside the theatre: that below the first arc to the north. */
    faceAt(lon, lat) {
      let face = OUTSIDE;
      let nearest = Infinity;
      this.arcs.forEach((line, arc) => {
        for (let i = 2; i < line.length; i += 2) {
          const eastward = line[i] > lon;
          if (line[i - 2] > lon === eastward) continue;
          const at = line[i - 1] + ((lon - line[i - 2]) / (line[i] - line[i - 2])) * (line[i + 1] - line[i - 1]);
          if (at <= lat || at >= nearest) continue;
          nearest = at;
          face = eastward ? this.right[arc] : this.left[arc];
        }
      });
      return face;
    }
  }

  /* Everything a page knows. Days are counted from the first one, 0 .. days - 1. */
  class Model {
    constructor(payload) {
      Object.assign(this, payload.page);
      this.theatre = payload.theatre;
      this.topology = new Topology(payload.topology);
      this.steps = payload.steps;
      const lines = (coded) => coded.map((line) => decodeLine(line, payload.topology.scale, payload.topology.origin));
      this.border = lines(payload.border);
      this.districtLines = lines(payload.district_lines);
      this.districts = payload.districts;
      this.landmarks = payload.landmarks;
      this.places = payload.places;
      this.claims = payload.claims;
      this.reports = payload.reports;
      this.series = payload.series;
      this.figures = payload.figures;
      this.districtSeries = payload.district_series;
      this.faceKm2 = payload.face_km2;
      this.counted = payload.counted;
      this.firstMs = Date.parse(`${this.first}T00:00:00Z`);
      this.turns = this.steps.map(turnsOf);
      this.changeDays = [...new Set(this.places.flatMap(({ face }) => this.turns[face].map(([day]) => day)))].sort((a, b) => a - b);
      this.codesOf = new Map();
      this.holdersOf = new Map();
      this.namedFrom = this.places.map(({ steps }) => Math.min(Infinity, ...steps.filter(([, , named]) => named).map(([day]) => day)));
    }

    /* The date of a day; a page of single dates lists them, any other counts on from the first. */
    iso(day) {
      if (this.dates) return this.dates[day];
      return new Date(this.firstMs + day * DAY_MS).toISOString().slice(0, 10);
    }

    /* The day of an ISO date, or NaN where it is none or lies outside the page's span. */
    dayOf(iso) {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return NaN;
      const day = Math.round((Date.parse(`${iso}T00:00:00Z`) - this.firstMs) / DAY_MS);
      return day >= 0 && day < this.days && this.iso(day) === iso ? day : NaN;
    }

    /* Whom the side in focus loses ground to, where only one hue can stand for all others. */
    get other() {
      const { focus, opening, holders } = this.theatre;
      return opening === focus ? holders.findIndex((_, i) => i !== focus) : opening;
    }

    /* The side whose ground is tinted on a map of changes: the opening holder's own stays paper. */
    get coloured() {
      const { focus, opening } = this.theatre;
      return opening === focus ? this.other : focus;
    }

    /* Whether a day had come when reports were last read; of the days after it the page says nothing. */
    isKnown(day) {
      return day < this.known;
    }

    /* The last day that is known, 0 where none is. */
    get lastKnown() {
      return Math.max(0, this.known - 1);
    }

    /* The first and the last day of the page. */
    get limits() {
      return { first: this.iso(0), last: this.iso(this.days - 1) };
    }

    /* The number of the side with an id, or -1. */
    holderOf(id) {
      return this.theatre.holders.findIndex((holder) => holder.id === id);
    }

    /* The class of a face on a day, as it is drawn. */
    codeAt(face, day) {
      return stepAt(this.steps[face], day);
    }

    /* The classes of all faces on a day, as they are drawn; the last few days asked for are kept. */
    codes(day) {
      return kept(this.codesOf, day, () => Uint8Array.from(this.steps, (steps) => stepAt(steps, day)));
    }

    /* The likeliest holder of a face on a day, as areas count it: specks are not drawn, but count. */
    holderAt(face, day) {
      return classes.holder(stepAt(this.counted[face] || this.steps[face], day));
    }

    holders(day) {
      return kept(this.holdersOf, day, () => Uint8Array.from(this.steps, (_, face) => this.holderAt(face, day)));
    }

    /* What each holder gained between the ends of two days, in km2. */
    gains(first, last) {
      const [before, after] = [this.holders(first), this.holders(last)];
      const found = this.theatre.holders.map(() => 0);
      after.forEach((holder, face) => {
        if (holder !== before[face]) found[holder] += this.faceKm2[face];
      });
      return found;
    }

    /* What the side in focus gained and lost between the ends of two days (km2), and the settlements that changed hands. */
    delta(first, last) {
      const [before, after] = [this.holders(first), this.holders(last)];
      const { focus } = this.theatre;
      const moved = [...after.keys()].filter((face) => before[face] !== after[face]);
      const km2 = (faces) => faces.reduce((sum, face) => sum + this.faceKm2[face], 0);
      const settlements = this.places.flatMap(({ face }, place) => (before[face] === after[face] ? [] : [{ place, before: before[face], after: after[face] }]));
      settlements.sort((a, b) => (this.places[a.place].name < this.places[b.place].name ? -1 : 1));
      return { gained: km2(moved.filter((face) => after[face] === focus)), lost: km2(moved.filter((face) => before[face] === focus)), settlements };
    }

    /* Faces whose holder changed within `window` days up to `day`: [[face, age in days], ...]. */
    changed(day, window) {
      const found = [];
      this.turns.forEach((turns, face) => {
        const last = turns.filter(([on]) => on <= day).pop();
        if (last && day - last[0] < window) found.push([face, day - last[0]]);
      });
      return found;
    }

    /* The change day after (direction 1) or before (-1) a day; the day itself where there is none. */
    nextChange(day, direction) {
      const later = direction > 0 ? this.changeDays.find((d) => d > day) : this.changeDays.filter((d) => d < day).pop();
      return later === undefined ? day : later;
    }

    claimsAbout(place) {
      return this.claims.filter((claim) => claim.place === place);
    }

    /* The probability of each holder at a place on a day; null where only the opening situation is known. */
    chancesOf(place, day) {
      const last = this.places[place].steps.filter(([on]) => on <= day).pop();
      return last ? last[1] : null;
    }

    /* What a place's status on a day comes from, the heaviest first: [[place, percent], ...]; the place itself where reports of other days name it. */
    sourcesOf(place, day) {
      const last = this.places[place].sources.filter(([on]) => on <= day).pop();
      return last ? last[1] : [];
    }

    /* Whether a report says by that day who holds the place itself. */
    isNamed(place, day) {
      return this.namedFrom[place] <= day;
    }

    /* The date of the latest report by a day that says who holds a place, empty where there is none. */
    latestReport(place, day) {
      const spoken = this.claims.filter((claim) => claim.place === place && claim.says && claim.day <= day);
      return spoken.reduce((date, claim) => (claim.date > date ? claim.date : date), '');
    }

    /* The place nearest to a point, or -1 where the theatre has none. */
    nearestPlace(lon, lat) {
      const away = this.places.map((place) => distanceKm(place.lon, place.lat, lon, lat));
      return away.indexOf(Math.min(...away));
    }

    distanceKm(a, b) {
      return this.awayKm(a, [this.places[b].lon, this.places[b].lat]);
    }

    /* How far a point [lon, lat] is from a place. */
    awayKm(place, [lon, lat]) {
      return distanceKm(this.places[place].lon, this.places[place].lat, lon, lat);
    }
  }

  /* Steps read [code, day, code, day, code, ...]. */
  function stepAt(steps, day) {
    let at = 0;
    while (at + 1 < steps.length && steps[at + 1] <= day) at += 2;
    return steps[at];
  }

  function kept(memo, key, make) {
    if (!memo.has(key)) {
      if (memo.size > KEPT_DAYS) memo.clear();
      memo.set(key, make());
    }
    return memo.get(key);
  }

  /* The days on which a holder changed, with the holder since, oldest first: [[day, holder], ...]. */
  function turnsOf(steps) {
    const turns = [];
    for (let at = 2; at < steps.length; at += 2) {
      if (classes.holder(steps[at]) !== classes.holder(steps[at - 2])) turns.push([steps[at - 1], classes.holder(steps[at])]);
    }
    return turns;
  }

  /* Read a JSON block of the page. */
  Salient.load = function (id) {
    return new Model(JSON.parse(document.getElementById(id).textContent));
  };

  Salient.classes = classes;
  Salient.mercator = { x: mercatorX, y: mercatorY };
})();
