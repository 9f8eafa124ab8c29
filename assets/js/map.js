// A click on the map ticks the box of the list, which is the real control. Without this script,
// or with a key held down to open a tab, the shape stays the link that it is.
document.addEventListener("click", (event) => {
  const shape = event.target.closest?.(".map a[data-dep]");
  if (!shape || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const box = document.getElementById("dep-" + shape.dataset.dep);
  if (!box) return;
  event.preventDefault();
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
});

// The focus stays where it was: the drawing is hidden from those who do not see it.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".map a[data-dep]") && document.getElementById("dep")) event.preventDefault();
});

// « Tout sélectionner » ticks every box at once.
document.addEventListener("click", (event) => {
  if (event.target.id !== "dep-tous") return;
  const boxes = [...document.querySelectorAll("#dep input")];
  const all = boxes.every((box) => box.checked);
  event.preventDefault();
  for (const box of boxes) box.checked = !all;
  boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
});
