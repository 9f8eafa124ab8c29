// A group that concerns those under a certain age shows itself once the age typed asks for it.
// Without this script it is always there, and says whom it concerns. What it holds is kept.
(() => {
  const show = (group, field) => {
    const age = Number.parseInt(field.value, 10);
    const under = age < Number(group.dataset.shownUnder);
    // Something to put right in it must be seen, whatever the age.
    group.hidden = !under && !group.querySelector(".error");
  };
  for (const group of document.querySelectorAll("[data-shown-under]")) {
    const field = document.getElementById(group.dataset.of);
    if (!field) continue;
    show(group, field);
    field.addEventListener("input", () => {
      const hidden = group.hidden;
      show(group, field);
      const status = document.getElementById("annonce");
      if (status && hidden && !group.hidden) status.textContent = group.querySelector("legend").textContent;
    });
  }
})();
