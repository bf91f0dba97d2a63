// Grids of numbers in SVG: the drawing half of conv-explorer.

import { COLOURS, el, svg } from "./page.js";
import { write } from "./shapes.js";

const SIDE = 34;

const place = ([i, j]) => ({ x: j * SIDE, y: i * SIDE, width: SIDE, height: SIDE });
const square = (cell, role, fill, line = 1) =>
  svg("rect", { ...place(cell), fill: COLOURS[role], "fill-opacity": fill, stroke: COLOURS[role], "stroke-width": line });

function inscribed([i, j], value) {
  const text = write(value);
  const size = Math.min(15, (1.5 * SIDE) / text.length);
  return svg("text", { x: (j + 0.5) * SIDE, y: (i + 0.5) * SIDE + 0.36 * size, "font-size": size, "text-anchor": "middle" }, text);
}

/** A titled picture of rows x columns cells, at most as wide as the page. */
function picture(title, [rows, columns], attributes, ...layers) {
  const [width, height] = [columns * SIDE + 4, rows * SIDE + 4];
  const drawn = svg("svg", { viewBox: `-2 -2 ${width} ${height}`, width, height, ...attributes }, ...layers);
  return el("figure", {}, el("figcaption", {}, title), drawn);
}

const cells = (rows, columns) => Array.from({ length: rows * columns }, (_, k) => [Math.floor(k / columns), k % columns]);

/** A grid that is looked at. `margin` [rows, columns] of padding lies around the values; `crossed` rows and columns are never read. */
export function still(title, role, values, margin = [0, 0], crossed = [[], []]) {
  const [H, W] = [values.length, values[0].length];
  const [rows, columns] = [H + 2 * margin[0], W + 2 * margin[1]];
  const inside = ([i, j]) => values[i - margin[0]]?.[j - margin[1]];
  const all = cells(rows, columns);
  const boxes = all.map((cell) => square(cell, inside(cell) === undefined ? "padding" : role, 0.14));
  const numbers = all.map((cell) => inscribed(cell, inside(cell) ?? 0));
  const marks = svg("g", {});
  const unread = crosses([H, W], margin, crossed);
  const words = `${title}: ${values.map((row) => row.map((value) => write(value)).join(" ")).join("; ")}`;
  const figure = picture(title, [rows, columns], { role: "img", "aria-label": words }, ...boxes, ...unread, marks, ...numbers);
  return { figure, marks, margin };
}

function crosses([H, W], margin, [rows, columns]) {
  return cells(H, W).filter(([i, j]) => rows.includes(i) || columns.includes(j)).map(([i, j]) => {
    const [x, y] = [(j + margin[1]) * SIDE, (i + margin[0]) * SIDE];
    return svg("path", { d: `M${x} ${y}l${SIDE} ${SIDE}m0 -${SIDE}l-${SIDE} ${SIDE}`, stroke: COLOURS.mistake, "stroke-width": 1.5 });
  });
}

/** Mark cells of a still, each with its weight in a corner. `taps` are [cell, weight]. */
export function mark({ marks, margin }, taps) {
  marks.replaceChildren(...taps.flatMap(([[i, j], weight]) => {
    const cell = [i + margin[0], j + margin[1]];
    const corner = { x: (cell[1] + 1) * SIDE - 2, y: (cell[0] + 1) * SIDE - 3, "font-size": 9, "text-anchor": "end" };
    const small = weight === undefined ? [] : [svg("text", corner, `×${write(weight)}`)];
    return [square(cell, "kernel", 0.45, 2.5), ...small];
  }));
}

/**
 * The output: a grid in which one cell is chosen by pointer, tap or arrow keys. `margin` cells around it are cut off.
 * Returns {figure, choose}; `chosen(cell)` is called with each choice.
 */
export function choosable(title, values, margin, chosen) {
  const [H, W] = [values.length, values[0].length];
  const ring = svg("rect", { fill: "none", stroke: "currentColor", "stroke-width": 3, "pointer-events": "none", "aria-hidden": "true" });
  const at = (i, j) => [i + margin[0], j + margin[1]];
  const boxes = values.map((row, i) => row.map((value, j) =>
    svg("g", { role: "gridcell", tabindex: -1, "aria-label": `row ${i}, column ${j}: ${write(value)}` },
      square(at(i, j), "output", 0.14), inscribed(at(i, j), value))));
  const cut = cells(H + 2 * margin[0], W + 2 * margin[1]).filter(([i, j]) => values[i - margin[0]]?.[j - margin[1]] === undefined);
  const around = svg("g", { "aria-hidden": "true" }, ...cut.map((cell) => square(cell, "padding", 0.14)));
  const body = boxes.map((row) => svg("g", { role: "row" }, ...row));
  const size = [H + 2 * margin[0], W + 2 * margin[1]];
  const figure = picture(title, size, { role: "grid", class: "choosable", "aria-label": `${title}; choose a cell with the arrow keys` }, around, ...body, ring);
  let now = [0, 0];

  function choose([i, j], focus = false) {
    boxes[now[0]][now[1]].setAttribute("tabindex", -1);
    now = [Math.max(0, Math.min(H - 1, i)), Math.max(0, Math.min(W - 1, j))];
    const box = boxes[now[0]][now[1]];
    box.setAttribute("tabindex", 0);
    if (focus) box.focus();
    for (const [key, value] of Object.entries(place(at(...now)))) ring.setAttribute(key, value);
    chosen(now);
  }

  boxes.forEach((row, i) => row.forEach((box, j) => {
    for (const event of ["pointerenter", "click", "focus"]) box.addEventListener(event, () => (now[0] === i && now[1] === j) || choose([i, j]));
  }));
  figure.addEventListener("keydown", (event) => {
    const [i, j] = now;
    const target = { ArrowUp: [i - 1, j], ArrowDown: [i + 1, j], ArrowLeft: [i, j - 1], ArrowRight: [i, j + 1], Home: [i, 0], End: [i, W - 1] }[event.key];
    if (!target) return;
    event.preventDefault();
    choose(target, true);
  });
  return { figure, choose };
}
