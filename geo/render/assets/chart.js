/* The area chart that is the slider: band, best line, claimed figures, ticks where ground changed, and the handle. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const MARGIN = { left: 12, right: 12, top: 22, bottom: 18 };
  const LOW = { left: 12, right: 12, top: 6, bottom: 17 }; // in a small frame: no room for a note above and a scale beside
  const LOW_PX = 70;
  const REACH_PX = 7;
  const UNKNOWN_ALPHA = 0.18; // as the ground of such a day on the map

  /* A round step that divides `top` into two to four parts. */
  function roundStep(top) {
    const power = Math.pow(10, Math.floor(Math.log10(top || 1)));
    return [0.2, 0.25, 0.5, 1, 2].map((part) => part * power).find((step) => top / step <= 4) || power;
  }

  class Chart {
    /* `choose(day)` is called when the reader drags; `note(text)` with what lies under the pointer, empty when it leaves. */
    constructor(canvas, model, format, palette, { choose, note }) {
      Object.assign(this, { canvas, model, format, palette, choose, note });
      this.day = 0;
      this.base = null;
      this.hover = null;
      this.take({ holder: model.theatre.focus, district: null });
      this.listen();
      new ResizeObserver(() => this.resize()).observe(canvas.parentElement);
      this.resize();
    }

    /* Whose area is shown, and of which district (null: all of them). Claimed figures stand for the whole. */
    take({ holder, district }) {
      if (this.holder === holder && this.district === district) return;
      Object.assign(this, { holder, district });
      [this.low, this.best, this.high] = (district === null ? this.model.series : this.model.districtSeries[district])[holder];
      this.figures = district === null ? this.model.figures.filter((figure) => figure.holder === holder && figure.day !== null) : [];
      this.top = Math.max(1, ...this.high, ...this.figures.map((figure) => figure.km2)) * 1.06;
    }

    listen() {
      const { canvas } = this;
      canvas.addEventListener('pointerdown', (event) => {
        canvas.setPointerCapture(event.pointerId);
        this.dragging = true;
        this.choose(this.knownAt(event));
      });
      canvas.addEventListener('pointermove', (event) => this.move(event));
      canvas.addEventListener('pointerup', () => (this.dragging = false));
      canvas.addEventListener('pointercancel', () => (this.dragging = false));
      canvas.addEventListener('pointerleave', () => this.setHover(null, ''));
    }

    move(event) {
      const day = this.dayAt(event);
      if (this.dragging) this.choose(this.knownAt(event));
      const figure = this.figureAt(event);
      this.setHover(day, figure ? this.figureNote(figure) : this.dayNote(day));
    }

    setHover(day, text) {
      this.hover = day;
      this.note(text);
      this.draw();
    }

    dayNote(day) {
      const { format } = this;
      if (!this.model.isKnown(day)) return format.t('status.not_yet', { date: format.date(this.model.iso(day)) });
      const held = `${format.area(this.best[day])} (${format.range(this.low[day], this.high[day])})`;
      return format.t('chart.day', { date: format.date(this.model.iso(day)), held });
    }

    figureNote(figure) {
      const { format } = this;
      const who = figure.claimants || figure.publisher;
      return format.t('chart.figure', { date: format.date(this.model.iso(figure.day)), km2: format.km2(figure.km2), who });
    }

    resize() {
      const box = this.canvas.parentElement.getBoundingClientRect();
      this.ratio = Math.min(window.devicePixelRatio || 1, 3);
      this.width = box.width;
      this.height = box.height;
      this.flat = box.height < LOW_PX;
      this.margin = this.flat ? LOW : MARGIN;
      this.canvas.width = Math.round(box.width * this.ratio);
      this.canvas.height = Math.round(box.height * this.ratio);
      this.draw();
    }

    x(day) {
      const span = Math.max(1, this.model.days - 1);
      return this.margin.left + (day / span) * (this.width - this.margin.left - this.margin.right);
    }

    y(km2) {
      return this.height - this.margin.bottom - (km2 / this.top) * (this.height - this.margin.top - this.margin.bottom);
    }

    dayAt(event) {
      const x = event.clientX - this.canvas.getBoundingClientRect().left;
      const part = (x - this.margin.left) / (this.width - this.margin.left - this.margin.right);
      return Math.max(0, Math.min(this.model.days - 1, Math.round(part * (this.model.days - 1))));
    }

    /* The handle ends where knowledge ends. */
    knownAt(event) {
      return Math.min(this.dayAt(event), this.model.lastKnown);
    }

    figureAt(event) {
      const box = this.canvas.getBoundingClientRect();
      const distance = ({ day, km2 }) => Math.hypot(this.x(day) - (event.clientX - box.left), this.y(km2) - (event.clientY - box.top));
      const near = this.figures.filter((figure) => distance(figure) <= REACH_PX);
      return near.sort((a, b) => distance(a) - distance(b))[0] || null;
    }

    /* `base` is the day that the map is compared with, null where there is none. */
    show(day, base, series) {
      this.take(series);
      Object.assign(this, { day, base });
      this.draw();
    }

    restyle(palette) {
      this.palette = palette;
      this.draw();
    }

    draw() {
      const pen = this.canvas.getContext('2d');
      pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      pen.clearRect(0, 0, this.width, this.height);
      pen.font = `11px ${FAMILY}`;
      this.drawMonths(pen);
      if (this.model.known < this.model.days) this.drawUnknown(pen);
      this.drawBand(pen);
      if (this.model.known && !this.flat) this.drawScale(pen);
      this.drawTicks(pen);
      this.figures.forEach((figure) => this.drawRing(pen, figure));
      if (this.base !== null) this.drawBase(pen, this.base);
      if (this.hover !== null && this.hover !== this.day) this.drawRule(pen, this.hover, this.palette.muted);
      this.drawHandle(pen);
    }

    drawMonths(pen) {
      let free = -Infinity;
      for (let day = 0; day < this.model.days; day += 1) {
        const iso = this.model.iso(day);
        if (day && !iso.endsWith('-01')) continue;
        const x = this.x(day);
        const text = day === 0 || iso.slice(5, 7) === '01' ? `${this.format.month(iso)} ${iso.slice(0, 4)}` : this.format.month(iso);
        const width = pen.measureText(text).width;
        if (x < free || x + width > this.width) continue;
        pen.fillStyle = this.palette.muted;
        pen.textBaseline = 'alphabetic';
        pen.fillText(text, x, this.height - 4);
        free = x + width + 10;
      }
    }

    drawScale(pen) {
      const step = roundStep(this.top);
      for (let km2 = step; km2 <= this.top; km2 += step) {
        const y = Math.round(this.y(km2)) + 0.5;
        pen.strokeStyle = this.palette.hairline;
        pen.lineWidth = 1;
        pen.beginPath();
        pen.moveTo(this.margin.left, y);
        pen.lineTo(this.width - this.margin.right, y);
        pen.stroke();
        const number = this.format.number(km2);
        const text = km2 + step > this.top ? this.format.unit(number, 'km2') : number;
        pen.textBaseline = 'bottom';
        this.write(pen, text, this.width - this.margin.right - pen.measureText(text).width, y - 1);
      }
    }

    write(pen, text, x, y) {
      pen.lineJoin = 'round';
      pen.lineWidth = 3;
      pen.strokeStyle = this.palette.panel;
      pen.strokeText(text, x, y);
      pen.fillStyle = this.palette.muted;
      pen.fillText(text, x, y);
    }

    /* The days after the one up to which reports were read: grey, with the words where there is room. */
    drawUnknown(pen) {
      const { model, palette } = this;
      const [from, to] = [model.known ? this.x(model.lastKnown) : this.margin.left, this.width - this.margin.right];
      const top = this.margin.top - 6;
      pen.globalAlpha = UNKNOWN_ALPHA;
      pen.fillStyle = palette.muted;
      pen.fillRect(from, top, to - from, this.y(0) - top);
      pen.globalAlpha = 1;
      const text = this.format.t('chart.not_yet');
      const width = pen.measureText(text).width;
      pen.textBaseline = 'middle';
      if (width + 16 < to - from) this.write(pen, text, (from + to - width) / 2, (top + this.y(0)) / 2);
    }

    drawBand(pen) {
      const colour = this.palette.holders[this.holder];
      const days = [...this.best.keys()];
      pen.beginPath();
      days.forEach((day) => pen.lineTo(this.x(day), this.y(this.high[day])));
      days.reverse().forEach((day) => pen.lineTo(this.x(day), this.y(this.low[day])));
      pen.closePath();
      pen.globalAlpha = 0.3;
      pen.fillStyle = colour;
      pen.fill();
      pen.globalAlpha = 1;
      pen.beginPath();
      days.reverse().forEach((day) => pen.lineTo(this.x(day), this.y(this.best[day])));
      pen.strokeStyle = colour;
      pen.lineWidth = 2;
      pen.lineJoin = 'round';
      pen.stroke();
      this.drawZero(pen);
    }

    drawZero(pen) {
      const y = Math.round(this.y(0)) + 0.5;
      pen.strokeStyle = this.palette.muted;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(this.margin.left, y);
      pen.lineTo(this.width - this.margin.right, y);
      pen.stroke();
    }

    drawTicks(pen) {
      pen.strokeStyle = this.palette.ink;
      pen.lineWidth = 1;
      pen.beginPath();
      for (const day of this.model.changeDays) {
        const x = Math.round(this.x(day)) + 0.5;
        pen.moveTo(x, this.y(0) + 1);
        pen.lineTo(x, this.y(0) + 5);
      }
      pen.stroke();
    }

    drawRing(pen, figure) {
      pen.beginPath();
      pen.arc(this.x(figure.day), this.y(figure.km2), 3, 0, 2 * Math.PI);
      pen.fillStyle = this.palette.panel;
      pen.fill();
      pen.strokeStyle = this.palette.ink;
      pen.lineWidth = 1.25;
      pen.stroke();
    }

    drawRule(pen, day, colour) {
      const x = Math.round(this.x(day)) + 0.5;
      pen.strokeStyle = colour;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(x, this.margin.top - 6);
      pen.lineTo(x, this.y(0));
      pen.stroke();
    }

    /* The other day of a comparison: a dashed rule, and what lies between the two days. */
    drawBase(pen, base) {
      const [from, to] = [this.x(base), this.x(this.day)].sort((a, b) => a - b);
      pen.globalAlpha = 0.08;
      pen.fillStyle = this.palette.ink;
      pen.fillRect(from, this.margin.top - 6, to - from, this.y(0) - this.margin.top + 6);
      pen.globalAlpha = 1;
      pen.setLineDash([3, 3]);
      this.drawRule(pen, base, this.palette.ink);
      pen.setLineDash([]);
    }

    drawHandle(pen) {
      this.drawRule(pen, this.day, this.palette.ink);
      if (!this.model.isKnown(this.day)) return;
      pen.beginPath();
      pen.arc(Math.round(this.x(this.day)) + 0.5, this.y(this.best[this.day]), 4.5, 0, 2 * Math.PI);
      pen.fillStyle = this.palette.ink;
      pen.fill();
    }
  }

  Salient.Chart = Chart;
})();
