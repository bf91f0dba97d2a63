// The books of a network: what each row puts out, learns, computes, keeps and sees. Pure functions.
//
// A row is {id, type, name, ...settings}; it reads the row above, or the row whose id is in `from` (0 is the image).
//   conv         out, kernel, stride, padding, dilation, groups, bias, norm (batch norm: 2 numbers a channel)
//   pool         kernel, stride, padding
//   global pool  one number a channel
//   linear       out, bias; reads all numbers of its input
//   add          the row above + the row `with`

import { complaint, layer, product, widen, windows } from "./shapes.js";

export const RULES = [
  "A row reads the row above it, unless it says which row it reads. “add” adds an earlier row to the row above: a shortcut.",
  "Parameters are weights and biases, and for batch norm a scale and a shift for each channel.",
  "Multiply-adds are those of convolutions and linear layers, for one image. Pooling, batch norm, activations and additions count as none.",
  "Memory is the output of each row in float32, for one image. Batch norm and activation work in place and add nothing.",
  "The receptive field is counted in pixels of the image and may exceed it: then the rest is padding. Where rows are added, it is the larger one. A linear layer and a global pool read all positions.",
];

const say = (shape) => shape.join("×");

/** What a row makes of {shape, sight}: {output, parameters, macs, sight}, or {problem}. */
const KINDS = {
  conv(row, { shape, sight }) {
    if (shape.length !== 3) return { problem: `A convolution reads maps, but is given a list of ${say(shape)} numbers.` };
    const [C, H, W] = shape;
    const both = (value) => [value, value];
    const found = layer({
      size: [H, W], cIn: C, cOut: row.out, groups: row.groups, bias: row.bias,
      kernel: both(row.kernel), stride: both(row.stride), padding: both(row.padding), dilation: both(row.dilation),
    });
    if (found.problem) return found;
    const parameters = found.parameters + (row.norm ? 2 * row.out : 0);
    return { output: [row.out, ...found.output], parameters, macs: found.macs, sight: seen(sight, row) };
  },

  pool(row, { shape, sight }) {
    if (shape.length !== 3) return { problem: `Pooling reads maps, but is given a list of ${say(shape)} numbers.` };
    const wrong = complaint("kernel", row.kernel) || complaint("stride", row.stride) || complaint("padding", row.padding, 0);
    if (wrong) return { problem: wrong };
    if (row.padding > row.kernel / 2) {
      return { problem: `The padding of a pooling is at most half of its kernel, but ${row.padding} is more than half of ${row.kernel}.` };
    }
    const [C, H, W] = shape;
    const axes = [[H, "rows"], [W, "columns"]].map(([size, unit]) => windows({ size, ...row, dilation: 1 }, unit));
    const impossible = axes.find((axis) => axis.problem);
    if (impossible) return impossible;
    return { output: [C, ...axes.map((axis) => axis.output)], parameters: 0, macs: 0, sight: seen(sight, row) };
  },

  "global pool"(row, { shape }) {
    if (shape.length !== 3) return { problem: `Pooling reads maps, but is given a list of ${say(shape)} numbers.` };
    return { output: [shape[0], 1, 1], parameters: 0, macs: 0, sight: null };
  },

  linear(row, { shape }) {
    const wrong = complaint("number of outputs", row.out);
    if (wrong) return { problem: wrong };
    const weights = product(shape) * row.out;
    return { output: [row.out], parameters: weights + (row.bias ? row.out : 0), macs: weights, sight: null };
  },

  add(row, above, other) {
    if (!other) return { problem: "The row that is to be added does not come before this one." };
    if (say(above.shape) !== say(other.shape)) {
      return { problem: `${say(above.shape)} and ${say(other.shape)} cannot be added: the shapes must be equal.` };
    }
    const wider = above.sight && other.sight && (above.sight.field >= other.sight.field ? above.sight : other.sight);
    return { output: above.shape, parameters: 0, macs: 0, sight: wider };
  },
};

const seen = (sight, row) => sight && widen(sight, row.kernel, row.stride, row.dilation ?? 1);

/** Account for `layers` on an image `input` [C, H, W]: {rows, totals}, the rows up to the first that has a problem. */
export function account(input, layers) {
  const wrong = ["channels", "height", "width"].map((name, k) => complaint(`${name} of the image`, input[k])).find(Boolean);
  if (wrong) return { rows: [], totals: sums([]), problem: wrong };
  const made = new Map([[0, { shape: input, sight: { field: 1, jump: 1 } }]]);
  const rows = [];
  let above = 0;
  for (const row of layers) {
    const source = made.get(row.from ?? above);
    const found = source ? KINDS[row.type](row, source, made.get(row.with)) : { problem: "The row that it reads does not come before this one." };
    if (found.problem) return { rows, totals: sums(rows), problem: `Row ${rows.length + 1}: ${found.problem}` };
    const { output, parameters, macs, sight } = found;
    rows.push({ id: row.id, output, parameters, macs, bytes: 4 * product(output), field: sight?.field ?? null, jump: sight?.jump ?? null });
    made.set(row.id, { shape: output, sight });
    above = row.id;
  }
  return { rows, totals: sums(rows), problem: "" };
}

function sums(rows) {
  const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
  return { parameters: total("parameters"), macs: total("macs"), bytes: total("bytes") };
}

/** Take a row out; what read it reads what it read. */
export function without(layers, id) {
  const k = layers.findIndex((row) => row.id === id);
  const heir = layers[k].from ?? layers[k - 1]?.id ?? 0;
  const turned = (row, key) => (row[key] === id ? { ...row, [key]: heir } : row);
  return layers.filter((row) => row.id !== id).map((row) => turned(turned(row, "from"), "with"));
}

/** Swap a row with the one above (-1) or below (+1). */
export function moved(layers, id, step) {
  const k = layers.findIndex((row) => row.id === id);
  const rows = [...layers];
  if (rows[k + step]) [rows[k], rows[k + step]] = [rows[k + step], rows[k]];
  return rows;
}
