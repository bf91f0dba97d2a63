// <cost-ledger network="resnet50"></cost-ledger>: a network layer by layer, with what each layer costs and sees.

import { account, moved, RULES, without } from "./ledger.js";
import { choice, COLOURS, el, explorer, numberField, tickBox } from "./page.js";
import { write } from "./shapes.js";

const NETWORKS = [["lenet", "LeNet-5"], ["vgg16", "VGG-16"], ["resnet50", "ResNet-50"], ["mobilenet_v2", "MobileNetV2"]];

const NEW = {
  conv: { name: "new", out: 16, kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1, bias: true, norm: false },
  pool: { name: "max pool", kernel: 2, stride: 2, padding: 0 },
  "global pool": { name: "average" },
  linear: { name: "new", out: 10, bias: true },
};
const FIELDS = [
  ["out", "channels out", 1], ["kernel", "kernel", 1], ["stride", "stride", 1], ["padding", "padding", 0],
  ["dilation", "dilation", 1], ["groups", "groups", 1],
];
const TICKS = [["bias", "bias"], ["norm", "batch norm"]];
const IMAGE = ["channels", "height", "width"];
const COUNTED = [["parameters", "kernel"], ["macs", "output"], ["bytes", "input"]]; // column -> colour of its bars
const COLUMNS = ["#", "layer", "output", "parameters", "multiply-adds", "memory, KiB", "sees", "jump"];

const amount = (key, value) => (key === "bytes" ? write(Math.round(value / 102.4) / 10, 1) : write(value));

/** A row in a few words, and what else is to be known of it. */
function describe(row, place) {
  const { type, kernel, out, stride, padding, dilation, groups } = row;
  const earlier = (id) => (id === 0 ? "the image" : `row ${place(id)}`);
  if (type === "add") return { short: `add ${earlier(row.with)}`, rest: row.name };
  const short = `${type}${kernel ? ` ${kernel}×${kernel}` : ""}${out ? ` to ${out}` : ""}${stride > 1 ? `, stride ${stride}` : ""}`;
  const rest = [row.name, padding && `padding ${padding}`, dilation > 1 && `dilation ${dilation}`, groups > 1 && `groups ${groups}`,
    row.norm && "batch norm", row.from !== undefined && `reads ${earlier(row.from)}`];
  return { short, rest: rest.filter(Boolean).join(", ") };
}

/** Say where most of each sum lies. */
function largest(layers, { rows, totals }) {
  if (!rows.length) return "";
  const names = { parameters: "parameters", macs: "multiply-adds", bytes: "memory" };
  const said = COUNTED.map(([key]) => {
    const k = rows.reduce((best, row, i) => (row[key] > rows[best][key] ? i : best), 0);
    const share = totals[key] ? Math.round((100 * rows[k][key]) / totals[key]) : 0;
    return `most ${names[key]} in row ${k + 1} (${layers[k].name}): ${share} %`;
  });
  return `The ${said.join("; ")}. Bars compare the rows of a column.`;
}

const STYLE = `
:host { min-height: 46rem; }
.image input { width: 4.6rem; }
.book { position: relative; height: 28rem; overflow: auto; scroll-padding: 3rem 0; border: 1px solid var(--line); }
table, thead, tbody, tfoot, tr.open, td.editor { display: block; font-size: 0.9rem; }
.line {
  display: grid;
  grid-template-columns: 2rem 1.1fr 1.1fr 1.4fr 1.1fr 0.6fr 0.5fr;
  column-gap: 0.8rem;
  padding: 0.3rem 0.5rem;
  border-bottom: 1px solid var(--line);
}
:is(th, td) { padding: 0; border: 0; text-align: right; font-variant-numeric: tabular-nums; }
.line :is(:nth-child(1), :nth-child(2)) { text-align: left; }
.line :nth-child(2) { grid-column: 2 / -1; }
.line :nth-child(3) { grid-column: 2; }
thead, tfoot { position: sticky; z-index: 1; background: var(--surface); font-weight: 600; }
thead { top: 0; }
tfoot { bottom: 0; }
tfoot .line :is(th, td) { grid-row: 1; }
tfoot .line :nth-child(2) { grid-column: 1 / 3; }
tfoot td:empty { display: none; }
tfoot .line :nth-child(4) { grid-column: 3; }
td.layer button { min-height: 1.6rem; padding: 0 0.5rem 0 0.4rem; margin-left: -0.4rem; border-color: transparent; text-align: left; }
td.layer button::before { content: "▸ " / ""; } /* not part of its name */
td.layer button[aria-expanded="true"]::before { content: "▾ " / ""; }
.name { color: var(--muted); font-size: 0.9em; overflow-wrap: anywhere; }
.bar { height: 4px; margin: 2px 0 0 auto; border-radius: 2px; }
tr.wrong { background: color-mix(in srgb, ${COLOURS.mistake} 15%, transparent); }
td.editor { padding: 0.3rem 0.5rem 0.7rem; background: var(--surface); text-align: left; }
.editor .row { margin: 0.3rem 0; }
details { margin-top: 0.6rem; }
summary { cursor: pointer; }
@container (max-width: 34rem) {
  .book { height: 34rem; scroll-padding: 4.5rem 0; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .line { grid-template-columns: 1.3rem 3.8rem minmax(0, 1fr) minmax(0, 1.15fr); column-gap: 0.5rem; padding: 0.3rem; font-size: 0.85rem; }
  .line :is(th, td):nth-child(n) { text-align: left; }
  tbody .line :nth-child(3n + 3) { grid-column: 1 / 3; }
  tfoot .line td:nth-child(n) { grid-row: 2; }
  tfoot .line td:nth-child(4) { grid-column: 1 / 3; }
  tfoot .line td:nth-child(5) { grid-column: 4; }
  tfoot .line td:nth-child(6) { grid-column: 3; }
  td[data-label]::before { content: attr(data-label); display: block; color: var(--muted); font-size: 0.8em; font-weight: normal; }
  .bar { margin-left: 0; }
}
@media print {
  .book { height: auto; overflow: visible; }
}
`;

