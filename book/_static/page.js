/* A formula that is wider than the page scrolls inside itself; the keyboard must reach it to scroll it. */
addEventListener("load", () => {
  for (const formula of document.querySelectorAll(".katex-display")) {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
  }
});

/* Paper is white, so a page that is dark on the screen is printed light. */
(() => {
  const look = document.documentElement.dataset;
  let theme;
  addEventListener("beforeprint", () => {
    theme = look.theme;
    look.theme = "light";
  });
  addEventListener("afterprint", () => {
    look.theme = theme;
  });
})();
