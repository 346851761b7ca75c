/* The sheet for the printer: what is shown, fitted anew into a picture of a sheet's shape. It is content, not background, so every browser prints it. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const SIZE = { x: 840, y: 630 }; // 190 mm wide on A4 the names are of 7 points
  const RATIO = 3; // 340 dots an inch

  class Paper {
    /* `address()` is where this view is published, empty where it is not; `halves()` are the days of a swipe, null where there is none. */
    constructor(parts, model, { layer, view, format, address, halves = () => null }) {
      Object.assign(this, { root: parts.$('sheet'), model, layer, view, format, address, halves });
      window.addEventListener('beforeprint', () => this.lay());
      window.addEventListener('afterprint', () => this.root.replaceChildren());
      window.matchMedia('print').addEventListener('change', ({ matches }) => (matches ? this.lay() : this.root.replaceChildren()));
    }

    lay() {
      const middle = this.view.within(this.view.shownGround(), SIZE);
      const palette = Salient.paperPalette(this.model, this.root);
      const canvas = Salient.mapPicture(this.layer, this.format, { middle, size: SIZE, ratio: RATIO, palette, halves: this.halves() });
      this.root.replaceChildren(bitmapOf(canvas), Salient.element('figcaption', {}, this.address()));
    }
  }

  /* The same canvas as a mere bitmap: what is drawn just before printing Chromium else prints stroke by stroke, and a twentieth too small. */
  function bitmapOf(canvas) {
    const { width, height } = canvas;
    const drawn = new OffscreenCanvas(width, height);
    drawn.getContext('2d').drawImage(canvas, 0, 0);
    const bitmap = Salient.element('canvas', { width, height });
    bitmap.getContext('bitmaprenderer').transferFromImageBitmap(drawn.transferToImageBitmap());
    return bitmap;
  }

  Salient.Paper = Paper;
})();
