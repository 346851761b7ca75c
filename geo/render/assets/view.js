/* Where the map looks. At a ground, fitted into what the words leave free of the map and fitted again when the map gets another size, until the
   reader moves it; then at what was chosen. The drawer pushes the middle aside while it is open, and takes nothing of it along. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const MARGIN = { part: 0.02, least: 4, most: 16 }; // between the ground and what stands around it: part of the map's shorter side, px
  const SMALLEST = 1.25; // the ground is never more than so many levels of zoom smaller than the whole map would allow, whatever lies over it
  const STEP = 0.25; // levels of zoom: Folium's whole ones would leave a ground at half the size that a frame has room for
  const BEYOND = 3; // times the theatre's size, or the first view's, on each side of it
  const STILL_PX = 1.5; // a map that Leaflet puts right after a change of size moves by so much; no reader moves it by so little
  const SHOWN_PX = 40; // a map that is smaller is not seen yet: a closed tab, a hidden cell
  const written = ({ lat, lng, zoom }) => `${lat.toFixed(4)},${lng.toFixed(4)},${Number(zoom.toFixed(2))}`;

  const views = []; // of all maps on the page
  let showing = false; // while one of them is set by us, others that follow it (Folium's DualMap) are not moved by a reader

  /* Whether two views of a map are the same to the eye. */
  function near(map, a, b) {
    return Boolean(a && b) && a.zoom === b.zoom && map.project(a.center, a.zoom).distanceTo(map.project(b.center, b.zoom)) < STILL_PX;
  }

  class View {
    constructor(parts, model) {
      Object.assign(this, { parts, map: parts.map, model, asked: null, chosen: null, first: null, away: [0, 0], shown: null });
      const { map } = this;
      views.push(this);
      map.options.zoomSnap = Math.min(map.options.zoomSnap, STEP);
      map.on('moveend', () => this.moved());
      map.on('resize', () => this.resized());
      new ResizeObserver(() => map.invalidateSize()).observe(parts.container);
    }

    get seen() {
      const { x, y } = this.map.getSize();
      return Math.min(x, y) >= SHOWN_PX;
    }

    /* The ground to be shown, unless something else is chosen: [west, south, east, north]. */
    get ground() {
      return this.asked || this.model.view;
    }

    /* The middle of the map as it is without the drawer, and its zoom: {lat, lng, zoom}. */
    where() {
      return this.chosen || this.first || this.fitted();
    }

    /* The first view is fitted once for a size of the map. Words and drawers that come and go later do not move it. */
    settle() {
      this.first = this.seen ? this.fitted() : null;
    }

    fitted([west, south, east, north] = this.ground, closest = Infinity) {
      const { map } = this;
      const [low, high] = [map.project([south, west], 0), map.project([north, east], 0)];
      const [across, down] = [high.x - low.x, low.y - high.y];
      const { x: width, y: height } = map.getSize();
      const margin = 2 * Math.min(Math.max(MARGIN.part * Math.min(width, height), MARGIN.least), MARGIN.most);
      const [left, top, right, bottom] = this.lasting(across / down);
      const levels = (x, y) => Math.log2(Math.min(x / across, y / down));
      const most = levels(width, height);
      const free = levels(right - left - margin, bottom - top - margin) || 0;
      const zoom = this.limited(Math.min(Math.max(free, most - SMALLEST), most, closest));
      const middle = map.project(map.unproject(low.add(high).divideBy(2), 0), zoom);
      const { lat, lng } = map.unproject(middle.subtract([(left + right - width) / 2, (top + bottom - height) / 2]), zoom);
      return { lat, lng, zoom };
    }

    /* Choose what fits a ground (Leaflet's bounds), as near as `closest` allows. */
    fit(bounds, closest) {
      if (!this.seen) return;
      this.chosen = this.fitted([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], closest);
      this.show();
    }

    /* The middle and the zoom at which a ground just fills a window of a size {x, y} in CSS pixels. */
    within([west, south, east, north], { x, y }) {
      const { map } = this;
      const [low, high] = [map.project([south, west], 0), map.project([north, east], 0)];
      const { lat, lng } = map.unproject(low.add(high).divideBy(2), 0);
      return { lat, lng, zoom: Math.log2(Math.min(x / (high.x - low.x), y / (low.y - high.y))) };
    }

    limited(zoom) {
      const { map } = this;
      const snap = map.options.zoomSnap;
      const step = snap ? Math.floor(zoom / snap) * snap : zoom;
      return Math.min(Math.max(step, map.getMinZoom()), map.getMaxZoom());
    }

    /* The room that is left when the drawer is closed. */
    lasting(ratio) {
      return this.parts.withoutDrawer(() => this.room(ratio));
    }

    /* The rectangle [left, top, right, bottom] that nothing but a drawer lies over, the one in which a shape so many times as wide as high can be largest. */
    room(ratio) {
      const { x: width, y: height } = this.map.getSize();
      const boxes = this.parts.boxes('.drawer:not(.changes), .leaflet-popup');
      const edges = (low, high, all) => [[all[0], ...boxes.map((box) => box[high])], [all[1], ...boxes.map((box) => box[low])]];
      const [lefts, rights] = edges(0, 2, [0, width]);
      const [tops, bottoms] = edges(1, 3, [0, height]);
      let best = { size: 0, box: [0, 0, width, height] };
      for (const left of lefts) {
        for (const right of rights) {
          for (const top of tops) {
            for (const bottom of bottoms) {
              const size = Math.min((right - left) / ratio, bottom - top);
              const free = size > best.size && !boxes.some((box) => box[0] < right && box[2] > left && box[1] < bottom && box[3] > top);
              if (free) best = { size, box: [left, top, right, bottom] };
            }
          }
        }
      }
      return best.box;
    }

    /* Turn the map to where it is to look. */
    show() {
      if (!this.seen) return;
      const { map } = this;
      const { lat, lng, zoom } = this.where();
      showing = true;
      map.setView(map.unproject(map.project([lat, lng], zoom).add(this.away), zoom), zoom, { animate: false });
      this.bound();
      showing = false;
    }

    /* On a page of its own a reader does not lose the theatre. In company the map is as free as its maker wants it; besides, two maps that move
       together, each with such bounds, push each other about. */
    bound() {
      const { map, model, parts } = this;
      const box = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
      if (parts.whole && !map.options.maxBounds) map.setMaxBounds(box(model.bounds).extend(box(model.view)).pad(BEYOND));
    }

    /* Look at what an address asks for: {lat, lng, zoom} or {ground}; what the first view is here anyway counts as not chosen. */
    take({ ground, middle }) {
      this.asked = ground;
      this.chosen = middle;
      this.settle();
    }

    /* Show it for the first time, when all words stand. A link to what the first view is here anyway has chosen nothing. */
    begin() {
      this.settle();
      if (this.chosen && this.first && written(this.chosen) === written(this.first)) this.chosen = null;
      this.show();
    }

    /* The drawer has come or gone: keep the middle in the middle of what it leaves. */
    lean() {
      const drawer = this.parts.drawer();
      const strip = this.parts.$('strip');
      const aside = drawer && drawer.aside;
      if (!drawer) this.away = [0, 0];
      else this.away = aside ? [drawer.width / 2, 0] : [0, (drawer.height - strip.offsetHeight) / 2];
      this.show();
    }

    /* Bring a place out from under what lies over the map. */
    reveal(lat, lon) {
      if (!this.seen) return;
      const drawer = this.parts.drawer();
      const { x: width, y: height } = this.map.getSize();
      const [left, top, right, bottom] = this.room(1);
      const beside = drawer && drawer.aside ? drawer.width : 0;
      const below = drawer && !drawer.aside ? drawer.height : 0;
      const paddingBottomRight = [Math.max(width - right, beside) + MARGIN.most, Math.max(height - bottom, below) + MARGIN.most];
      this.map.panInside([lat, lon], { paddingTopLeft: [left + MARGIN.least, top + MARGIN.least], paddingBottomRight, animate: false });
    }

    /* This view as an address holds it; as one for a map of another size, by its ground; nothing where it is the first view of every map. */
    look() {
      return this.asked && !this.chosen ? { ground: this.asked } : { middle: this.where() };
    }

    ofGround() {
      return this.asked || this.chosen ? { ground: this.shownGround() } : {};
    }

    /* The ground that this view shows free of words, for a frame or a sheet of another size. */
    shownGround() {
      if (!this.chosen) return this.ground;
      const { map } = this;
      const { lat, lng, zoom } = this.chosen;
      const { x: width, y: height } = map.getSize();
      const [left, top, right, bottom] = this.lasting(width / height);
      const middle = map.project([lat, lng], zoom);
      const at = (x, y) => map.unproject(middle.add([x - width / 2, y - height / 2]), zoom);
      const [low, high] = [at(left, bottom), at(right, top)];
      return [low.lng, low.lat, high.lng, high.lat];
    }

    resized() {
      this.parts.measure();
      this.settle();
      this.show();
    }

    moved() {
      const { map } = this;
      const center = map.getCenter();
      const zoom = map.getZoom();
      const before = this.shown;
      this.shown = { center, zoom };
      if (showing || !before || !this.seen || near(map, before, this.shown)) return;
      const led = views.some((other) => other !== this && !other.chosen && near(map, other.shown, this.shown));
      if (led) return; // it follows another map, which nobody has moved
      const { lat, lng } = map.unproject(map.project(center, zoom).subtract(this.away), zoom);
      this.chosen = { lat, lng, zoom };
    }
  }

  Salient.View = View;
  Salient.writtenView = written;
})();
