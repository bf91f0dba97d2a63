// <conv-explorer></conv-explorer>: the arithmetic of one convolution, forwards or transposed, cell by cell.

import { choosable, mark, still } from "./grids.js";
import { COLOURS, el, explorer, numberField, tickBox } from "./page.js";
import { axisOf, factor, layer, leftOver, ranges, taps, transposedTaps, write } from "./shapes.js";

const DRAWN = 18; // rows and columns, padding included: a cell is still legible on a phone
const WRITTEN = 64; // products of a sum

const START = {
  size: [7, 8], kernel: [3, 3], stride: [2, 2], padding: [0, 0], dilation: [1, 1], outputPadding: [0, 0],
  cIn: 3, cOut: 8, groups: 1, bias: true, transposed: false,
};

const PAIRS = [
  ["size", "input", 1], ["kernel", "kernel", 1], ["stride", "stride", 1],
  ["padding", "padding", 0], ["dilation", "dilation", 1], ["outputPadding", "output padding", 0],
];
const SINGLES = [["cIn", "channels in"], ["cOut", "channels out"], ["groups", "groups"]];
const DIRECTIONS = ["vertical", "horizontal"];

const matrix = ([rows, columns], entry) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j)));

/** The digits that are convolved: any would do. */
export const sampleInput = (size) => matrix(size, (i, j) => (7 * i + 3 * j + i * j) % 10);
export const sampleKernel = (size) => matrix(size, (u, v) => ((2 * u + 3 * v + 1) % 4) - 1);

/** The products of one output cell of one channel: [[input cell, kernel cell], ...]. */
export function productsOf(settings, [i, j]) {
  const pairs = settings.transposed ? transposedTaps : taps;
  const [down, across] = [pairs(i, axisOf(settings, 0)), pairs(j, axisOf(settings, 1))];
  return down.flatMap(([r, u]) => across.map(([c, v]) => [[r, c], [u, v]]));
}

/** The output of one channel. */
export function sampleOutput(settings) {
  const [x, w] = [sampleInput(settings.size), sampleKernel(settings.kernel)];
  return matrix(layer(settings).output, (i, j) =>
    productsOf(settings, [i, j]).reduce((sum, [[r, c], [u, v]]) => sum + (x[r]?.[c] ?? 0) * w[u][v], 0));
}

/** The size formula along one axis, in letters and with its numbers. */
export function formula(settings, which) {
  const letter = "HW"[which];
  const { size, kernel, stride, padding, dilation, outputPadding } = axisOf(settings, which);
  const { output } = layer(settings);
  if (settings.transposed) {
    return [
      `O${letter} = (${letter} − 1)·S${letter} − 2·P${letter} + D${letter}·(K${letter} − 1) + 1 + output padding`,
      `= (${size} − 1)·${stride} − 2·${padding} + ${dilation}·(${kernel} − 1) + 1 + ${outputPadding} = ${output[which]}`,
    ];
  }
  return [
    `O${letter} = ⌊(${letter} + 2·P${letter} − D${letter}·(K${letter} − 1) − 1) / S${letter}⌋ + 1`,
    `= ⌊(${size} + 2·${padding} − ${dilation}·(${kernel} − 1) − 1) / ${stride}⌋ + 1 = ${output[which]}`,
  ];
}

/** What the windows leave over, as [rows, columns] and as a sentence. */
export function unread(settings) {
  const { output } = layer(settings);
  const found = [0, 1].map((which) => leftOver(axisOf(settings, which), output[which], settings.transposed));
  const named = ["row", "column"].map((unit, which) => found[which].length && `${unit}${found[which].length > 1 ? "s" : ""} ${ranges(found[which])}`);
  const cells = named.filter(Boolean).join(" and ");
  const many = found[0].length + found[1].length > 1;
  const [all, some] = settings.transposed
    ? ["Every output cell receives something.", `Nothing reaches output ${cells}: only the bias is there.`]
    : ["Every input cell is read.", `Input ${cells} ${many ? "are" : "is"} never read: no window gets there (counting from 0).`];
  return { cells: found, sentence: cells ? some : all };
}

