// <filter-playground></filter-playground>: nine weights on a photograph, a file or the camera, pixel by pixel.

import { automatic, convolve, KERNELS, patch, SHOWN, wall, weightOf } from "./filters.js";
import { choice, COLOURS, el, explorer } from "./page.js";
import { factor, write } from "./shapes.js";

const LONGEST = 300; // pixels of a side: nine products each are quick, and two pictures fit beside each other
const START = "edges, left to right";
const OWN = "your own";

const STYLE = `
:host { min-height: 48rem; }
.kernel { display: grid; grid-template-columns: repeat(3, 3.6rem); gap: 0.25rem; }
.kernel input { width: 100%; border: 2px solid ${COLOURS.kernel}; text-align: center; }
.settings { display: flex; flex-wrap: wrap; gap: 0.6rem 2rem; }
.choices { display: flex; flex-direction: column; gap: 0.4rem; min-width: 0; flex: 1 1 16rem; }
.choices label { flex-wrap: wrap; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; margin: 0.8rem 0; }
figure { margin: 0; max-width: 100%; }
figcaption { font-size: 0.9em; }
.frame { position: relative; max-width: 100%; width: fit-content; cursor: crosshair; touch-action: pan-y; overflow: hidden; }
canvas { display: block; max-width: 100%; background: var(--surface); }
.cursor { position: absolute; border: 2px solid ${COLOURS.mistake}; outline: 1px solid #fff; pointer-events: none; }
.products { display: grid; grid-template-columns: repeat(3, minmax(0, 8.5rem)); gap: 2px; max-width: 27rem; margin: 0.3rem 0; }
.products div { padding: 0.15rem 0.25rem; overflow: hidden; white-space: nowrap; border: 1px solid var(--line); font-size: 0.85rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.products b { display: block; font-weight: 600; }
@container (max-width: 34rem) {
  .pictures { gap: 0.8rem; }
  figure { max-width: calc(50% - 0.4rem); }
}
input[type="file"] { max-width: 100%; padding: 0.15rem; }
`;

const contextOf = (canvas) => canvas.getContext("2d", { willReadFrequently: true });

/** Scale a picture to at most LONGEST pixels a side and make it grey: the mean of its three colours. */
function greyOf(source, width, height, canvas) {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = contextOf(canvas);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const pixels = Uint8ClampedArray.from({ length: data.length / 4 }, (_, k) => (data[4 * k] + data[4 * k + 1] + data[4 * k + 2]) / 3);
  paint(canvas, pixels);
  return { pixels, width: canvas.width, height: canvas.height };
}

/** Paint one grey for each pixel; greys are rounded and clipped to 0..255. */
function paint(canvas, greys) {
  const image = new ImageData(canvas.width, canvas.height);
  greys.forEach((grey, k) => image.data.set([grey, grey, grey], 4 * k));
  for (let k = 3; k < image.data.length; k += 4) image.data[k] = 255;
  contextOf(canvas).putImageData(image, 0, 0);
}

/** A canvas on which one pixel is chosen by pointer or arrow keys. */
function pictureFrame(title, label, point) {
  const canvas = el("canvas", { width: 256, height: 300, role: "img", "aria-label": label });
  const cursor = el("div", { class: "cursor" });
  const frame = el("div", { class: "frame", tabindex: 0, role: "application", "aria-label": `${label}; the arrow keys choose a pixel` }, canvas, cursor);
  const byPointer = (event) => {
    const box = canvas.getBoundingClientRect();
    point(Math.floor(((event.clientY - box.top) / box.height) * canvas.height), Math.floor(((event.clientX - box.left) / box.width) * canvas.width));
  };
  for (const event of ["pointermove", "pointerdown"]) frame.addEventListener(event, byPointer);
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    point(...step.map((by) => by * (event.shiftKey ? 10 : 1)), true);
  });
  function show(row, column) {
    const place = { left: (column - 1) / canvas.width, top: (row - 1) / canvas.height, width: 3 / canvas.width, height: 3 / canvas.height };
    for (const [side, part] of Object.entries(place)) cursor.style[side] = `${100 * part}%`;
  }
  return { figure: el("figure", {}, frame, el("figcaption", {}, title)), canvas, show };
}

