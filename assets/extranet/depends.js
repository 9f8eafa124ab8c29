// A field that a box takes the place of (« Dès que possible ») cannot be typed in while it is ticked.
// A proposal shows itself once a field says something else than what is known.
(() => {
  const disable = (box) => {
    const field = document.getElementById(box.dataset.disables);
    field.disabled = document.getElementById(box.dataset.by).checked;
  };
  const propose = (box) => {
    const typed = document.getElementById(box.dataset.of).value.trim();
    const hidden = box.hidden;
    box.hidden = !typed || typed === box.dataset.differsFrom || document.getElementById("masked").checked;
    const status = document.getElementById("annonce");
    if (status && hidden && !box.hidden) status.textContent = box.textContent.trim();
  };
  const start = () => {
    document.querySelectorAll("[data-disables]").forEach(disable);
    document.querySelectorAll("[data-differs-from]").forEach(propose);
  };
  for (const event of ["input", "htmx:after:swap"]) document.addEventListener(event, start);
  start();
})();
