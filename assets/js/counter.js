// Tells how long a text is while one types it, counting as the server does: without the spaces
// around it, a line break as one, a character outside the basic plane as one.
(() => {
  const show = (counter) => {
    const field = document.getElementById(counter.dataset.counter);
    const min = Number(counter.dataset.min);
    const max = Number(counter.dataset.max);
    const length = [...field.value.trim()].length;
    const plural = (n) => n.toLocaleString("fr-FR") + (n < 2 ? " caractère" : " caractères");
    const short = length < min;
    const over = length > max;
    counter.textContent =
      plural(length) + (short ? `, minimum ${min}` : `, maximum ${max.toLocaleString("fr-FR")}`);
    counter.classList.toggle("short", short && length > 0);
    counter.classList.toggle("full", min > 0 && !short && !over);
    counter.classList.toggle("over", over);
  };
  // Said aloud only as the text becomes long enough or too long, not at each letter.
  const announce = (counter, before) => {
    const status = document.getElementById("annonce");
    if (status && counter.className !== before) status.textContent = counter.textContent;
  };
  const start = (root) => {
    for (const counter of root.querySelectorAll("[data-counter]")) show(counter);
  };
  document.addEventListener("input", (event) => {
    const counter = document.querySelector(`[data-counter="${event.target.id}"]`);
    if (!counter) return;
    const before = counter.className;
    show(counter);
    announce(counter, before);
  });
  document.addEventListener("htmx:after:swap", () => start(document));
  start(document);
})();