/** The table: draws rows, and again only their numbers when a setting changes. */
function table(act) {
  const body = el("tbody", { role: "rowgroup" });
  const foot = el("tr", { role: "row", class: "line" });
  const whole = el("table", { role: "table", "aria-label": "The layers of the network" },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row", class: "line" }, ...COLUMNS.map((text) => el("th", { role: "columnheader", scope: "col" }, text)))),
    body, el("tfoot", { role: "rowgroup" }, foot));
  let drawn = [];

  function draw(layers, open) {
    drawn = layers.map((row, k) => {
      const cells = COLUMNS.slice(2).map((text) => el("td", { role: "cell", "data-label": text }));
      const more = el("span", { class: "name" });
      const button = el("button", { type: "button", "data-row": row.id, "aria-expanded": `${row.id === open}`, onclick: () => act.open(row.id) });
      const line = el("tr", { role: "row", class: "line" }, el("td", { role: "cell" }, `${k + 1}`),
        el("td", { role: "cell", class: "layer" }, button, more), ...cells);
      return { row, line, cells, button, more };
    });
    body.replaceChildren(...drawn.flatMap(({ row, line }) => (row.id === open ? [line, editor(row, act)] : [line])));
  }

  function refresh(layers, { rows, totals, problem }) {
    const most = Object.fromEntries(COUNTED.map(([key]) => [key, Math.max(1, ...rows.map((row) => row[key]))]));
    const place = (id) => layers.findIndex((row) => row.id === id) + 1;
    drawn.forEach(({ line, cells, button, more }, k) => {
      const { short, rest } = describe(layers[k], place);
      [button.textContent, more.textContent] = [short, rest];
      line.classList.toggle("wrong", Boolean(problem) && k === rows.length);
      const found = rows[k];
      const texts = found ? [found.output.join("×"), ...COUNTED.map(([key]) => amount(key, found[key])), found.field ?? "all", found.jump ?? "–"] : Array(6).fill("–");
      cells.forEach((cell, c) => cell.replaceChildren(`${texts[c]}`));
      COUNTED.forEach(([key, colour], c) => found && cells[c + 1].append(bar(found[key], most[key], totals[key], colour)));
    });
    const sums = COUNTED.map(([key], c) => el("td", { role: "cell", "data-label": COLUMNS[c + 3], class: "total" }, amount(key, totals[key])));
    foot.replaceChildren(el("td", { role: "cell" }), el("th", { role: "rowheader", scope: "row" }, "total"), el("td", { role: "cell" }), ...sums, el("td", { role: "cell" }), el("td", { role: "cell" }));
  }
  return { whole, draw, refresh };
}

function bar(value, most, total, colour) {
  const share = total ? (100 * value) / total : 0;
  return el("div", { class: "bar", style: `width:${(100 * value) / most}%;background:${COLOURS[colour]}`, title: `${share.toFixed(1)} % of the total` });
}

