// The shop's palette, and colours as the renderer wants them (linear light).

const palette = {
  plaster: '#e9dcc8', chalk: '#f4ecdf', oat: '#ddcbae', sand: '#cdb08a',
  ochre: '#d39a35', marigold: '#e2ae4a', terracotta: '#b9573a', brick: '#93402c',
  blush: '#dfae97', rose: '#c98374', plum: '#5d2e3f', aubergine: '#3d2230',
  sage: '#8d9a78', olive: '#6b6b3d', moss: '#4a5538', fern: '#56714f',
  sea: '#5f8a8b', teal: '#2d5a5f', ink: '#21384a', night: '#1b2833',
  sky: '#a9c0c2', mist: '#cdd3cb', slate: '#5c666b', charcoal: '#2d2926',
};

const toLinear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** '#c8b8a0' or a palette name -> [r, g, b] in linear light. */
export function linear(colour) {
  const hex = palette[colour] ?? colour;
  return [1, 3, 5].map((at) => toLinear(parseInt(hex.slice(at, at + 2), 16) / 255));
}

export const linearOfByte = Float32Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));

const steps = 8192;
const encoded = Float32Array.from({ length: steps + 1 }, (_, index) => {
  const value = index / steps;
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
});

/** Linear light in [0, 1] as a display value, from a table. */
export const encode = (value) => encoded[value <= 0 ? 0 : value >= 1 ? steps : (value * steps + 0.5) | 0];

/** Mixes two '#rrggbb' colours (or palette names) in display space. */
export function mix(first, second, share) {
  const a = palette[first] ?? first;
  const b = palette[second] ?? second;
  const channel = (at) => {
    const from = parseInt(a.slice(at, at + 2), 16);
    const to = parseInt(b.slice(at, at + 2), 16);
    return Math.round(from + (to - from) * share).toString(16).padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

export const hex = (colour) => palette[colour] ?? colour;
