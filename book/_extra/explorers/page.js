// What the three explorers share: making elements, fields for numbers, and the style.

export const COLOURS = {
  input: "#0072B2", kernel: "#E69F00", output: "#009E73", padding: "#999999",
  bias: "#CC79A7", mistake: "#D55E00", highlight: "#56B4E9",
};

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat());
  return node;
}

export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** A field for a whole number. NaN stands for anything else that is typed. */
export function numberField(label, value, minimum, changed) {
  const input = el("input", { type: "number", inputmode: "numeric", min: minimum, step: 1, value, "aria-label": label });
  input.addEventListener("input", () => {
    input.ariaInvalid = !(wholeNumber(input) >= minimum);
    changed(wholeNumber(input));
  });
  return input;
}

export const wholeNumber = (input) => (/^-?\d+$/.test(input.value.trim()) ? Number(input.value) : NaN);

/** A box to tick, with its label. */
export function tickBox(label, checked, changed) {
  const input = el("input", { type: "checkbox", checked });
  input.addEventListener("change", () => changed(input.checked));
  return el("label", { class: "tick" }, input, label);
}

export const choice = (label, options, changed) =>
  el("select", { "aria-label": label, onchange: (event) => changed(event.target.value) },
    ...options.map(([value, text]) => el("option", { value }, text)));

const STYLE = `
:host {
  --text: var(--pst-color-text-base, #222832);
  --muted: var(--pst-color-text-muted, #48566b);
  --ground: var(--pst-color-background, #fff);
  --surface: var(--pst-color-surface, #f3f4f5);
  --line: var(--pst-color-border, #d1d5da);
  --focus: var(--pst-color-primary, #0072b2);
  display: block;
  margin: 1.5rem 0;
  padding: 1rem 0;
  border-block: 1px solid var(--line);
  color: var(--text);
  container-type: inline-size;
  font-size: 0.95rem;
  line-height: 1.5;
}
* { box-sizing: border-box; }
p { margin: 0.5rem 0; overflow-wrap: break-word; }
h3 { margin: 0 0 0.5rem; font-size: 1rem; font-weight: 600; }
input, select, button {
  min-height: 2rem;
  border: 1px solid var(--muted);
  border-radius: 4px;
  background: var(--ground);
  color: var(--text);
  font: inherit;
}
input[type="number"], input[type="text"] { width: 4.2rem; padding: 0 0.2rem 0 0.4rem; font-variant-numeric: tabular-nums; }
select { max-width: 100%; padding: 0 0.3rem; }
button { min-width: 2rem; padding: 0 0.6rem; cursor: pointer; }
button:hover { background: var(--surface); }
button:disabled { opacity: 0.5; cursor: default; }
input[type="checkbox"] { min-height: 0; width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--focus); }
input[aria-invalid="true"] { border: 2px solid ${COLOURS.mistake}; }
:focus-visible { outline: 3px solid ${COLOURS.highlight}; outline-offset: 2px; }
label { display: inline-flex; align-items: center; gap: 0.4rem; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.2rem; margin: 0.6rem 0; }
.problem { padding: 0.4rem 0.7rem; border-left: 4px solid ${COLOURS.mistake}; background: var(--surface); }
.problem:empty { display: none; }
.muted { color: var(--muted); font-size: 0.9em; }
.number { font-variant-numeric: tabular-nums; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.on-paper { display: none; }
@media print {
  .on-paper { display: block; }
  .controls, .editor { display: none !important; }
}
`;

/** A web component whose look is its own: `style` is added to the style that all explorers share. */
export function explorer(name, heading, style, build) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE + style);
  customElements.define(name, class extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const section = el("section", { "aria-label": heading }, el("h3", {}, heading),
        el("p", { class: "on-paper" }, "In a browser, the settings can be changed here."));
      root.append(section);
      build(section, this);
    }
    disconnectedCallback() {
      this.dispatchEvent(new Event("removed"));
    }
  });
}
