// Runs in the page once it has loaded; returns what the tests assert on.
async () => {
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

  const written = all("*").filter((e) => !e.closest("svg, .katex, script, style, .headerlink") && ownText(e) && e.checkVisibility());
  const pictures = all("article img, article svg").filter((e) => !e.parentElement.closest("svg, .katex, button, summary") && e.ariaHidden !== "true");
  const alt = (e) => (e.tagName === "IMG" ? e.alt : e.role === "img" && e.ariaLabel) || "";

  const shifts = await new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve([]), 100);
  });
  const own = shifts.filter((shift) => !shift.hadRecentInput);
  const moved = own.flatMap((shift) => shift.sources.map((source) => source.node)).filter((node) => node?.nodeType === Node.ELEMENT_NODE);

  /* Bytes before any compression, of the page and of all that it loads but pictures, also those within the page. */
  const isPicture = (entry) => entry.initiatorType === "img" || /\.(png|jpe?g|svg|webp)([?#]|$)/.test(entry.name);
  const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const inline = [...document.querySelectorAll("figure svg, img[src^='data:']")].filter((e) => !e.parentElement.closest("svg"));
  const bytes = (entries) => entries.filter((e) => !isPicture(e)).reduce((sum, e) => sum + e.decodedBodySize, 0);

  return {
    transfer: bytes(loaded) - inline.reduce((sum, e) => sum + e.outerHTML.length, 0),
    shift: own.reduce((sum, shift) => sum + shift.value, 0),
    moved: moved.filter((e) => e.matches("figure, figure *") || e.querySelector("figure")).map(name),
    unsized: all("article img").filter((e) => !e.getAttribute("width") || !e.getAttribute("height")).map((e) => e.outerHTML.slice(0, 80)),
    theme: root.dataset.theme,
    overflow: root.scrollWidth - root.clientWidth,
    wide: all("article *").filter(beyond).slice(0, 3).map(name),
    texts: written.length,
    faint: written.map((e) => [contrast(e), name(e)]).filter(([c]) => c < 4.5).map(([c, n]) => `${c.toFixed(2)} ${n}`),
    pictures: pictures.length,
    undescribed: pictures.filter((e) => !alt(e).trim()).map((e) => e.outerHTML.slice(0, 120)),
    formulas: all(".math").length,
    untypeset: all(".math").filter((e) => !e.querySelector(".katex")).map(name),
  };
}
