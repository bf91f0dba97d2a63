// Kernels of 3 x 3 weights on grey pictures: the arithmetic half of filter-playground. Pure functions.

import { write } from "./shapes.js";

const nine = (texts) => texts.split(/\s+/);

/** What can be chosen: [name, nine weights as they are typed]. */
export const KERNELS = [
  ["leave as it is", nine("0 0 0 0 1 0 0 0 0")],
  ["blur", Array(9).fill("1/9")],
  ["sharpen", nine("0 -1/4 0 -1/4 2 -1/4 0 -1/4 0")],
  ["emboss, light from the top left", nine("2 1 0 1 0 -1 0 -1 -2")],
  ["edges, left to right", nine("-1 0 1 -2 0 2 -1 0 1")],
  ["edges, top to bottom", nine("-1 -2 -1 0 0 0 1 2 1")],
  ["edges, all directions", nine("0 1 0 1 -4 1 0 1 0")],
];

/** Read a weight: -1, 0.5, .5 or 1/9. NaN stands for anything else. */
export function weightOf(text) {
  const number = "[-\u2212+]?(?:\\d+\\.?\\d*|\\.\\d+)";
  const found = text.trim().match(new RegExp(`^(${number})(?:\\s*/\\s*(\\d+\\.?\\d*))?$`));
  if (!found) return NaN;
  const value = Number(found[1].replace("\u2212", "-")) / Number(found[2] ?? 1);
  return Math.abs(value) <= 1000 ? value : NaN; // 1/0 is none either
}

const edge = (place, size) => Math.max(0, Math.min(size - 1, place));

/** The nine pixels around (row, column), row by row. Beyond the edge, the nearest pixel is repeated. */
export function patch({ pixels, width, height }, row, column) {
  return [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => pixels[edge(row + i, height) * width + edge(column + j, width)]));
}

/** Slide the kernel over the picture; it is not flipped. Returns numbers that may leave 0 to 255. */
export function convolve({ pixels, width, height }, kernel) {
  const result = new Float64Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < 3; i++) {
      const line = edge(row + i - 1, height) * width;
      for (let column = 0; column < width; column++) {
        const [left, right] = [edge(column - 1, width), edge(column + 1, width)];
        result[row * width + column] +=
          kernel[3 * i] * pixels[line + left] + kernel[3 * i + 1] * pixels[line + column] + kernel[3 * i + 2] * pixels[line + right];
      }
    }
  }
  return result;
}

export const sumOf = (kernel) => {
  const sum = kernel.reduce((a, b) => a + b, 0);
  return Math.abs(sum) < 1e-9 ? 0 : sum;
};

/** How numbers become greys. Each is {text, scale: (values) => value => grey}. */
export const SHOWN = {
  clip: { text: "below 0 is black, above 255 white", scale: () => (value) => value },
  grey: { text: "0 is mid grey, since 128 is added", scale: () => (value) => value + 128 },
  stretch: {
    text: "stretched: the least is black, the most white",
    scale(values) {
      const [least, most] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
      return most > least ? (value) => (255 * (value - least)) / (most - least) : () => 128;
    },
  },
};

/** Which of SHOWN "automatic" means. */
export const automatic = (kernel) => (sumOf(kernel) === 0 ? "grey" : "clip");

/** Say what the sum of the weights does to a flat wall. */
export function wall(kernel) {
  const sum = sumOf(kernel);
  const begin = `The nine weights sum to ${write(sum, 3)}: `;
  if (sum === 0) return `${begin}a flat wall of any brightness becomes 0. Only differences between neighbours are left.`;
  if (Math.abs(sum - 1) < 1e-9) return `${begin}a flat wall keeps its brightness.`;
  const becomes = 100 * sum;
  const lost = becomes > 255 ? ", more than white" : becomes < 0 ? ", less than black" : "";
  return `${begin}a flat wall of brightness 100 becomes ${write(becomes, 1)}${lost}.`;
}