/** One output cell as a sum: a line for each row of its window. */
function writtenSum(settings, cell, x, w, total) {
  const products = productsOf(settings, cell);
  const head = el("p", {}, `Output row ${cell[0]}, column ${cell[1]}:`);
  const result = el("p", { class: "number" }, el("strong", {}, `= ${write(total)}`), products.length ? "" : " (no input cell reaches it)");
  if (products.length > WRITTEN) return [head, el("p", {}, `The sum of ${products.length} products, too many to write out.`), result];
  const rows = [...new Set(products.map(([[r]]) => r))].map((row) => products.filter(([[r]]) => r === row));
  const term = ([[r, c], [u, v]]) => el("span", { class: "term" }, `${x[r]?.[c] ?? 0}×${factor(w[u][v])}`);
  return [head, ...rows.map((row, k) => el("p", { class: "number terms" }, ...row.flatMap((p, l) => [k || l ? " + " : "", term(p)]))), result];
}

function draw(settings, stage, told) {
  const [x, w] = [sampleInput(settings.size), sampleKernel(settings.kernel)];
  const y = sampleOutput(settings);
  const { cells } = unread(settings);
  const { padding, transposed, size, kernel } = settings;
  const none = [0, 0];
  const name = (what, values) => `${what} ${values.length}×${values[0].length}`;
  const input = still(name("input", x), "input", x, transposed ? none : padding, transposed ? undefined : cells);
  const weights = still(name("kernel", w), "kernel", w);
  const output = choosable(name("output", y), y, transposed ? padding : none, (cell) => {
    const products = productsOf(settings, cell);
    mark(input, products.map(([place, [u, v]]) => [place, w[u][v]]));
    mark(weights, transposed ? products.map(([, place]) => [place]) : []);
    told.replaceChildren(...writtenSum(settings, cell, x, w, y[cell[0]][cell[1]]));
  });
  stage.replaceChildren(input.figure, el("div", { class: "side" }, el("div", { class: "grids" }, weights.figure, output.figure), told));
  told.style.minHeight = `${1.6 * (2 + Math.min(kernel[0], transposed ? size[0] : kernel[0]))}em`; // no jump from cell to cell
  output.choose(none);
}

function fitsThePage({ size, kernel, padding, transposed }, output) {
  const margin = (which) => 2 * padding[which];
  return [0, 1].every((which) =>
    Math.max(kernel[which], size[which] + (transposed ? 0 : margin(which)), output[which] + (transposed ? margin(which) : 0)) <= DRAWN);
}

function facts(settings, { weight, parameters, macs, output }) {
  const { cIn, cOut, groups, size, kernel, bias, transposed } = settings;
  const places = transposed ? ["input", size] : ["output", output];
  const line = (term, ...lines) => [el("dt", {}, term), el("dd", {}, ...lines.map((text) => el("div", { class: "number" }, text)))];
  const [first, second] = transposed ? [cIn, cOut] : [cOut, cIn];
  const weights = `${first}·(${second}/${groups})·${kernel[0]}·${kernel[1]}`;
  return el("dl", {},
    ...line("Output height", ...formula(settings, 0)),
    ...line("Output width", ...formula(settings, 1)),
    ...line("Shape of the output", `(N, ${cOut}, ${output.join(", ")})`),
    ...line("Shape of the weight", `(${weight.join(", ")}): (${transposed ? "C_in, C_out / G" : "C_out, C_in / G"}, KH, KW)`),
    ...line("Parameters", `${weights}${bias ? ` + ${cOut}` : ""} = ${write(parameters)}`),
    ...line("Multiply-adds", `${weights} weights, each used at ${places[1].join("·")} ${places[0]} cells = ${write(macs)}`));
}

const summary = (settings, { output, parameters, macs }) =>
  `The output is ${output.join("×")}. ${unread(settings).sentence} ${write(parameters)} parameters, ${write(macs)} multiply-adds.`;

const note = ({ cIn, groups, transposed }) =>
  `Drawn: one input channel and one filter, without bias. ${cIn / groups > 1 ? `The layer adds such a sum for each of the ${cIn / groups} input channels${groups > 1 ? " of a group" : ""}. ` : ""}` +
  (transposed ? "Grey cells are cut off by the padding." : "Grey cells are padding.") +
  " Crossed cells are never read.".repeat(transposed ? 0 : 1);

