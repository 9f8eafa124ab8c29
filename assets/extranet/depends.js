// A field that a box takes the place of (« Dès que possible ») cannot be typed in while it is ticked.
// A proposal shows itself once a field says something else than what is known.
(() => {
  const disable = (box) => {
    const field = document.getElementById(box.dataset.disables);
    const by = document.getElementById(box.dataset.by);
    if (field && by) field.disabled = by.checked;
  };
  const propose = (box) => {
    const field = document.getElementById(box.dataset.of);
    if (!field) return;
    const typed = field.value.trim();
    const hidden = box.hidden;
    box.hidden = !typed || typed === box.dataset.differsFrom || document.getElementById("masked")?.checked;
    const status = document.getElementById("annonce");
    if (status && hidden && !box.hidden) status.textContent = box.textContent.trim();
  };
  const start = () => {
    document.querySelectorAll("[data-disables]").forEach(disable);
    document.querySelectorAll("[data-differs-from]").forEach(propose);
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("#masked, [type=checkbox]")) start();
  });
  document.addEventListener("input", (event) => {
    const box = document.querySelector(`[data-differs-from][data-of="${event.target.id}"]`);
    if (box) propose(box);
  });
  document.addEventListener("htmx:after:swap", start);
  start();
})();
