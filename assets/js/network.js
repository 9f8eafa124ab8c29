// A request that failed is told politely: a band for those who see, the status for those who
// listen. What was typed stays, and the next answer that arrives takes the band away.
(() => {
  const say = (text) => {
    const band = document.getElementById("panne");
    const status = document.getElementById("annonce");
    if (!band || !status) return;
    if (band.hidden === !text && band.lastElementChild.textContent === text) return;
    band.lastElementChild.textContent = text;
    band.hidden = !text;
    if (text) status.textContent = text;
  };
  const failed = "Le serveur n’a pas pu répondre. Rien n’est perdu\u00a0: réessayez dans un instant.";
  const offline = "La connexion semble coupée. Rien n’est perdu\u00a0: réessayez dans un instant.";

  document.addEventListener("htmx:error", (event) => {
    // Errors without a request are not the network's.
    if (event.detail.ctx?.request) say(navigator.onLine ? failed : offline);
  });
  document.addEventListener("htmx:after:request", (event) => {
    say(event.detail.ctx.response.status >= 500 ? failed : "");
  });
})();
