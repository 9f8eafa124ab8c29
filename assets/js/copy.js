// The button that copies an address appears only where it can work; the field beside it holds the
// address in any case.
(() => {
  const start = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    const status = document.getElementById("annonce");
    try {
      await navigator.clipboard.writeText(field.value);
      button.lastChild.textContent = "Lien copié";
      if (status) status.textContent = "Lien copié";
    } catch {
      field.select();
    }
  });
  document.addEventListener("htmx:after:swap", start);
  start();
})();
