/* Ground as one drawing: the arcs between faces of different labels, joined into chains between nodes, smoothed together, and
   handed out as rings and lines. Whatever is taken from one drawing shares its chains, so that edges match. As geo/space/smooth.py. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const OUTSIDE = -1;
  const TOWARD = 0.5; // shares of the way to the middle of its neighbours that a point goes: there, and back by a little more
  const BACK = -0.51;
  const ROUNDS = 30;
  const TURN = 0.25; // where a line leaves the way to a corner, as a share of the way back

  class Shapes {
    /* `topology` has left, right and nodes (two an arc, its ends); `lines` the coordinates of each arc, [x, y, x, y, ...]. */
    constructor(topology, lines, smooth) {
      Object.assign(this, { topology, lines, smooth });
      this.still = new Set(); // nodes on the outline
      topology.left.forEach((_, arc) => this.outer(arc) && this.still.add(topology.nodes[2 * arc]).add(topology.nodes[2 * arc + 1]));
    }

    outer(arc) {
      return this.topology.left[arc] === OUTSIDE || this.topology.right[arc] === OUTSIDE;
    }

    /* The drawing of labels, one a face. `rank(a, b)` says how much a line between two labels matters, 0 most: lesser ones give way. */
    draw(labels, rank) {
      const chains = this.chains(labels);
      if (this.smooth) relax(chains.filter(({ outer }) => !outer), this.still, rank);
      return new Drawing(chains);
    }

    /* Chains of arcs with the same labels on either side, from node to node, or closed where there is none. */
    chains(labels) {
      const { left, right, nodes } = this.topology;
      const labelOf = (face) => (face === OUTSIDE ? OUTSIDE : labels[face]);
      const active = [...left.keys()].filter((arc) => labelOf(left[arc]) !== labelOf(right[arc]));
      const meeting = new Map(); // node to the ends of arcs there: 2 * arc is its beginning, 2 * arc + 1 its end
      for (const end of active.flatMap((arc) => [2 * arc, 2 * arc + 1])) add(meeting, nodes[end], end);
      const passed = new Set();
      const found = [];
      for (const begin of [...[...meeting.values()].filter((ends) => ends.length !== 2).flat(), ...active.map((arc) => 2 * arc)]) {
        if (passed.has(begin >> 1)) continue;
        const ends = this.follow(begin, meeting, passed);
        const sides = [labelOf(left[begin >> 1]), labelOf(right[begin >> 1])];
        found.push(this.chain(ends, begin & 1 ? sides.reverse() : sides, meeting));
      }
      return found;
    }

    /* The arcs from one end of an arc on, each by the end that comes first, up to a node where others meet. */
    follow(begin, meeting, passed) {
      const found = [];
      for (let end = begin; end !== undefined && !passed.has(end >> 1); ) {
        const far = end ^ 1;
        passed.add(end >> 1);
        found.push(end);
        const here = meeting.get(this.topology.nodes[far]);
        end = here.length === 2 ? here.find((other) => other !== far) : undefined;
      }
      return found;
    }

    chain(ends, [left, right], meeting) {
      const { nodes } = this.topology;
      const span = [nodes[ends[0]], nodes[ends[ends.length - 1] ^ 1]];
      const closed = span[0] === span[1] && meeting.get(span[0]).length === 2;
      const outer = this.outer(ends[0] >> 1);
      return { left, right, span, closed, outer, curved: this.smooth && !outer, points: this.joined(ends, closed) };
    }

    /* The points of arcs one after the other, each joint once; those of a closed chain without the last, which is the first. */
    joined(ends, closed) {
      const points = [];
      ends.forEach((end, i) => {
        const line = this.lines[end >> 1];
        const count = line.length / 2;
        for (let k = i ? 1 : 0; k < count; k += 1) {
          const at = end & 1 ? count - 1 - k : k;
          points.push(line[2 * at], line[2 * at + 1]);
        }
      });
      return Float64Array.from(closed ? points.slice(0, -2) : points);
    }
  }

  function add(lists, key, value) {
    if (!lists.has(key)) lists.set(key, []);
    lists.get(key).push(value);
  }

  /* The chains of a drawing, and how they bound its ground. */
  class Drawing {
    constructor(chains) {
      this.chains = chains;
    }

    /* The rings around the ground whose labels pass a test, as lists of [chain, whether backwards]. */
    rings(inside) {
      const within = (label) => label !== OUTSIDE && inside(label);
      return sequences(this.chains.filter(({ left, right }) => within(left) !== within(right)).map((chain) => [chain, !within(chain.left)]));
    }

    /* The lines between ground whose labels lie on different sides, as lists of [chain, whether backwards]; the outline is none. */
    seams(sideOf) {
      const between = this.chains.filter(({ left, right }) => left !== OUTSIDE && right !== OUTSIDE && sideOf(left) !== sideOf(right));
      return sequences(between.map((chain) => [chain, sideOf(chain.left) > sideOf(chain.right)]));
    }
  }

  /* Directed chains joined end to end: first those that nothing leads to, then what is left, which is rings. */
  function sequences(directed) {
    const begin = ([{ span }, backwards]) => span[backwards ? 1 : 0];
    const end = ([{ span }, backwards]) => span[backwards ? 0 : 1];
    const loops = directed.filter(([chain]) => chain.closed).map((step) => [step]);
    const open = directed.filter(([chain]) => !chain.closed);
    const leaving = new Map();
    open.forEach((step) => add(leaving, begin(step), step));
    const reached = new Set(open.map(end));
    const used = new Set();
    const walk = (first) => {
      const found = [];
      for (let step = first; step; step = (leaving.get(end(step)) || []).find((next) => !used.has(next))) {
        used.add(step);
        found.push(step);
      }
      return found;
    };
    const lines = [];
    for (const step of [...open.filter((other) => !reached.has(begin(other))), ...open]) if (!used.has(step)) lines.push(walk(step));
    return [...loops, ...lines];
  }

  /* Move the points of chains in place, all at once, by Taubin's filter: the zigzag of cells goes, bends of villages stay. Points on the outline stay. */
  function relax(chains, still, rank) {
    const web = new Web(chains, still, rank);
    for (let round = 0; round < ROUNDS; round += 1) {
      web.move(TOWARD);
      web.move(BACK);
    }
    chains.forEach((chain, i) => {
      const before = chain.points;
      Object.assign(chain, web.course(i));
      if (chain.closed) resize(chain.points, before);
    });
  }

  /* The points of chains, a node that several share once, each with the points between which it moves. */
  class Web {
    constructor(chains, still, rank) {
      this.nodes = new Map();
      this.at = [];
      this.rows = chains.map((chain) => this.row(chain));
      this.junctions = new Set(this.nodes.values());
      this.now = Float64Array.from(this.at);
      this.next = Float64Array.from(this.at);
      const meeting = Array.from({ length: this.at.length / 2 }, () => []);
      chains.forEach((chain, i) => link(meeting, this.rows[i], chain.closed, rank(chain.left, chain.right)));
      const fixed = new Set([...still].map((node) => this.nodes.get(node)));
      this.between = meeting.map((met, point) => (fixed.has(point) ? [] : leading(met)));
      this.free = Int32Array.from([...this.between.keys()].filter((point) => this.between[point].length));
      this.others = Int32Array.from([...this.free].flatMap((point) => this.between[point]));
      this.ends = new Int32Array(this.free.length); // where those of each free point end among the others
      this.free.forEach((point, i) => (this.ends[i] = (i ? this.ends[i - 1] : 0) + this.between[point].length));
    }

    row({ points, span, closed }) {
      const last = points.length / 2 - 1;
      return Int32Array.from({ length: last + 1 }, (_, k) => {
        const node = closed || (k > 0 && k < last) ? null : span[k ? 1 : 0];
        if (node !== null && this.nodes.has(node)) return this.nodes.get(node);
        const index = this.at.push(points[2 * k], points[2 * k + 1]) / 2 - 1;
        if (node !== null) this.nodes.set(node, index);
        return index;
      });
    }

    move(share) {
      const { now, next, free, ends, others } = this;
      for (let i = 0, k = 0; i < free.length; i += 1) {
        const at = 2 * free[i];
        const count = ends[i] - k;
        let x = 0;
        let y = 0;
        for (; k < ends[i]; k += 1) {
          x += now[2 * others[k]];
          y += now[2 * others[k] + 1];
        }
        next[at] = now[at] + share * (x / count - now[at]);
        next[at + 1] = now[at + 1] + share * (y / count - now[at + 1]);
      }
      [this.now, this.next] = [next, now];
    }

    /* A chain as it now runs. Where it goes on beyond a node as part of a leading line, it passes there without a corner: `through`. */
    course(chain) {
      const row = this.rows[chain];
      const last = row.length - 1;
      const through = [[0, 1], [last, last - 1]].map(([end, next]) => this.junctions.has(row[end]) && this.leads(row[end]) && this.between[row[end]].includes(row[next]));
      const points = [...row].map((point) => (this.junctions.has(point) ? this.turned(point) : this.spot(point)));
      if (through[1]) points.splice(last, 0, mixed(this.spot(row[last]), this.spot(row[last - 1]), TURN));
      if (through[0]) points.splice(1, 0, mixed(this.spot(row[0]), this.spot(row[1]), TURN));
      return { points: Float64Array.from(points.flat()), through };
    }

    spot(point) {
      return [this.now[2 * point], this.now[2 * point + 1]];
    }

    /* Whether a line leads through a node, past others that end there. */
    leads(node) {
      return this.between[node].length === 2;
    }

    /* A node on a leading line lies where the line turns past the corner that it would be. */
    turned(node) {
      const own = this.spot(node);
      if (!this.leads(node)) return own;
      const [one, other] = this.between[node].map((point) => mixed(own, this.spot(point), TURN));
      return mixed(one, other, 0.5);
    }
  }

  function mixed(one, other, share) {
    return [one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])];
  }

  function link(meeting, row, closed, rank) {
    for (let k = closed ? 0 : 1; k < row.length; k += 1) {
      const [one, other] = [row[(k + row.length - 1) % row.length], row[k]];
      meeting[one].push([rank, other]);
      meeting[other].push([rank, one]);
    }
  }

  /* The points between which a point moves: those along the most important line through it, or all where none leads on. */
  function leading(met) {
    const ranks = met.map(([rank]) => rank).sort((a, b) => a - b);
    return met.filter(([rank]) => rank <= ranks[Math.min(1, ranks.length - 1)]).map(([, point]) => point);
  }

  /* A ring scaled about its centre to the area of another, so that pockets do not wear away. */
  function resize(ring, model) {
    const [now, wanted] = [Math.abs(area(ring)), Math.abs(area(model))];
    const scale = now > 0 ? Math.sqrt(wanted / now) : 1;
    for (const axis of [0, 1]) {
      let middle = 0;
      for (let i = axis; i < ring.length; i += 2) middle += (2 * ring[i]) / ring.length;
      for (let i = axis; i < ring.length; i += 2) ring[i] = middle + (ring[i] - middle) * scale;
    }
  }

  function area(ring) {
    let sum = 0;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) sum += (ring[j] - ring[0]) * (ring[i + 1] - ring[1]) - (ring[i] - ring[0]) * (ring[j + 1] - ring[1]);
    return sum / 2;
  }

  /* Add a sequence of chains to a canvas path. A smoothed chain is the curve that cutting its corners again and again leads to. */
  Salient.trace = function (path, sequence) {
    sequence.forEach(([chain, backwards], i) => {
      if (chain.closed && chain.curved) curl(path, chain.points, backwards);
      else extend(path, chain, backwards, i === 0);
    });
  };

  function extend(path, { points, curved, closed, through }, backwards, first) {
    const last = points.length / 2 - 1;
    const x = (k) => points[2 * (backwards ? last - k : k)];
    const y = (k) => points[2 * (backwards ? last - k : k) + 1];
    const turns = curved ? (end) => through[backwards ? 1 - end : end] : null;
    if (first) path.moveTo(x(0), y(0));
    if (curved && last > 1 && !turns(0)) path.lineTo((x(0) + x(1)) / 2, (y(0) + y(1)) / 2);
    for (let k = 1; k <= last; k += 1) {
      if (!curved || (k === last && !(last > 1 && turns(1)))) path.lineTo(x(k), y(k));
      else if (k === last - 1 && turns(1)) path.quadraticCurveTo(x(k), y(k), x(last), y(last));
      else if (k < last) path.quadraticCurveTo(x(k), y(k), (x(k) + x(k + 1)) / 2, (y(k) + y(k + 1)) / 2);
    }
    if (closed) path.closePath();
  }

  /* A ring; its direction tells ground from a hole in it. */
  function curl(path, points, backwards) {
    const count = points.length / 2;
    const at = (k, axis) => points[2 * ((backwards ? 2 * count - 1 - k : k) % count) + axis];
    path.moveTo((at(0, 0) + at(count - 1, 0)) / 2, (at(0, 1) + at(count - 1, 1)) / 2);
    for (let k = 0; k < count; k += 1) path.quadraticCurveTo(at(k, 0), at(k, 1), (at(k, 0) + at(k + 1, 0)) / 2, (at(k, 1) + at(k + 1, 1)) / 2);
    path.closePath();
  }

  Salient.Shapes = Shapes;
})();
