/* Painting: ground, tints, lines and names on one canvas, of the map on the screen as of a picture or a sheet for the printer. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const HATCH_PX = 4.5;
  const KEPT = 40;
  const FITTED = { x: 1000, y: 720 }; // what a laptop's window leaves of the map
  const FILLS = {
    held: { alpha: 0.36 },
    inferred: { alpha: 0.19 },
    contested: { alpha: 0.45, hatched: true },
    'contested-inferred': { alpha: 0.22, hatched: true },
    changed: { alpha: 0.8 },
    gained: { alpha: 0.78 },
    lost: { alpha: 0.78 },
    unchanged: { alpha: 0.1 },
    unknown: { alpha: 0.18, colour: 'muted' },
  };
  const LINES = {
    district: { colour: 'hairline', width: 0.75 },
    ground: { colour: 'hairline', width: 0.75 },
    border: { colour: 'border', width: 1.75, dash: [9, 4, 1.75, 4] },
    front: { colour: 'front', width: 2.25 },
    'front-before': { colour: 'front', width: 1.25, dash: [2, 4] },
    low: { colour: 'front', width: 1, dash: [5, 4] },
    high: { colour: 'front', width: 1, dash: [1, 4] },
    casing: { colour: 'halo', width: 5 },
    reference: { colour: 'reference', width: 2 },
    divider: { colour: 'ink', width: 1.5 },
  };

  /* A theatre in Mercator units around its centre: small numbers keep their precision on a canvas at every zoom. */
  class Sheet {
    constructor(model) {
      this.centre = [Salient.mercator.x((model.bounds[0] + model.bounds[2]) / 2), Salient.mercator.y((model.bounds[1] + model.bounds[3]) / 2)];
      this.shapes = new Salient.Shapes(model.topology, model.topology.arcs.map((arc) => this.flat(arc)), model.smooth);
      this.painted = new Map();
    }

    flat(points) {
      const out = new Float64Array(points.length);
      for (let i = 0; i < points.length; i += 2) {
        out[i] = Salient.mercator.x(points[i]) - this.centre[0];
        out[i + 1] = Salient.mercator.y(points[i + 1]) - this.centre[1];
      }
      return out;
    }

    /* The fills and lines of a scene as paths, all from one drawing; those of the last few scenes are kept. */
    paint(scene) {
      if (!this.painted.has(scene.key)) {
        if (this.painted.size >= KEPT) this.painted.clear();
        const drawing = this.shapes.draw(scene.labels, scene.rank);
        const fills = scene.fills.map((fill) => ({ ...fill, path: pathOf(drawing.rings(fill.inside)) }));
        this.painted.set(scene.key, { fills, lines: scene.lines.map((line) => ({ ...line, path: pathOf(drawing.seams(line.side)) })) });
      }
      return this.painted.get(scene.key);
    }

    /* All of the ground. */
    ground({ labels, rank }) {
      return pathOf(this.shapes.draw(labels, rank).rings(() => true));
    }

    /* Polygons [[ring, hole, ...], ...] of lon, lat pairs as one path. */
    rings(polygons) {
      const path = new Path2D();
      for (const line of polygons.flat()) {
        const flat = this.flat(line);
        for (let i = 0; i < flat.length; i += 2) path[i ? 'lineTo' : 'moveTo'](flat[i], flat[i + 1]);
        path.closePath();
      }
      return path;
    }

    lines(lines) {
      const chains = lines.map((line) => [[{ points: this.flat(line), curved: false, closed: false }, false]]);
      return pathOf(chains);
    }
  }

  function pathOf(sequences) {
    const path = new Path2D();
    for (const sequence of sequences) Salient.trace(path, sequence);
    return path;
  }

  const hatches = new Map();

  /* Stripes of two colours at 45 degrees, as a tile that repeats without a joint; made once. */
  function hatch(context, first, second, ratio) {
    const key = `${first} ${second} ${ratio}`;
    if (!hatches.has(key)) hatches.set(key, context.createPattern(stripes(first, second, ratio), 'repeat'));
    return hatches.get(key);
  }

  function stripes(first, second, ratio) {
    const size = Math.round(HATCH_PX * ratio) * 2;
    const tile = document.createElement('canvas');
    tile.width = size;
    tile.height = size;
    const pen = tile.getContext('2d');
    pen.fillStyle = first;
    pen.fillRect(0, 0, size, size);
    pen.globalCompositeOperation = 'source-over';
    pen.strokeStyle = second;
    pen.lineWidth = (size / 2) * Math.SQRT1_2;
    for (let shift = -size; shift <= size; shift += size) {
      pen.beginPath();
      pen.moveTo(shift - size / 2, size * 1.5);
      pen.lineTo(shift + size * 1.5, -size / 2);
      pen.stroke();
    }
    return tile;
  }

  /* A square of the legend on another canvas, its corner at x, y. */
  Salient.paintSwatch = function (pen, palette, { style, holder, other }, [x, y, width, height]) {
    const line = LINES[style];
    if (line) {
      pen.strokeStyle = palette[line.colour];
      pen.lineWidth = line.width;
      pen.setLineDash(line.dash || []);
      pen.beginPath();
      pen.moveTo(x, y + height / 2);
      pen.lineTo(x + width, y + height / 2);
      pen.stroke();
      pen.setLineDash([]);
      return;
    }
    pen.fillStyle = palette.land;
    pen.fillRect(x, y, width, height);
    pen.globalAlpha = FILLS[style].alpha;
    const { hatched, colour } = FILLS[style];
    const plain = colour ? palette[colour] : palette.holders[holder];
    pen.fillStyle = hatched ? pen.createPattern(stripes(palette.holders[holder], palette.holders[other], 1), 'repeat') : plain;
    pen.fillRect(x, y, width, height);
    if (style === 'changed') {
      pen.fillStyle = palette.holders[other];
      pen.fillRect(x + width / 2, y, width / 2, height);
    }
    pen.globalAlpha = 1;
  };

  /* Paints a scene as it is seen in a window of the map: {zoom, origin, size, ratio, reserved, divide}. Its corner lies `origin` {x, y} from the
     world's at that zoom, `size` {x, y} is in CSS pixels, `reserved` are boxes in which no name is written; left of `divide` lies the other scene. */
  class Painting {
    constructor(model, palette) {
      this.model = model;
      this.palette = palette;
      this.sheet = new Sheet(model);
      this.fixed = {
        ground: this.sheet.ground(Salient.sceneOfGround(model)),
        district: this.sheet.lines(model.districtLines),
        border: this.sheet.lines(model.border),
      };
    }

    /* A window of that size (CSS pixels) around a middle {lat, lng, zoom}. */
    static window({ lat, lng, zoom }, size, more) {
      const scale = Math.pow(2, zoom);
      const origin = { x: Salient.mercator.x(lng) * scale - size.x / 2, y: Salient.mercator.y(lat) * scale - size.y / 2 };
      return { zoom, origin, size, ratio: 1, reserved: [], divide: null, ...more };
    }

    /* `look`: {scene, beside, reference, paper, names, selected}. Gives what was written: [{place, boxes}]. */
    paint(pen, look, window) {
      Object.assign(this, { pen, look, window, view: this.matrix(window) });
      const { size, ratio } = window;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, size.x * ratio, size.y * ratio);
      if (look.paper) this.fill(this.fixed.ground, this.palette.land, 1);
      this.parts().forEach(({ scene, clip }) => this.within(clip, () => scene.fills.forEach((fill) => this.tint(fill))));
      this.stroke('district', this.fixed.district);
      this.stroke('ground', this.fixed.ground);
      this.stroke('border', this.fixed.border);
      this.parts().forEach(({ scene, clip }) => this.within(clip, () => scene.lines.forEach((line) => this.stroke(line.style, line.path))));
      if (look.reference) for (const style of ['casing', 'reference']) this.stroke(style, look.reference);
      const hits = this.names();
      this.divide();
      return hits;
    }

    /* From sheet units to device pixels. */
    matrix({ zoom, origin, ratio }) {
      const scale = Math.pow(2, zoom);
      const [x, y] = this.sheet.centre;
      return new DOMMatrix([scale, 0, 0, scale, x * scale - origin.x, y * scale - origin.y].map((v) => v * ratio));
    }

    placed(path) {
      const placed = new Path2D();
      placed.addPath(path, this.view);
      return placed;
    }

    /* The scene, or the two beside each other with the strips of the canvas that are theirs. */
    parts() {
      const { look, window } = this;
      if (!look.beside) return [{ scene: look.scene }];
      const at = window.divide * window.ratio;
      return [{ scene: look.beside, clip: [0, at] }, { scene: look.scene, clip: [at, window.size.x * window.ratio] }];
    }

    within(clip, draw) {
      const { pen, window } = this;
      pen.save();
      if (clip) {
        pen.beginPath();
        pen.rect(clip[0], 0, clip[1] - clip[0], window.size.y * window.ratio);
        pen.clip();
      }
      draw();
      pen.restore();
    }

    divide() {
      const { pen, window } = this;
      if (!this.look.beside) return;
      const at = window.divide * window.ratio;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.strokeStyle = this.palette.ink;
      pen.lineWidth = LINES.divider.width * window.ratio;
      pen.beginPath();
      pen.moveTo(at, 0);
      pen.lineTo(at, window.size.y * window.ratio);
      pen.stroke();
    }

    fill(path, style, alpha) {
      const { pen } = this;
      pen.globalAlpha = alpha;
      pen.fillStyle = style;
      pen.fill(this.placed(path));
      pen.globalAlpha = 1;
    }

    tint(fill) {
      const look = FILLS[fill.style];
      const { holders } = this.palette;
      const alpha = look.alpha * (fill.strength === undefined ? 1 : fill.strength);
      const plain = look.colour ? this.palette[look.colour] : holders[fill.holder];
      this.fill(fill.path, look.hatched ? this.pattern(fill.holder, fill.other) : plain, alpha);
    }

    /* The hatching is tied to the ground, not to the window: it does not swim when the map is dragged. */
    pattern(first, second) {
      const { holders } = this.palette;
      const [low, high] = first < second ? [first, second] : [second, first];
      const pattern = hatch(this.pen, holders[low], holders[high], this.window.ratio);
      pattern.setTransform(new DOMMatrix([1, 0, 0, 1, this.view.e, this.view.f]));
      return pattern;
    }

    stroke(name, path) {
      const look = LINES[name];
      const { pen, window } = this;
      pen.lineJoin = 'round';
      pen.lineCap = look.dash ? 'butt' : 'round';
      pen.lineWidth = look.width * window.ratio;
      pen.strokeStyle = this.palette[look.colour];
      pen.setLineDash((look.dash || []).map((v) => v * window.ratio));
      pen.stroke(this.placed(path));
      pen.setLineDash([]);
    }

    /* The zoom at which the first view fills a window of a laptop; wider windows show no fewer names. */
    fitted() {
      const [west, south, east, north] = this.model.view;
      const { x, y } = Salient.mercator;
      return Math.log2(Math.min(FITTED.x / (x(east) - x(west)), FITTED.y / (y(south) - y(north))));
    }

    names() {
      const { pen, look, window } = this;
      const { zoom, origin, ratio } = window;
      const scale = Math.pow(2, zoom);
      const hits = [];
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      Salient.drawNames(pen, this.model, {
        place: (lon, lat) => ({ x: Salient.mercator.x(lon) * scale - origin.x, y: Salient.mercator.y(lat) * scale - origin.y }),
        detail: zoom - this.fitted(),
        day: look.scene.day || 0,
        palette: this.palette,
        names: look.names || 'name',
        size: window.size,
        hits,
        selected: look.selected,
        reserved: window.reserved,
      });
      return hits;
    }
  }

  Salient.Painting = Painting;
})();
