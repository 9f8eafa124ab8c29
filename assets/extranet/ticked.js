// Says how many boxes are ticked, those of other pages among them, as they are ticked.
(() => {
  const show = () => {
    for (const said of document.querySelectorAll("[data-ticked]")) {
      const boxes = `[name="${said.dataset.ticked}"]`;
      const form = said.closest("form");
      const count = form.querySelectorAll(`${boxes}:checked, ${boxes}[type=hidden]`).length;
      said.textContent = count.toLocaleString("fr-FR") + (count < 2 ? "\u00a0case cochée" : "\u00a0cases cochées");
    }
  };
  document.addEventListener("change", show);
  document.addEventListener("htmx:after:swap", show);
  addEventListener("pageshow", show);
})();
