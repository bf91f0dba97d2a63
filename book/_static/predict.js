/* Predictions: the reader writes an answer, the page keeps it and opens the book's answer beside it.
   Without this file a prediction is read, and its answer is opened by its own button. */
(() => {
  const PREFIX = "cnncourse:predictions:";
  const memory = {};   // where the browser keeps nothing

  function load(page) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + page)) ?? memory[page] ?? { questions: 0, answers: {} };
    } catch {
      return memory[page] ?? { questions: 0, answers: {} };
    }
  }

  function save(page, kept) {
    memory[page] = kept;
    try {
      localStorage.setItem(PREFIX + page, JSON.stringify(kept));
    } catch { /* it lasts until the page is left */ }
  }

  /* Each prediction with the next answer, where one comes before the next prediction. */
  function pairs() {
    const boxes = [...document.querySelectorAll(".admonition.predict, .admonition.answer")];
    return boxes
      .map((box, k) => [box, boxes[k + 1]])
      .filter(([box, next]) => box.classList.contains("predict") && next?.classList.contains("answer"));
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function open(answer) {
    if (answer.classList.contains("toggle-hidden")) answer.querySelector(".toggle-button").click();
    answer.tabIndex = -1;
    answer.focus({ preventScroll: true });
    answer.scrollIntoView({ block: "nearest" });
  }

  function connect(page, number, predict, answer) {
    const field = element("input", { id: `predict-${number}`, type: "text", autocomplete: "off", required: true });
    const label = element("label", { htmlFor: field.id }, "Your answer");
    const clear = element("button", { type: "button", hidden: true }, "Clear");
    const form = element("form", { className: "predict-form" }, label, field, element("button", {}, "Compare"), clear);
    const said = element("p", { className: "predict-said", role: "status" });
    predict.append(form);
    answer.querySelector(".admonition-title").after(said);

    function show(text) {
      field.value = text ?? "";
      clear.hidden = text === undefined;
      said.textContent = text === undefined ? "" : `You said: ${text}`;
    }

    function keep(text) {
      const kept = load(page);
      if (text === undefined) delete kept.answers[number];
      else kept.answers[number] = text;
      save(page, kept);
      show(text);
      markChapters();
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!text) return;
      open(answer);
      keep(text);
    });
    clear.addEventListener("click", () => {
      keep(undefined);
      field.focus();
    });
    show(load(page).answers[number]);
  }

  /* "2/3" beside a chapter in the sidebar, once it has been opened. */
  function markChapters() {
    for (const link of document.querySelectorAll(".bd-sidebar-primary .toctree-l1 > a")) {
      const page = link.getAttribute("href") === "#" ? DOCUMENTATION_OPTIONS.pagename : link.getAttribute("href").replace(/\.html(#.*)?$/, "");
      const { questions, answers } = load(page);
      link.querySelector(".predict-progress")?.remove();
      if (!questions) continue;
      const done = Object.keys(answers).length;
      const mark = element("span", { className: "predict-progress", title: "predictions made" }, `${done}/${questions}`);
      mark.classList.toggle("predict-complete", done === questions);
      mark.append(element("span", { className: "visually-hidden" }, " predictions made"));
      link.append(" ", mark);
    }
  }

  function start() {
    const page = DOCUMENTATION_OPTIONS.pagename;
    const found = pairs();
    if (found.length) {
      const { answers } = load(page);
      const current = Object.entries(answers).filter(([number]) => number < found.length);
      save(page, { questions: found.length, answers: Object.fromEntries(current) });
    }
    found.forEach(([predict, answer], number) => connect(page, number, predict, answer));
    markChapters();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
