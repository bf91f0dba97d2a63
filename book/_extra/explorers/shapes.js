// The arithmetic of layers, as in cnncourse.shapes; the tests compare the two. Pure functions, no page needed.
// A setting that cannot be is no exception here: the result is {problem: "a sentence"}.

export const LIMIT = 4096; // of every number that a reader types; products above 2^53 are rounded

export const MINUS = "\u2212";

/** Write a count with commas; a small number with at most `digits` decimals and a true minus sign. */
export function write(value, digits = 2) {
  if (Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER) return `about ${value.toExponential(3)}`;
  const text = value.toLocaleString("en-US", { maximumFractionDigits: digits });
  return text.replace(/^-0$/, "0").replace("-", MINUS);
}

/** Write a factor of a product: negative numbers in brackets. */
export const factor = (value, digits) => (value < 0 ? `(${write(value, digits)})` : write(value, digits));

/** Return a sentence if `value` is no whole number from `minimum` to LIMIT, otherwise "". */
export function complaint(name, value, minimum = 1) {
  if (Number.isInteger(value) && value >= minimum && value <= LIMIT) return "";
  return `The ${name} must be a whole number from ${minimum} to ${LIMIT}.`;
}

/** How many cells a kernel spans, its gaps included. */
export const span = (kernel, dilation) => dilation * (kernel - 1) + 1;

/** Windows along one axis: {padded, span, output}, or {problem}. `unit` is "rows" or "columns". */
export function windows({ size, kernel, stride, padding, dilation }, unit = "rows") {
  const extent = span(kernel, dilation);
  const padded = size + 2 * padding;
  if (extent > padded) {
    return {
      problem:
        `The kernel spans ${extent} ${unit}, but the padded input has only ${padded}: ` +
        "there is no place for a single window. Use a smaller kernel, less dilation or more padding.",
    };
  }
  return { padded, span: extent, output: Math.floor((padded - extent) / stride) + 1 };
}

/** The output of a transposed convolution along one axis: {reach, span, output}, or {problem}. */
export function transposedWindows({ size, kernel, stride, padding, dilation, outputPadding }, unit = "rows") {
  if (outputPadding >= Math.max(stride, dilation)) {
    return {
      problem:
        `The output padding must be less than the stride or the dilation, but is ${outputPadding} where the stride ` +
        `is ${stride} and the dilation ${dilation}: no convolution leaves that many ${unit} over.`,
    };
  }
  const extent = span(kernel, dilation);
  const reach = (size - 1) * stride + extent + outputPadding;
  if (reach <= 2 * padding) {
    return { problem: `The padding cuts ${2 * padding} ${unit} off the output, but there are only ${reach}: nothing is left.` };
  }
  return { reach, span: extent, output: reach - 2 * padding };
}

/** Taps of one window: [input cell, kernel cell] pairs along one axis; cells below 0 or from size on are padding. */
export function taps(o, { kernel, stride, padding, dilation }) {
  return Array.from({ length: kernel }, (_, u) => [o * stride - padding + u * dilation, u]);
}

/** What one output cell of a transposed convolution receives: [input cell, kernel cell] pairs along one axis. */
export function transposedTaps(o, { size, kernel, stride, padding, dilation }) {
  const received = [];
  for (let i = 0; i < size; i++) {
    const distance = o + padding - i * stride;
    if (distance >= 0 && distance % dilation === 0 && distance / dilation < kernel) received.push([i, distance / dilation]);
  }
  return received;
}

/** Cells of the input that no window reads, or of a transposed output that no input reaches. */
export function leftOver(axis, output, transposed = false) {
  const met = new Set();
  for (let o = 0; o < output; o++) {
    const pairs = transposed ? transposedTaps(o, axis) : taps(o, axis);
    for (const [i] of pairs) met.add(transposed ? o : i);
  }
  const size = transposed ? output : axis.size;
  return Array.from({ length: size }, (_, i) => i).filter((i) => !met.has(i));
}

/** Say a list of cells as ranges: [0, 4, 5, 6] is "0 and 4 to 6". */
export function ranges(cells) {
  const runs = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last && last[1] === cell - 1) last[1] = cell;
    else runs.push([cell, cell]);
  }
  const said = runs.map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a} to ${b}`));
  return said.length > 1 ? `${said.slice(0, -1).join(", ")} and ${said.at(-1)}` : (said[0] ?? "");
}

const AXIS_NAMES = [
  ["size", "height H", "width W", 1],
  ["kernel", "kernel height KH", "kernel width KW", 1],
  ["stride", "stride down SH", "stride across SW", 1],
  ["padding", "padding PH", "padding PW", 0],
  ["dilation", "dilation DH", "dilation DW", 1],
  ["outputPadding", "output padding down", "output padding across", 0],
];

function firstComplaint(settings) {
  const asked = AXIS_NAMES.slice(0, settings.transposed ? 6 : 5);
  for (const [key, down, across, minimum] of asked) {
    const said = complaint(down, settings[key][0], minimum) || complaint(across, settings[key][1], minimum);
    if (said) return said;
  }
  for (const [name, key] of [["number of channels in", "cIn"], ["number of channels out", "cOut"], ["number of groups", "groups"]]) {
    const said = complaint(name, settings[key]);
    if (said) return said;
  }
  for (const [name, key] of [["input", "cIn"], ["output", "cOut"]]) {
    if (settings[key] % settings.groups) return `${settings[key]} ${name} channels do not divide into ${settings.groups} groups.`;
  }
  return "";
}

/** One axis (0 vertical, 1 horizontal) of settings whose numbers are pairs. */
export function axisOf(settings, which) {
  return Object.fromEntries(AXIS_NAMES.map(([key]) => [key, settings[key]?.[which] ?? 0]));
}

/**
 * All that can be said of one layer before it sees a number.
 * settings: {size, kernel, stride, padding, dilation, outputPadding: [vertical, horizontal], cIn, cOut, groups, bias, transposed}
 * Returns {axes, output: [OH, OW], weight, parameters, macs}, or {problem}.
 */
export function layer(settings) {
  const problem = firstComplaint(settings);
  if (problem) return { problem };
  const count = settings.transposed ? transposedWindows : windows;
  const axes = [count(axisOf(settings, 0), "rows"), count(axisOf(settings, 1), "columns")];
  const impossible = axes.find((axis) => axis.problem);
  if (impossible) return impossible;
  const { cIn, cOut, groups, kernel, size, transposed } = settings;
  const output = axes.map((axis) => axis.output);
  const weight = transposed ? [cIn, cOut / groups, ...kernel] : [cOut, cIn / groups, ...kernel];
  const weights = product(weight);
  const places = product(transposed ? size : output); // a weight is used once at each of them
  return { axes, output, weight, parameters: weights + (settings.bias ? cOut : 0), macs: weights * places };
}

export const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

/** The receptive field and the jump after one more layer along one axis: {field, jump} before and after. */
export function widen({ field, jump }, kernel, stride, dilation = 1) {
  return { field: field + (kernel - 1) * dilation * jump, jump: jump * stride };
}

/** The receptive field of layers [[kernel, stride, dilation], ...] along one axis. */
export function receptiveField(layers) {
  return layers.reduce((seen, [kernel, stride, dilation]) => widen(seen, kernel, stride, dilation), { field: 1, jump: 1 }).field;
}