explorer("filter-playground", "Try a filter", STYLE, (section, host) => {
  let [picture, result, kernel, at, stop] = [null, null, [], [120, 128], null];
  const status = el("p", { role: "status" });
  const source = el("p", { role: "status", class: "muted" });
  const told = el("div", { "aria-live": "polite" });
  const before = pictureFrame("before", "picture", point);
  const after = pictureFrame("after", "filtered picture", point);
  const weights = Array.from({ length: 9 }, (_, k) =>
    el("input", { type: "text", autocomplete: "off", "aria-label": `weight in row ${Math.floor(k / 3)}, column ${k % 3}`, oninput: () => { named.value = OWN; apply(); } }));
  const named = choice("kernel", [...KERNELS.map(([name]) => [name, name]), [OWN, OWN]], choose);
  const shown = choice("shown", [["automatic", "automatic"], ...Object.entries(SHOWN).map(([key, { text }]) => [key, text])], apply);
  const camera = el("button", { type: "button", onclick: () => (stop ? stopCamera() : startCamera()) }, "use the camera");
  const file = el("input", { type: "file", accept: "image/*", "aria-label": "a picture of your own", onchange: openFile });

  function choose(name) {
    KERNELS.find(([known]) => known === name)?.[1].forEach((text, k) => { weights[k].value = text; });
    apply();
  }

  function apply() {
    kernel = weights.map((input) => weightOf(input.value));
    weights.forEach((input, k) => input.setAttribute("aria-invalid", Number.isNaN(kernel[k])));
    const wrong = weights.find((_, k) => Number.isNaN(kernel[k]));
    status.className = wrong ? "problem" : "";
    status.textContent = wrong ? `The ${wrong.ariaLabel} must be a number such as −1, 0.5 or 1/9.` : `${wall(kernel)} Shown: ${SHOWN[mode()].text}.`;
    if (!wrong && picture) filter();
  }

  const mode = () => (shown.value === "automatic" ? automatic(kernel) : shown.value);

  function filter() {
    const values = convolve(picture, kernel);
    const scale = SHOWN[mode()].scale(values);
    result = { values, scale, kernel, typed: weights.map((input) => input.value.trim().replace("-", "−")) };
    [after.canvas.width, after.canvas.height] = [picture.width, picture.height];
    paint(after.canvas, values.map(scale));
    point(...at);
  }

  function point(row, column, relative = false) {
    if (!result) return;
    const target = relative ? [at[0] + row, at[1] + column] : [row, column];
    at = [Math.max(0, Math.min(picture.height - 1, target[0])), Math.max(0, Math.min(picture.width - 1, target[1]))];
    before.show(...at);
    after.show(...at);
    explain();
  }

  function explain() {
    const pixels = patch(picture, ...at);
    const value = result.values[at[0] * picture.width + at[1]];
    const grey = Math.max(0, Math.min(255, Math.round(result.scale(value))));
    const terms = pixels.map((pixel, k) => el("div", {}, `${pixel} × ${asTyped(k)}`, el("b", {}, `= ${write(pixel * result.kernel[k], 1)}`)));
    told.replaceChildren(
      el("p", {}, `Row ${at[0]}, column ${at[1]}: nine pixels, each times its weight.`),
      el("div", { class: "products" }, ...terms),
      el("p", { class: "number" }, "They add to ", el("strong", {}, write(value, 1)), `, drawn as grey ${grey} (0 is black, 255 white).`));
  }

  function asTyped(k) {
    const text = result.typed[k];
    if (text.length > 6) return factor(result.kernel[k]);
    return result.kernel[k] < 0 ? `(${text})` : text;
  }

  function use(image, width, height) {
    picture = greyOf(image, width, height, before.canvas);
    apply();
  }

  function openFile() {
    if (!file.files.length) return;
    stopCamera();
    createImageBitmap(file.files[0]).then(
      (image) => { use(image, image.width, image.height); source.textContent = `Your file, ${picture.width}×${picture.height} pixels. It stays on this machine.`; },
      () => { source.textContent = `“${file.files[0].name}” is no picture that this browser can read. PNG and JPEG always work.`; });
  }

  function startCamera() {
    if (!navigator.mediaDevices?.getUserMedia) {
      source.textContent = "This browser gives no camera to this page: a camera needs https or this very machine.";
      return;
    }
    source.textContent = "The browser asks you for the camera.";
    navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 } } }).then(watch, () => {
      source.textContent = "There is no camera, or it was not allowed.";
    });
  }

  function watch(stream) {
    const video = el("video", { muted: true, playsinline: true });
    video.muted = true;
    video.srcObject = stream;
    stop = () => stream.getTracks().forEach((track) => track.stop());
    camera.textContent = "stop the camera";
    source.textContent = "The camera is on. Its pictures stay on this machine: nothing is sent.";
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches; // then one picture will do
    const frame = () => {
      if (!stop || video.srcObject !== stream) return;
      if (video.videoWidth) use(video, video.videoWidth, video.videoHeight);
      if (video.videoWidth && still) stopCamera();
      else requestAnimationFrame(frame);
    };
    video.play().then(frame);
  }

  function stopCamera() {
    if (!stop) return;
    stop();
    stop = null;
    camera.textContent = "use the camera";
    source.textContent = "The camera is off. This is its last picture.";
  }

  host.addEventListener("removed", stopCamera);
  section.append(
    el("div", { class: "controls settings" },
      el("div", { class: "kernel", role: "group", "aria-label": "the nine weights" }, ...weights),
      el("div", { class: "choices" },
        el("label", {}, "kernel", named), el("label", {}, "shown", shown),
        el("label", {}, "your picture", file), el("div", {}, camera))),
    status, el("div", { class: "pictures" }, before.figure, after.figure), told,
    source);
  source.textContent = "Grace Hopper, United States Navy, public domain. A picture of your own and the camera stay on this machine: nothing is sent.";
  named.value = START;
  choose(START);
  const photograph = new Image();
  photograph.onload = () => use(photograph, photograph.naturalWidth, photograph.naturalHeight);
  photograph.onerror = () => { source.textContent = "The photograph could not be loaded. A picture of your own works all the same."; };
  photograph.src = new URL("photograph.jpg", import.meta.url);
});
