// The button that prints the page appears only where it can work.
for (const button of document.querySelectorAll("[data-print][hidden]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