/** The second line of an open row: its settings, and what can be done with it. */
function editor(row, act) {
  const fields = FIELDS.filter(([key]) => key in row).map(([key, text, minimum]) => {
    const said = row.type === "linear" ? "outputs" : text;
    return el("label", {}, said, numberField(said, row[key], minimum, (value) => act.change(row.id, key, value)));
  });
  const ticks = TICKS.filter(([key]) => key in row).map(([key, text]) => tickBox(text, row[key], (on) => act.change(row.id, key, on)));
  const button = (text, label, action) => el("button", { type: "button", "aria-label": label, onclick: action }, text);
  return el("tr", { role: "row", class: "open" }, el("td", { role: "cell", class: "editor", colspan: COLUMNS.length },
    el("div", { class: "row" }, ...fields, ...ticks),
    el("div", { class: "row" },
      button("↑ up", "move this row up", () => act.move(row.id, -1)), button("↓ down", "move this row down", () => act.move(row.id, 1)),
      button("remove", "remove this row", () => act.remove(row.id)))));
}

explorer("cost-ledger", "Account for a network", STYLE, (section, host) => {
  const wanted = host.getAttribute("network") || "lenet";
  let [networks, input, layers, open, fresh] = [{}, [1, 32, 32], [], null, 1000];
  const status = el("p", { role: "status" });
  const remark = el("p", { class: "muted" });
  const image = IMAGE.map((name, k) => numberField(`image ${name}`, input[k], 1, (value) => { input[k] = value; refresh(); }));
  const book = table({ open: toggle, change, move, remove });
  const pick = choice("network", NETWORKS, load);
  const kind = choice("kind of layer to add", Object.keys(NEW).map((type) => [type, type]), () => {});

  function refresh() {
    const found = account(input, layers);
    book.refresh(layers, found);
    const { parameters, macs, bytes } = found.totals;
    status.className = found.problem ? "problem" : "";
    status.textContent = found.problem ||
      `${layers.length} rows: ${write(parameters)} parameters, ${write(macs)} multiply-adds, ${amount("bytes", bytes)} KiB of outputs.`;
    remark.textContent = found.problem ? "Rows from there on are not counted." : largest(layers, found);
  }

  function redraw(focus) {
    book.draw(layers, open);
    refresh();
    if (focus !== undefined) book.whole.querySelector(`[data-row="${focus}"]`)?.focus();
    book.whole.querySelector("tr.open")?.scrollIntoView({ block: "nearest" });
  }

  function toggle(id) {
    open = open === id ? null : id;
    redraw(id);
  }
  function change(id, key, value) {
    layers = layers.map((row) => (row.id === id ? { ...row, [key]: value } : row));
    refresh();
  }
  function move(id, step) {
    layers = moved(layers, id, step);
    redraw(id);
  }
  function remove(id) {
    const k = layers.findIndex((row) => row.id === id);
    layers = without(layers, id);
    open = null;
    redraw(layers[Math.min(k, layers.length - 1)]?.id);
  }
  function add() {
    const k = open === null ? layers.length : layers.findIndex((row) => row.id === open) + 1;
    open = fresh++;
    layers = [...layers.slice(0, k), { id: open, type: kind.value, ...NEW[kind.value] }, ...layers.slice(k)];
    redraw(open);
  }
  function clear() {
    [layers, open] = [[], null];
    redraw();
  }

  function load(name) {
    const network = networks[name];
    if (!network) {
      status.className = "problem";
      status.textContent = `There is no network called “${name}” here. There are ${NETWORKS.map(([known]) => known).join(", ")}.`;
      return;
    }
    pick.value = name;
    input = [...network.input];
    image.forEach((field, k) => { field.value = input[k]; });
    layers = network.layers.map((row, k) => ({ id: k + 1, ...row }));
    open = null;
    redraw();
  }

  section.append(
    el("div", { class: "controls" },
      el("div", { class: "row" }, el("label", {}, "network", pick), el("button", { type: "button", onclick: clear }, "empty it")),
      el("div", { class: "row image" }, ...IMAGE.map((name, k) => el("label", {}, k ? name : `image: ${name}`, image[k]))),
      el("div", { class: "row" }, el("label", {}, "add", kind), el("button", { type: "button", onclick: add }, "add the layer"),
        el("span", { class: "muted" }, "after the open row, otherwise at the end"))),
    status, el("div", { class: "book", tabindex: 0, role: "region", "aria-label": "ledger" }, book.whole), remark,
    el("details", {}, el("summary", {}, "The rules of this ledger"), el("ul", {}, ...RULES.map((rule) => el("li", {}, rule)))));

  fetch(new URL("networks.json", import.meta.url))
    .then((reply) => reply.json())
    .then((found) => { networks = found; load(wanted); })
    .catch(() => { status.className = "problem"; status.textContent = "The networks could not be loaded. Rows can still be added by hand."; });
  redraw();
});
