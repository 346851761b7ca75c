/* What lies over one map: its words and controls, found by name. They move into the map's container, so a page may have several maps, and a
   map may be small, stand in a corner or fill the screen, and keeps its words about it. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const PAYLOAD = 'salient-payload';
  const OVER = '.masthead > *, .halves time, .tools, .ruler, .credits > *, .leaflet-control, .strip, .drawer';

  class Parts {
    /* `id` is that of the element that holds the words. Names are ids on a page of its own; in company the map's name stands before them. */
    constructor(map, id) {
      this.map = map;
      this.container = map.getContainer();
      this.root = document.getElementById(id);
      this.prefix = this.root.dataset.prefix;
      this.whole = this.prefix === '';
      this.$ = (name) => document.getElementById(this.id(name));
      this.settle();
    }

    id(name) {
      return `${this.prefix}${name}`;
    }

    /* The id of the JSON block with what this map shows. */
    get payload() {
      return this.id(PAYLOAD);
    }

    all(selector) {
      return [...this.root.querySelectorAll(selector)];
    }

    /* A state of the whole map that its looks depend on. */
    mark(state, on) {
      this.container.classList.toggle(state, on);
    }

    /* Where keys and dropped files are taken: anywhere on a page of its own, else on this map alone. */
    get ears() {
      return this.whole ? document : this.container;
    }

    settle() {
      const { container, root } = this;
      container.classList.add('salient-map');
      container.setAttribute('tabindex', '0');
      container.append(root);
      for (const child of root.children) {
        L.DomEvent.disableClickPropagation(child);
        L.DomEvent.disableScrollPropagation(child);
        L.DomEvent.on(child, 'click', L.DomEvent.stopPropagation); // Leaflet would not know a button that is gone when its click comes up
      }
    }

    /* Leaflet's own controls, made quiet: the scale stands in the credits, the zoom below the ruler. */
    dress() {
      const { map, root } = this;
      if (map.attributionControl) map.attributionControl.setPrefix(false);
      if (map.zoomControl) root.append(map.zoomControl.getContainer());
      this.fold();
      this.$('credits').prepend(L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map).getContainer());
      this.measure();
      const observer = new ResizeObserver(() => this.measure());
      [this.$('credits'), ...this.container.querySelectorAll('.leaflet-top, .leaflet-bottom')].forEach((node) => observer.observe(node));
    }

    /* Where the map is too small for the legend to stand, a button lays it open. */
    fold() {
      const button = this.$('fold');
      if (!button) return;
      button.addEventListener('click', () => {
        const open = this.container.classList.toggle('key-open');
        button.setAttribute('aria-expanded', String(open));
      });
    }

    /* Tell the style sheet what the corners take, where controls of others stand (and what they take from the credits, where they reach down to
       them), what the drawer takes at the right, and what stands at the foot. */
    measure() {
      const whole = this.container.getBoundingClientRect();
      const foot = [this.$('credits'), this.$('strip')].map((node) => (node ? node.getBoundingClientRect() : { height: 0 })).find(({ height }) => height);
      const drawer = this.drawer();
      const left = this.corner('.leaflet-top.leaflet-left');
      const taken = {
        left: left.width,
        beside: foot && left.bottom > foot.top ? left.width : 0,
        right: this.corner('.leaflet-top.leaflet-right').width,
        corner: this.corner('.leaflet-bottom.leaflet-right').height,
        foot: foot ? whole.bottom - foot.top : 0,
        drawer: drawer && drawer.aside ? drawer.width : 0,
      };
      for (const [name, px] of Object.entries(taken)) this.container.style.setProperty(`--${name}`, `${Math.ceil(px)}px`);
    }

    corner(selector) {
      const corner = this.container.querySelector(`.leaflet-control-container ${selector}`);
      return corner && corner.childElementCount ? corner.getBoundingClientRect() : { width: 0, height: 0, bottom: 0 };
    }

    /* The drawer where it is open: its size, and whether it stands aside, at the right, or comes from below. */
    drawer() {
      const node = this.$('drawer');
      if (!node || node.hidden) return null;
      const { width, height } = node.getBoundingClientRect();
      return { width, height, aside: width < this.container.clientWidth };
    }

    /* What is measured as if the drawer were closed: open, it pushes some words aside and hides others. */
    withoutDrawer(measured) {
      const { classList, style } = this.container;
      if (!classList.contains('drawer-open')) return measured();
      const taken = style.getPropertyValue('--drawer');
      classList.remove('drawer-open');
      style.setProperty('--drawer', '0px');
      const found = measured();
      classList.add('drawer-open');
      style.setProperty('--drawer', taken);
      return found;
    }

    /* Boxes [left, top, right, bottom] of what lies over the map, in pixels of its container. `but` leaves out what matches. */
    boxes(but = null) {
      const corner = this.container.getBoundingClientRect();
      const nodes = [...this.container.querySelectorAll(OVER)].filter((node) => !but || !node.matches(but));
      const found = nodes.map((node) => node.getBoundingClientRect()).filter((box) => box.width && box.height);
      return found.map((box) => [box.left - corner.left, box.top - corner.top, box.right - corner.left, box.bottom - corner.top]);
    }
  }

  Salient.Parts = Parts;
})();
