/* Reads {scripts, payload, labels} from stdin; writes the signed area (square degrees) inside the page's rings of each label, and of the whole. */
import fs from 'node:fs';
import vm from 'node:vm';

const given = JSON.parse(fs.readFileSync(0, 'utf8'));
globalThis.window = globalThis;
globalThis.document = { documentElement: { classList: { add() {} } }, getElementById: () => ({ textContent: JSON.stringify(given.payload) }) };
for (const script of given.scripts) vm.runInThisContext(script);

/* As a canvas path, but adding up what it encloses; a quadratic curve by Green's theorem. */
class Path {
  area = 0;

  add(...products) {
    this.area += products.reduce((sum, [share, [x, y], [x2, y2]]) => sum + share * (x * y2 - y * x2), 0);
  }

  moveTo(x, y) {
    this.closePath();
    this.start = this.at = [x, y];
  }

  lineTo(x, y) {
    this.add([1 / 2, this.at, [x, y]]);
    this.at = [x, y];
  }

  quadraticCurveTo(cx, cy, x, y) {
    this.add([1 / 3, this.at, [cx, cy]], [1 / 3, [cx, cy], [x, y]], [1 / 6, this.at, [x, y]]);
    this.at = [x, y];
  }

  closePath() {
    if (this.start) this.lineTo(...this.start);
  }
}

const { Shapes, load, trace } = globalThis.Salient;
const { topology } = load('payload');
const { origin } = given.payload.topology;
const near = topology.arcs.map((arc) => arc.map((v, i) => v - origin[i % 2])); // small numbers keep their precision
const drawing = new Shapes(topology, near, true).draw(given.labels, () => 0);
const area = (inside) => {
  const path = new Path();
  for (const sequence of drawing.rings(inside)) trace(path, sequence);
  path.closePath();
  return path.area;
};
const labels = [...new Set(given.labels)].sort((a, b) => a - b);
process.stdout.write(JSON.stringify({ whole: area(() => true), parts: labels.map((label) => area((other) => other === label)) }));
