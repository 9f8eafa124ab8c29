// « Autour de moi » appears only where a browser may tell where it is. It is asked on a click alone;
// the answer, rounded to about a kilometre, leaves with the form as any choice does, and comes back
// as a commune.
(() => {
  const start = () => {
    if (!isSecureContext || !navigator.geolocation) return;
    for (const group of document.querySelectorAll("[data-near][hidden]")) group.hidden = false;
  };
  const failures = [
    "Votre navigateur n’a pas donné votre position",
    "Votre position n’est pas connue",
    "Votre position tarde trop",
  ];
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-near] button");
    if (!button) return;
    const say = (text) => {
      button.nextElementSibling.textContent = document.getElementById("annonce").textContent = text;
    };
    say("Recherche de votre position…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        say("");
        const choices = document.getElementById(button.parentNode.dataset.near);
        const value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
        choices.innerHTML = `<label class="check"><input type="radio" name="pres" value="${value}" checked><span>Ma position</span></label>`;
        choices.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
      },
      ({ code }) => say(failures[code - 1] + "\u00a0: cherchez votre commune par son nom."),
      { timeout: 20000, maximumAge: 60000 },
    );
  });
  document.addEventListener("htmx:after:swap", start);
  start();
})();
