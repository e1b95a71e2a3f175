/* The channels of a cube: a slider, and the spectrum at a pixel. */

import { shown, show } from './address.js';
import { ask, choice, figure, h, note } from './dom.js';
import { Plot } from './plot.js';

const FRAME_MS = 120;

export function cube(panel) {
  const { planes, channel, axes } = panel.image;
  const channels = axes[2] ?? planes;
  const coordinate = (plane) => channel.start + channel.step * (plane % channels);
  const range = h('input', { type: 'range', min: '0', max: String(planes - 1), step: '1', 'data-testid': 'channel', '.value': shown.plane });
  const words = h('output', { class: 'channel' });
  const turn = (plane) => {
    const to = Math.max(0, Math.min(planes - 1, plane));
    if (to === shown.plane) return;
    show({ plane: to });
    tell(to);
    panel.plane(to).catch((problem) => panel.element.append(note(problem)));
  };
  const tell = (plane) => {
    range.value = plane;
    const further = planes > channels ? ` of ${Math.floor(plane / channels) + 1}/${planes / channels}` : '';
    const at = channel.unit || channel.label !== 'Pixel' ? ` · ${channel.label} ${figure(coordinate(plane), 7)} ${channel.unit}` : '';
    words.textContent = `${(plane % channels) + 1} / ${channels}${further}${at}`;
    range.setAttribute('aria-valuetext', words.textContent);
  };
  range.addEventListener('input', () => turn(Number(range.value)));
  let timer = 0;
  const play = h('button', { type: 'button', class: 'small', 'aria-pressed': 'false', onclick: () => {
    if (timer) stop();
    else {
      timer = setInterval(() => turn((shown.plane + 1) % planes), FRAME_MS);
      play.setAttribute('aria-pressed', 'true');
      play.textContent = 'Stop';
    }
  } }, 'Play');
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.setAttribute('aria-pressed', 'false');
    play.textContent = 'Play';
  };
  const slider = h('div', { class: 'channels', role: 'group', 'aria-label': 'Channel' },
    h('label', { class: 'wide' }, h('span', {}, 'Channel'), range),
    h('button', { type: 'button', class: 'small', 'aria-label': 'Channel before', onclick: () => turn(shown.plane - 1) }, '‹'),
    h('button', { type: 'button', class: 'small', 'aria-label': 'Channel after', onclick: () => turn(shown.plane + 1) }, '›'), play, words);

  const hint = h('p', { class: 'quiet' }, 'Click a pixel of the image, or press Enter at the cross, to see its spectrum.');
  const element = h('section', { class: 'spectrum', 'aria-label': 'Spectrum' }, hint);
  const plot = new Plot({ label: 'Spectrum', height: 'clamp(15rem, 34vh, 24rem)', onpick: (x) => {
    const plane = Math.round((x - channel.start) / channel.step);
    turn(Math.floor(shown.plane / channels) * channels + Math.max(0, Math.min(channels - 1, plane)));
  } });
  const boxes = choice('Mean over', [[1, '1 pixel'], [3, '3 × 3'], [5, '5 × 5'], [11, '11 × 11']], shown.box,
    (value) => {
      show({ box: Number(value) });
      draw();
    }, { 'data-testid': 'box' });
  const title = h('p', { class: 'spectrum-title', role: 'status' });

  async function draw() {
    if (shown.sx === null || channels < 2) return;
    const { sx: x, sy: y, box } = shown;
    panel.marks.pick = { x, y, box };
    panel.view.redraw();
    try {
      const found = await ask(`${panel.path}/planes/${shown.plane}/spectrum`, { x, y, box });
      element.replaceChildren(h('div', { class: 'bar' }, title, boxes), plot.element);
      title.textContent = `Spectrum at x ${x + 1}, y ${y + 1}`;
      plot.set(found, {
        x: found.unit ? `${found.label} (${found.unit})` : found.label,
        y: found.quantity || 'Value',
      }, { lines: true });
      plot.mark(coordinate(shown.plane));
    } catch (problem) {
      element.replaceChildren(note(problem));
    }
  }

  tell(shown.plane);
  return {
    slider,
    element,
    spectrum(x, y) {
      show({ sx: x, sy: y });
      draw();
    },
    turned(plane) {
      tell(plane);
      if (shown.sx !== null && !plot.points.x.length) draw();
      plot.mark(coordinate(plane));
    },
    close() {
      stop();
      plot.close();
    },
  };
}
