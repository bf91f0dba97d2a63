/* Steps through the frames of the figures that carry data-frames. Without this file their still remains. */
(() => {
  function connect(figure) {
    const frames = [...figure.querySelectorAll("[data-frame]")];
    const sentences = [...figure.querySelectorAll(".cnn-controls li")].map((item) => item.textContent);
    const controls = figure.querySelector(".cnn-controls");
    const slider = controls.querySelector("input");
    const sum = figure.querySelector(".cnn-sum");

    function show(index) {
      frames.forEach((frame, k) => frame.setAttribute("display", k === index ? "inline" : "none"));
      sum.textContent = sentences[index];
      slider.value = index;
      slider.setAttribute("aria-valuetext", `${index + 1} of ${frames.length}`);
    }

    slider.addEventListener("input", () => show(Number(slider.value)));
    controls.addEventListener("click", (event) => {
      const step = Number(event.target.dataset.step || 0);
      if (step) show((Number(slider.value) + step + frames.length) % frames.length);
    });
    controls.hidden = false;
    show(Number(slider.value));
  }

  const start = () => document.querySelectorAll("figure[data-frames]").forEach(connect);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
