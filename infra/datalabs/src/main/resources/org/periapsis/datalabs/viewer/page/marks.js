/* What is drawn over an image: the other products, sources of a catalogue, the pixel of the spectrum, the compass and the scale. */

const INK = { mark: '#8fb2ff', hot: '#ffd35c', source: '#7ddba0', line: '#ffffff', shade: 'rgb(8 11 22 / 78%)' };
const NEAR = 10;

export class Marks {
  constructor() {
    this.products = [];
    this.sources = [];
    this.hot = null;
    this.pick = null;
    this.cross = false;
    this.sky = null;
    this.showProducts = true;
  }

  layer() {
    return (context, view) => {
      context.save();
      context.lineWidth = 1.5 * view.ratio;
      if (this.showProducts) this.drawProducts(context, view);
      this.drawSources(context, view);
      this.drawPick(context, view);
      if (this.cross) this.drawCross(context, view);
      if (this.sky) this.drawSky(context, view);
      context.restore();
    };
  }

  drawProducts(context, view) {
    for (const mark of this.products) {
      const hot = mark === this.hot;
      const [ink, width] = hot ? [INK.hot, 2.5 * view.ratio] : [INK.mark, 1.8 * view.ratio];
      for (const outline of mark.outlines ?? []) {
        context.beginPath();
        outline.forEach(([x, y], i) => context[i === 0 ? 'moveTo' : 'lineTo'](...view.toCanvas(x, y)));
        context.closePath();
        seen(context, ink, width);
      }
      if (mark.point) {
        const [x, y] = view.toCanvas(...mark.point);
        context.beginPath();
        context.moveTo(x - 6 * view.ratio, y);
        context.lineTo(x + 6 * view.ratio, y);
        context.moveTo(x, y - 6 * view.ratio);
        context.lineTo(x, y + 6 * view.ratio);
        seen(context, ink, width);
      }
    }
  }

  drawSources(context, view) {
    context.beginPath();
    for (const [x, y] of this.sources) {
      const [px, py] = view.toCanvas(x, y);
      context.moveTo(px + 5 * view.ratio, py);
      context.arc(px, py, 5 * view.ratio, 0, 2 * Math.PI);
    }
    seen(context, INK.source, 1.6 * view.ratio);
  }

  drawPick(context, view) {
    if (!this.pick) return;
    const { x, y, box } = this.pick;
    const reach = (box - 1) / 2;
    const [left, top] = view.toCanvas(x - reach, y + 1 + reach);
    const [right, bottom] = view.toCanvas(x + 1 + reach, y - reach);
    const pad = Math.max(0, 6 * view.ratio - (right - left) / 2);
    context.strokeStyle = INK.hot;
    context.strokeRect(left - pad, top - pad, right - left + 2 * pad, bottom - top + 2 * pad);
  }

  drawCross(context, view) {
    const [x, y] = [view.canvas.width / 2, view.canvas.height / 2];
    const [near, far] = [5 * view.ratio, 16 * view.ratio];
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + near * dx, y + near * dy);
      context.lineTo(x + far * dx, y + far * dy);
    }
    context.strokeStyle = INK.line;
    context.stroke();
  }

  drawSky(context, view) {
    const r = view.ratio;
    const middle = [46 * r, view.canvas.height - 62 * r];
    context.font = `600 ${12 * r}px system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const [name, [x, y]] of [['N', this.sky.north], ['E', this.sky.east]]) {
      const tip = [middle[0] + 24 * r * x, middle[1] - 24 * r * y];
      outlined(context, r, () => {
        context.beginPath();
        context.moveTo(...middle);
        context.lineTo(...tip);
        context.stroke();
      });
      label(context, r, name, middle[0] + 34 * r * x, middle[1] - 34 * r * y);
    }
    const [degrees, words] = round(this.sky.degrees * (110 / view.zoom));
    const length = degrees / this.sky.degrees * view.zoom * r;
    const from = view.canvas.width - 16 * r - length;
    const y = view.canvas.height - 16 * r;
    outlined(context, r, () => {
      context.beginPath();
      context.moveTo(from, y - 5 * r);
      context.lineTo(from, y);
      context.lineTo(from + length, y);
      context.lineTo(from + length, y - 5 * r);
      context.stroke();
    });
    label(context, r, words, from + length / 2, y - 11 * r);
  }

  /** The product under a place of the canvas. */
  at(view, px, py) {
    if (!this.showProducts) return null;
    let best = null;
    let least = NEAR * view.ratio;
    for (const mark of this.products) {
      const lines = (mark.outlines ?? []).map((outline) => outline.map(([x, y]) => view.toCanvas(x, y)));
      if (mark.point) lines.push([view.toCanvas(...mark.point)]);
      for (const line of lines) {
        for (let i = 0; i < line.length; i++) {
          const d = toSegment(px * view.ratio, py * view.ratio, line[i], line[(i + 1) % line.length]);
          if (d < least) [least, best] = [d, mark];
        }
      }
    }
    return best;
  }
}

function toSegment(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** A path that stands out from bright and from dark. */
function seen(context, ink, width) {
  context.strokeStyle = INK.shade;
  context.lineWidth = 2.2 * width;
  context.stroke();
  context.strokeStyle = ink;
  context.lineWidth = width;
  context.stroke();
}

function outlined(context, r, stroke) {
  context.strokeStyle = INK.shade;
  context.lineWidth = 4 * r;
  stroke();
  context.strokeStyle = INK.line;
  context.lineWidth = 1.6 * r;
  stroke();
}

function label(context, r, words, x, y) {
  context.lineJoin = 'round';
  context.lineWidth = 4 * r;
  context.strokeStyle = INK.shade;
  context.strokeText(words, x, y);
  context.fillStyle = INK.line;
  context.fillText(words, x, y);
}

/** The largest handy angle below one, and how it is written. */
function round(degrees) {
  const units = [[1, '°'], [1 / 60, '′'], [1 / 3600, '″'], [1e-3 / 3600, ' mas']];
  const [size, sign] = units.find(([unit]) => degrees >= unit) ?? units.at(-1);
  const steps = sign === '°' ? [90, 60, 45, 30, 20, 10, 5, 2, 1] : sign === ' mas' ? [500, 200, 100, 50, 20, 10, 5, 2, 1] : [30, 20, 10, 5, 2, 1];
  const step = steps.find((each) => degrees / size >= each) ?? 1;
  return [step * size, `${step}${sign}`];
}
