/* The payload of a page, decoded: geometry, states over time, places, claims. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const DAY_MS = 86400000;

  document.documentElement.classList.add('js'); // before the map is made: without scripts it takes no room

  const RADIANS = Math.PI / 180;

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

  function ringContains(ring, lon, lat) {
    let inside = false;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const crosses = ring[i + 1] > lat !== ring[j + 1] > lat;
      if (crosses && lon < ((ring[j] - ring[i]) * (lat - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) inside = !inside;
    }
    return inside;
  }

  class Topology {
    constructor(raw) {
      this.left = raw.left;
      this.right = raw.right;
      this.arcs = raw.arcs.map((deltas) => decodeLine(deltas, raw.scale, raw.origin));
      this.rings = raw.rings.map((rings) => rings.map((refs) => this.ring(refs)));
      this.boxes = this.rings.map(boundingBox);
    }

    /* Signed references to one closed chain of lon, lat pairs; ~i is arc i backwards. The joint of two arcs stands once. */
    ring(refs) {
      const points = [];
      for (const ref of refs) {
        const arc = this.arcs[ref < 0 ? ~ref : ref];
        const n = arc.length / 2;
        for (let k = 0; k < n - 1; k += 1) {
          const at = ref < 0 ? n - 1 - k : k;
          points.push(arc[2 * at], arc[2 * at + 1]);
        }
      }
      return points;
    }

    /* The cell that covers a point, or -1 outside the theatre. */
    cellAt(lon, lat) {
      return this.boxes.findIndex((box, cell) => {
        if (lon < box[0] || lon > box[2] || lat < box[1] || lat > box[3]) return false;
        return this.rings[cell].reduce((odd, ring) => odd !== ringContains(ring, lon, lat), false);
      });
    }
  }

  function boundingBox(rings) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        box[0] = Math.min(box[0], ring[i]);
        box[1] = Math.min(box[1], ring[i + 1]);
        box[2] = Math.max(box[2], ring[i]);
        box[3] = Math.max(box[3], ring[i + 1]);
      }
    }
    return box;
  }

  /* Everything a page knows. Days are counted from the first one, 0 .. days - 1. */
  class Model {
    constructor(payload) {
      Object.assign(this, payload.page);
      this.theatre = payload.theatre;
      this.topology = new Topology(payload.topology);
      this.steps = payload.steps;
      this.cellPlace = payload.cell_place;
      this.cellDistrict = payload.cell_district;
      this.border = payload.border.map((line) => decodeLine(line, payload.topology.scale, payload.topology.origin));
      this.districts = payload.districts;
      this.landmarks = payload.landmarks;
      this.places = payload.places;
      this.claims = payload.claims;
      this.reports = payload.reports;
      this.series = payload.series;
      this.figures = payload.figures;
      this.summaries = payload.summaries;
      this.delta = payload.delta;
      this.firstMs = Date.parse(`${this.first}T00:00:00Z`);
      this.placeCell = new Map();
      this.cellPlace.forEach((place, cell) => this.placeCell.has(place) || this.placeCell.set(place, cell));
      this.changeDays = [...new Set(this.steps.flatMap((s) => s.filter((_, i) => i % 2 === 1)))].filter((d) => d > 0).sort((a, b) => a - b);
      this.codesOf = new Map();
      this.namedFrom = this.places.map(({ steps }) => Math.min(Infinity, ...steps.filter((step) => step[3] === null).map(([day]) => day)));
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

    /* The class of a cell on a day. Steps read [code, day, code, day, code, ...]. */
    codeAt(cell, day) {
      const steps = this.steps[cell];
      let at = 0;
      while (at + 1 < steps.length && steps[at + 1] <= day) at += 2;
      return steps[at];
    }

    /* The classes of all cells on a day; the last few days asked for are kept. */
    codes(day) {
      if (!this.codesOf.has(day)) {
        if (this.codesOf.size > 40) this.codesOf.clear();
        this.codesOf.set(day, Uint8Array.from(this.steps, (_, cell) => this.codeAt(cell, day)));
      }
      return this.codesOf.get(day);
    }

    /* The days on which a cell's holder changed, with the holder since, oldest first: [[day, holder], ...]. */
    turns(cell) {
      const steps = this.steps[cell];
      const turns = [];
      for (let at = 2; at < steps.length; at += 2) {
        if (classes.holder(steps[at]) !== classes.holder(steps[at - 2])) turns.push([steps[at - 1], classes.holder(steps[at])]);
      }
      return turns;
    }

    /* Cells whose holder changed within `window` days up to `day`: [[cell, age in days], ...]. */
    changed(day, window) {
      const found = [];
      this.steps.forEach((steps, cell) => {
        if (steps.length < 3) return;
        const last = this.turns(cell).filter(([on]) => on <= day).pop();
        if (last && day - last[0] < window) found.push([cell, day - last[0]]);
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

    /* What is known of a place on a day: {day, chances: [p per holder], weights: [[claim, share], ...], source: the place that stands in for
       it, or null}; null where nothing but the opening situation is. */
    statusOf(place, day) {
      const steps = this.places[place].steps.filter(([on]) => on <= day);
      if (!steps.length) return null;
      const [on, chances, weights, source] = steps[steps.length - 1];
      return { day: on, chances, weights, source };
    }

    /* Whether a report says by that day who holds the place itself. */
    isNamed(place, day) {
      return this.namedFrom[place] <= day;
    }

    distanceKm(a, b) {
      return distanceKm(this.places[a].lon, this.places[a].lat, this.places[b].lon, this.places[b].lat);
    }
  }

  /* Read the JSON block of the page. */
  Salient.load = function (id) {
    return new Model(JSON.parse(document.getElementById(id).textContent));
  };

  Salient.Model = Model;
  Salient.classes = classes;
  Salient.mercator = { x: mercatorX, y: mercatorY };
})();
