/* What is shown, as a picture that stands alone: the map with a true scale, and around it day, sentence, legend, source and address. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const SMALL = `11px ${FAMILY}`;
  const EDGE_PX = 24;
  const SWATCH_PX = 26; // of an entry of the legend, before its words
  const COLUMN_PX = 420; // no line of the words is longer
  const BAR_PX = 120; // the scale is at most so long
  const BARS_KM = [1, 2, 3, 5];
  const FLATTENING = 1 / 298.257223563; // of the ellipsoid WGS 84
  const RADIUS_KM = 6378.137;
  const WORLD_PX = 256; // at zoom 0

  /* The length in km of so many degrees along a parallel of the ellipsoid. */
  function parallelKm(lat, degrees) {
    const phi = (lat * Math.PI) / 180;
    const e2 = FLATTENING * (2 - FLATTENING);
    return (RADIUS_KM * Math.cos(phi) * degrees * Math.PI) / (180 * Math.sqrt(1 - e2 * Math.sin(phi) ** 2));
  }

  /* A round length and its pixels in the middle of a map that looks at {lat, zoom}: {km, px}. */
  Salient.scaleOf = function ({ lat, zoom }, most = BAR_PX) {
    const kmPerPx = parallelKm(lat, 360 / (WORLD_PX * Math.pow(2, zoom)));
    const power = Math.pow(10, Math.floor(Math.log10(most * kmPerPx)));
    const km = power * BARS_KM.filter((step) => step * power <= most * kmPerPx).pop();
    return { km, px: km / kmPerPx };
  };

  /* The map as a canvas of a size (CSS pixels) times the ratio, around a middle {lat, lng, zoom}, with its scale, and of a swipe
     with the days of its halves {before, after, share}. No name is written in `reserved` boxes. */
  Salient.mapPicture = function (layer, format, { middle, size, ratio, palette, reserved = [], halves = null }) {
    const scale = Salient.scaleOf(middle);
    const bar = [EDGE_PX - 8, size.y - 40, EDGE_PX + scale.px + 8, size.y];
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    const pen = canvas.getContext('2d');
    pen.fillStyle = palette.outside;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(layer.picture({ middle, size, ratio, palette, reserved: [...reserved, bar] }), 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (halves) drawHalves(pen, halves, size, palette);
    drawScale(pen, { px: scale.px, text: format.unit(format.decimal(scale.km), 'km') }, size.y - 12, palette);
    return canvas;
  };

  /* The days of a swipe on both sides of its line. */
  function drawHalves(pen, { before, after, share }, { x, y }, palette) {
    pen.font = `600 13px ${FAMILY}`;
    written(pen, before, share * x - 10 - pen.measureText(before).width, y / 2, palette, palette.ink);
    written(pen, after, share * x + 10, y / 2, palette, palette.ink);
  }

  function drawScale(pen, { px, text }, y, palette) {
    pen.strokeStyle = palette.ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(EDGE_PX, y - 6);
    pen.lineTo(EDGE_PX, y);
    pen.lineTo(EDGE_PX + px, y);
    pen.lineTo(EDGE_PX + px, y - 6);
    pen.stroke();
    pen.font = SMALL;
    written(pen, text, EDGE_PX + 6, y - 5, palette, palette.ink);
  }

  /* The card as a PNG. `lines` {text, size, weight, colour} and `key` {text, paint} stand at the top, `foot` (lines of text) below the map. */
  Salient.card = function (layer, format, { middle, size, ratio, palette, halves, lines, key, foot }) {
    const sheet = document.createElement('canvas');
    const pen = sheet.getContext('2d');
    const column = Math.min(COLUMN_PX, size.x - 2 * EDGE_PX);
    const words = lines.flatMap((line) => wrapped(pen, line.text, fontOf(line), column).map((text) => ({ ...line, text })));
    const small = foot.flatMap((text) => wrapped(pen, text, SMALL, size.x - 2 * EDGE_PX));
    const top = 20 + words.reduce((sum, line) => sum + line.size * 1.3, 0);
    const rows = key.flatMap(({ text, paint }) => wrapped(pen, text, SMALL, column - SWATCH_PX).map((part, n) => ({ text: part, paint: n ? null : paint })));
    const bottom = top + 20 + rows.length * 18;
    const reserved = [[0, 0, Math.min(COLUMN_PX + EDGE_PX, size.x), bottom]];
    const map = Salient.mapPicture(layer, format, { middle, size, ratio, palette, reserved, halves });
    const below = 16 + small.length * 15;
    sheet.width = map.width;
    sheet.height = Math.round((size.y + below) * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = palette.outside;
    pen.fillRect(0, 0, size.x, size.y + below);
    pen.drawImage(map, 0, 0, size.x, size.y);
    let y = 20;
    for (const line of words) {
      y += line.size * 1.3;
      pen.font = fontOf(line);
      written(pen, line.text, EDGE_PX, y, palette, line.colour);
    }
    drawKey(pen, rows, top + 20, palette);
    pen.font = SMALL;
    pen.fillStyle = palette.muted;
    small.forEach((text, n) => pen.fillText(text, EDGE_PX, size.y + 16 + n * 15));
    return new Promise((resolve) => sheet.toBlob(resolve, 'image/png'));
  };

  const fontOf = ({ size, weight }) => `${weight} ${size}px ${FAMILY}`;

  /* A text as lines that are no longer than so many pixels; a word that alone is longer, such as an address, is cut. */
  function wrapped(pen, text, font, width) {
    pen.font = font;
    const fits = (part) => pen.measureText(part).width <= width;
    const lines = [''];
    for (const word of text.split(' ')) {
      const longer = `${lines[lines.length - 1]} ${word}`.trim();
      if (fits(longer)) {
        lines[lines.length - 1] = longer;
        continue;
      }
      if (lines[lines.length - 1]) lines.push('');
      for (const letter of word) {
        if (!fits(lines[lines.length - 1] + letter)) lines.push('');
        lines[lines.length - 1] += letter;
      }
    }
    return lines;
  }

  function written(pen, text, x, y, palette, colour) {
    Salient.write(pen, text, x, y, { colour, halo: palette.outside, width: 4 });
  }

  /* The legend, a line a row; an entry that takes several has its swatch (`paint`) on the first. */
  function drawKey(pen, rows, top, palette) {
    pen.font = SMALL;
    rows.forEach(({ paint, text }, n) => {
      const y = top + n * 18;
      if (paint) paint(pen, EDGE_PX, y - 9);
      written(pen, text, EDGE_PX + SWATCH_PX, y, palette, palette.ink);
    });
  }
})();
