/* From codes to colours. A tile's code is 32768 + steps·asinh((value − centre) / spread), 0 where the image is blank. */

const MIDDLE = 32768;
const CODES = 65536;

/** Brightness of what lies from 0 to 1 between the limits: the formulas of org.periapsis.fits.picture.Stretch. */
const STRETCHES = {
  linear: (share) => share,
  sqrt: (share) => Math.sqrt(share),
  log: (share) => Math.log(1000 * share + 1) / Math.log(1001),
  asinh: (share) => Math.asinh(share / 0.1) / Math.asinh(10),
};

/** The 256 colours of a map as the bytes of a canvas, on a machine that keeps the lowest byte first. */
export function shades(hex) {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const colour = Number.parseInt(hex.slice(6 * i, 6 * i + 6), 16);
    return (0xff000000 | (colour & 0xff) << 16 | (colour & 0xff00) | colour >> 16) >>> 0;
  });
}

/** The value in the middle of a code. */
export function value(plane, code) {
  return plane.centre + plane.spread * Math.sinh((code - MIDDLE) / plane.steps);
}

/** The colour of each code. */
export function table(plane, low, high, stretch, colours, inverted) {
  const curve = STRETCHES[stretch] ?? STRETCHES.linear;
  const lut = new Uint32Array(CODES);
  const range = high - low;
  const codeOf = (v) => MIDDLE + plane.steps * Math.asinh((v - plane.centre) / plane.spread);
  const first = range > 0 ? Math.max(1, Math.min(CODES - 1, Math.floor(codeOf(low)))) : 1;
  const last = range > 0 ? Math.max(first, Math.min(CODES - 1, Math.ceil(codeOf(high)))) : CODES - 1;
  const shade = (share) => colours[Math.round(255 * (inverted ? 1 - curve(share) : curve(share)))];
  lut.fill(shade(0), 1, first);
  lut.fill(shade(1), last, CODES);
  for (let code = first; code < last; code++) {
    lut[code] = shade(range > 0 ? Math.max(0, Math.min(1, (value(plane, code) - low) / range)) : 0.5);
  }
  return lut;
}
