// Runs in the page once it has loaded; returns what the tests assert on.
async () => {
  if (window.MathJax?.startup) await MathJax.startup.promise;
  await document.fonts.ready;

  const root = document.documentElement;
  const main = document.querySelector("main");
  const all = (selector) => [...main.querySelectorAll(selector)];
  const name = (e) => `<${e.tagName.toLowerCase()} class="${e.getAttribute("class") ?? ""}"> ${e.textContent.trim().slice(0, 40)}`;

  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return text.startsWith("color(srgb") ? [255 * r, 255 * g, 255 * b, a] : [r, g, b, a];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[3] * top[i] + (1 - top[3]) * below[i]).concat(1);
  const background = (e) => {
    if (e === null) return [255, 255, 255, 1];
    const own = rgba(getComputedStyle(e).backgroundColor);
    return own[3] === 1 ? own : over(own, background(e.parentElement));
  };
  const luminance = (colour) => {
    const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
  };
  const contrast = (e) => {
    const back = background(e);
    const [dark, light] = [luminance(over(rgba(getComputedStyle(e).color), back)), luminance(back)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const ownText = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());

  const scrolls = (e) => e !== main && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
  const beyond = (e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e.parentElement);

  const written = all("*").filter((e) => !e.closest("svg, mjx-container, script, style, .headerlink") && ownText(e) && e.checkVisibility());
  const pictures = all("article img, article svg").filter((e) => !e.parentElement.closest("svg, mjx-container, button, summary") && e.ariaHidden !== "true");
  const alt = (e) => (e.tagName === "IMG" ? e.alt : e.role === "img" && e.ariaLabel) || "";

  return {
    theme: root.dataset.theme,
    overflow: root.scrollWidth - root.clientWidth,
    wide: all("article *").filter(beyond).slice(0, 3).map(name),
    texts: written.length,
    faint: written.map((e) => [contrast(e), name(e)]).filter(([c]) => c < 4.5).map(([c, n]) => `${c.toFixed(2)} ${n}`),
    pictures: pictures.length,
    undescribed: pictures.filter((e) => !alt(e).trim()).map((e) => e.outerHTML.slice(0, 120)),
    formulas: all(".math").length,
    untypeset: all(".math").filter((e) => !e.querySelector("mjx-container") || e.querySelector("mjx-merror")).map(name),
  };
}
