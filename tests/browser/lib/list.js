// What tests do with the list of offers, and how they know that it has answered.

import assert from "node:assert/strict";

export const LIST = "/offres-de-stage";

/** Does something that swaps a region, and waits until what is shown is the answer. */
export async function swap(page, action) {
  await page.evaluate(() => {
    window.swapped = new Promise((resolve) => {
      const settled = ({ detail }) => {
        // A request that a newer one replaced has shown nothing.
        if (detail.ctx.status !== "swapped") return;
        document.removeEventListener("htmx:finally:request", settled);
        resolve();
      };
      document.addEventListener("htmx:finally:request", settled);
    });
  });
  const result = await action();
  await page.evaluate(() => window.swapped);
  return result;
}

export const count = async (page) => {
  const text = await page.locator("#resultats-titre").textContent();
  return text === "Aucune offre" ? 0 : Number.parseInt(text, 10);
};

/** The parameters of the address, in their order. */
export const query = (page) => new URL(page.url()).search;

/**
 * The law of the swap: what an htmx action leaves in `main` is what the address of the page gives
 * to whoever comes by it. Left out on both sides: who takes the focus, one-time tickets, and the
 * look-up's own text and matches, which are no state of the list. What is ticked or typed is
 * compared as it is, not as it was written; what is folded is the reader's business.
 */
export async function assertSwapLaw(page, context) {
  const fresh = await context.newPage();
  await fresh.goto(page.url());
  const [shown, expected] = [await page.evaluate(normal), await fresh.evaluate(normal)];
  await fresh.close();
  assert.equal(shown.title, expected.title);
  assert.deepEqual(shown.controls, expected.controls, "what is ticked and typed");
  assert.deepEqual(shown.lines, expected.lines, "what main holds");
}

function normal() {
  const controls = [...document.querySelectorAll("main input, main select, main textarea")]
    .filter((control) => control.name !== "ticket" && !control.closest(".lookup"))
    .map((control) => `${control.name}=${/checkbox|radio/.test(control.type) ? `${control.value} ${control.checked}` : control.value}`);
  const main = document.querySelector("main").cloneNode(true);
  for (const element of [...main.querySelectorAll("*")]) {
    for (const name of ["autofocus", "checked", "selected", "open"]) element.removeAttribute(name);
    if (element.matches("[name=ticket], input[type=search], input[type=date]")) element.removeAttribute("value");
    if (element.matches(".matches, .chosen")) element.remove();
    if (element.getAttribute("class") === "") element.removeAttribute("class");
  }
  main.normalize();
  return { title: document.title, controls, lines: main.innerHTML.replace(/></g, ">\n<").split("\n") };
}
