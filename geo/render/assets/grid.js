/* Ground counted on a grid of some tens of metres: how much of another map lies in the theatre, and how far it agrees
   with ours. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const GRID_PX = 2200; // the longer side of the grid on which two maps are compared
  const FLATTENING = 1 / 298.257223563; // of the ellipsoid WGS 84
  const RADIUS_KM = 6378.137;
  const DEGREE_KM = 111.2;
  const RADIANS = Math.PI / 180;
  /* A polygon of which less than this share lies in the theatre, nowhere deeper than this part of its width, only grazes
     it (geo/readers/layer/whereabouts.py). */
  const GRAZING = { share: 0.1, depth: 0.02 };

  /* Area of a cell of the ellipsoid by its latitudes and width (degrees), in km2: the zone's (Snyder 1987, eq. 3-12), divided. */
  function zoneKm2(south, north, width) {
    const e2 = FLATTENING * (2 - FLATTENING);
    const e = Math.sqrt(e2);
    const q = (lat) => {
      const s = Math.sin(lat * RADIANS);
      return (1 - e2) * (s / (1 - e2 * s * s) + Math.atanh(e * s) / e);
    };
    return (RADIUS_KM ** 2 * (q(north) - q(south)) * width * Math.PI) / 360;
  }

  /* Area of a polygon on the sphere, holes left out, in km2; only shares are taken of it. */
  function polygonKm2(polygon) {
    const ringKm2 = (ring) => {
      const sine = (at) => Math.sin(ring[at + 1] * RADIANS);
      let sum = 0;
      let last = ring.length - 2;
      for (let at = 0; at < ring.length; at += 2) {
        sum += (ring[at] - ring[last]) * RADIANS * (2 + sine(at) + sine(last));
        last = at;
      }
      return Math.abs((sum * RADIUS_KM ** 2) / 2);
    };
    return polygon.reduce((sum, ring, n) => sum + (n ? -1 : 1) * ringKm2(ring), 0);
  }

  /* A pen on a canvas for the cells of a window [x0, y0, x1, y1]; and what it has drawn, a byte a cell, 255 inside. */
  function penOf([x0, y0, x1, y1]) {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: x1 - x0, height: y1 - y0 });
    return canvas.getContext('2d', { willReadFrequently: true });
  }

  function bytesOf(pen) {
    const { data } = pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
    return Uint8Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3]);
  }

  /* The theatre as a grid: `box` in degrees, `all` its cells and `core` those away from its edge (bytes, 255 inside),
     `rowKm2` the area of a cell by row. */
  class Grid {
    constructor(model) {
      const [west, south, east, north] = model.bounds;
      const wide = (east - west) * Math.cos(((south + north) / 2) * RADIANS);
      const scale = GRID_PX / Math.max(wide, north - south); // pixels a degree of latitude
      this.box = model.bounds;
      [this.width, this.height] = [Math.round(wide * scale), Math.round((north - south) * scale)];
      const [row, step] = [(north - south) / this.height, (east - west) / this.width];
      this.rowKm2 = Float64Array.from({ length: this.height }, (_, y) =>
        zoneKm2(north - (y + 1) * row, north - y * row, step),
      );
      const ground = Salient.ground(model, Salient.sceneOfGround(model), () => true);
      this.all = this.paint(ground);
      const km2 = this.sum(this.all);
      this.core = this.paint(ground, { inset: GRAZING.depth * Math.sqrt(km2) * (scale / DEGREE_KM) });
    }

    /* Polygons of ours as bytes, all in one, filled so that holes stay open; `inset` takes a margin off (pixels). */
    paint(polygons, { inset = 0 } = {}) {
      const pen = penOf(this.whole);
      const path = this.path(polygons.flat(), this.whole);
      pen.fill(path, 'evenodd');
      if (inset) {
        Object.assign(pen, { globalCompositeOperation: 'destination-out', lineWidth: 2 * inset, lineJoin: 'round' });
        pen.stroke(path);
      }
      return bytesOf(pen);
    }

    /* Polygons of others as bytes, of the whole grid or of a window [x0, y0, x1, y1]: all that one of them or more holds.
       What a ring goes round, once or more often, is inside it, and holes are those of their own polygon: so the command
       line repairs and joins them (geo/readers/layer). */
    cover(polygons, window = this.whole) {
      const pen = penOf(window);
      for (const polygon of polygons) {
        const own = this.windowOf(polygon);
        if (own) pen.drawImage(this.stamp(polygon, own), own[0] - window[0], own[1] - window[1]);
      }
      return bytesOf(pen);
    }

    /* One polygon of others on a canvas of its own. */
    stamp([outer, ...holes], window) {
      const pen = penOf(window);
      pen.fill(this.path([outer], window));
      pen.globalCompositeOperation = 'destination-out';
      holes.forEach((hole) => pen.fill(this.path([hole], window)));
      return pen.canvas;
    }

    get whole() {
      return [0, 0, this.width, this.height];
    }

    path(rings, [x0, y0]) {
      const [west, south, east, north] = this.box;
      const column = (lon) => ((lon - west) / (east - west)) * this.width - x0;
      const line = (lat) => ((north - lat) / (north - south)) * this.height - y0;
      const path = new Path2D();
      for (const ring of rings) {
        for (let i = 0; i < ring.length; i += 2) path[i ? 'lineTo' : 'moveTo'](column(ring[i]), line(ring[i + 1]));
        path.closePath();
      }
      return path;
    }

    sum(cells) {
      return cells.reduce((km2, cell, i) => km2 + (cell > 127 ? this.rowKm2[Math.floor(i / this.width)] : 0), 0);
    }

    /* The cells that the box of a polygon covers, [x0, y0, x1, y1]; null where it lies beside the grid. */
    windowOf(polygon) {
      const [west, south, east, north] = this.box;
      const [x, y] = [Salient.extremes(polygon, 0), Salient.extremes(polygon, 1)];
      const column = (lon) => Math.max(0, Math.min(this.width, ((lon - west) / (east - west)) * this.width));
      const row = (lat) => Math.max(0, Math.min(this.height, ((north - lat) / (north - south)) * this.height));
      const found = [Math.floor(column(x[0])), Math.floor(row(y[1])), Math.ceil(column(x[1])), Math.ceil(row(y[0]))];
      return found[0] < found[2] && found[1] < found[3] ? found : null;
    }

    /* How much of a polygon lies in the theatre, in km2, and whether it only grazes it. */
    place(polygon) {
      const window = this.windowOf(polygon);
      if (!window) return { km2: 0, grazes: false };
      const [x0, y0, x1] = window;
      const cells = this.cover([polygon], window);
      let [km2, deep] = [0, false];
      cells.forEach((cell, i) => {
        if (cell < 128) return;
        const y = y0 + Math.floor(i / (x1 - x0));
        const at = y * this.width + x0 + (i % (x1 - x0));
        if (this.all[at] < 128) return;
        km2 += this.rowKm2[y];
        deep = deep || this.core[at] > 127;
      });
      return { km2, grazes: !deep && km2 < GRAZING.share * polygonKm2(polygon) };
    }
  }

  Salient.gridOf = function (model) {
    if (!model.grid) model.grid = new Grid(model);
    return model.grid;
  };

  /*
   * The shapes of a file that lie in the theatre, {row, polygons, km2}, without polygons that do not or only graze it.
   * Where none does that is a fault: latitude stands before longitude, it lies elsewhere, or it is a map of other
   * ground that touches the border.
   */
  Salient.localShapes = function (model, { name, shapes }) {
    const rings = shapes.flatMap(({ polygons }) => polygons.flat());
    const [x, y] = [Salient.extremes(rings, 0), Salient.extremes(rings, 1)];
    const [west, south, east, north] = model.bounds;
    const meets = ([a, b], [c, d]) => a <= d && c <= b;
    if (!meets(x, [west, east]) || !meets(y, [south, north])) {
      const exchanged = meets(y, [west, east]) && meets(x, [south, north]);
      throw new Salient.LayerFault(exchanged ? 'reference.exchanged' : 'reference.elsewhere', { name });
    }
    const grid = Salient.gridOf(model);
    let grazing = false;
    const local = shapes.map(({ row, polygons }) => {
      const places = polygons.map((polygon) => ({ polygon, ...grid.place(polygon) }));
      grazing = grazing || places.some(({ km2, grazes }) => km2 > 0 && grazes);
      const kept = places.filter(({ km2, grazes }) => km2 > 0 && !grazes);
      return { row, polygons: kept.map(({ polygon }) => polygon), km2: kept.reduce((sum, { km2 }) => sum + km2, 0) };
    });
    const found = local.filter(({ polygons }) => polygons.length);
    if (!found.length) throw new Salient.LayerFault(grazing ? 'reference.grazes' : 'reference.elsewhere', { name });
    return found;
  };

  /* Ours beside theirs: areas in km2 (ours, theirs, of both), and the Jaccard index (IoU), counted inside the theatre. */
  Salient.agreement = function (model, day, polygons) {
    const grid = Salient.gridOf(model);
    const held = Salient.sceneOfHolder(model, day, model.theatre.focus);
    const ours = grid.paint(Salient.ground(model, held, (label) => label === 1));
    const theirs = grid.cover(polygons);
    const sums = { ours: 0, theirs: 0, both: 0 };
    for (let i = 0; i < grid.all.length; i += 1) {
      if (grid.all[i] < 128) continue;
      const km2 = grid.rowKm2[Math.floor(i / grid.width)];
      const [ourCell, theirCell] = [ours[i] > 127, theirs[i] > 127];
      if (ourCell) sums.ours += km2;
      if (theirCell) sums.theirs += km2;
      if (ourCell && theirCell) sums.both += km2;
    }
    const either = sums.ours + sums.theirs - sums.both;
    return { ...sums, iou: either ? sums.both / either : null };
  };
})();