const STYLE = `
.pairs { display: grid; grid-template-rows: repeat(3, auto); grid-auto-flow: column; gap: 0.3rem 0.8rem; align-items: center; justify-content: start; }
.pairs b { font-weight: 600; }
.pairs input { width: 3.6rem; }
.swatch { display: inline-block; width: 0.75em; height: 0.75em; margin-right: 0.35em; border-radius: 2px; }
.stage { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1rem 2rem; margin: 1rem 0 0.5rem; }
.stage[hidden] { display: none; }
.side { flex: 1 1 16rem; min-width: 0; }
.grids { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1rem 2rem; margin-bottom: 0.6rem; }
figure { margin: 0; max-width: 100%; }
figcaption { margin: 0 0 0.2rem; font-size: 0.9em; }
svg { display: block; max-width: 100%; height: auto; overflow: visible; font-family: system-ui, sans-serif; }
svg text { fill: currentColor; pointer-events: none; }
.choosable g[role="gridcell"] { cursor: pointer; outline: none; }
.choosable:focus-within > rect { stroke: ${COLOURS.highlight}; stroke-width: 5; }
.told p { margin: 0; min-height: 1.6em; line-height: 1.6; }
.terms { white-space: normal; }
.term { white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.3rem 1rem; margin: 1rem 0 0; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
:host { min-height: 44rem; }
@container (max-width: 34rem) {
  .pairs { grid-auto-flow: row; grid-template-rows: none; grid-template-columns: repeat(3, max-content); }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: 0.5rem; }
}
`;

explorer("conv-explorer", "Explore a convolution", STYLE, (section) => {
  const settings = structuredClone(START);
  let alike = true;
  const fields = {};
  const stage = el("div", { class: "stage" });
  const told = el("div", { class: "told", "aria-live": "polite" });
  const remark = el("p", { class: "muted" });
  const status = el("p", { role: "status" });
  const numbers = el("div");

  function setPair(key, which, value) {
    settings[key][which] = value;
    if (alike && key !== "size") copyPair(key, which);
    update();
  }

  function copyPair(key, from) {
    settings[key][1 - from] = settings[key][from];
    for (const shown of ["value", "ariaInvalid"]) fields[key][1 - from][shown] = fields[key][from][shown];
  }

  function pairColumn([key, text, minimum]) {
    const colour = { size: "input", kernel: "kernel", padding: "padding" }[key];
    const swatch = colour ? [el("span", { class: "swatch", style: `background:${COLOURS[colour]}` })] : [];
    fields[key] = DIRECTIONS.map((direction, which) =>
      numberField(`${text}, ${direction}`, settings[key][which], minimum, (value) => setPair(key, which, value)));
    return [el("span", {}, ...swatch, text), ...fields[key]];
  }

  function update() {
    const found = layer(settings);
    for (const input of fields.outputPadding) input.disabled = !settings.transposed;
    status.className = found.problem ? "problem" : "";
    status.textContent = found.problem ?? summary(settings, found);
    for (const part of [stage, remark, numbers]) part.hidden = Boolean(found.problem);
    if (found.problem) return;
    numbers.replaceChildren(facts(settings, found));
    remark.textContent = note(settings);
    if (fitsThePage(settings, found.output)) return draw(settings, stage, told);
    stage.replaceChildren(el("p", {}, `Maps and kernels of more than ${DRAWN} rows or columns are not drawn. The numbers below hold all the same.`));
  }

  const set = (key) => (value) => { settings[key] = value; update(); };
  const lock = (on) => {
    alike = on;
    if (on) for (const [key] of PAIRS.slice(1)) copyPair(key, 0);
    update();
  };
  const singles = SINGLES.map(([key, text]) => el("label", {}, text, numberField(text, settings[key], 1, set(key))));
  section.append(
    el("div", { class: "controls" },
      el("div", { class: "pairs" }, el("span", {}), ...DIRECTIONS.map((text) => el("b", {}, text)), ...PAIRS.flatMap(pairColumn)),
      el("div", { class: "row" },
        tickBox("both directions alike (not the input)", alike, lock), tickBox("transposed", settings.transposed, set("transposed"))),
      el("div", { class: "row" }, ...singles, tickBox("bias", settings.bias, set("bias")))),
    status, stage, remark, numbers);
  update();
});
