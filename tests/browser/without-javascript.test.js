// The same journeys without JavaScript: links, forms and buttons do it all.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, ERRORS_EXPECTED, PHONE, browser, site } from "./lib/browser.js";
import { APPLY, attach, fill, reference, send, somebody } from "./lib/form.js";
import { LIST, count, query } from "./lib/list.js";
import { mails } from "./lib/site.js";

const visit = browser();
const WITHOUT = { ...DESK, javaScriptEnabled: false };

const parameters = (page) => [...new URL(page.url()).searchParams].filter(([, value]) => value !== "");

test("search from the home page, then open an offer", () =>
  visit({ ...PHONE, javaScriptEnabled: false }, async (page) => {
    await page.goto("/");
    await page.locator("#q").fill("menuiserie");
    await page.locator("#chercher").click();
    await page.waitForURL("**/offres-de-stage?q=menuiserie");
    const title = page.locator("#resultats .card h3 a").first();
    const words = await title.textContent();
    await title.click();
    assert.equal(await page.locator("h1").textContent(), words);
  }));

test("boxes and the button filter, a pill takes away", () =>
  visit(WITHOUT, async (page) => {
    await page.goto(LIST);
    const all = await count(page);
    await page.locator("#public-lyceen").check();
    await page.locator("#dep-33").check();
    await page.locator("#afficher").click();
    await page.waitForURL(/public=lyceen/);
    // A drop-down list always sends its value; a radius around nothing means nothing.
    assert.deepEqual(parameters(page), [["public", "lyceen"], ["dep", "33"], ["rayon", "30"]]);
    assert.ok(await count(page) < all && await count(page) > 0);
    assert.ok(await page.locator("#dep-33").isChecked());
    await page.locator(".pill", { hasText: "Lycéen" }).click();
    assert.equal(query(page), "?dep=33");
    assert.ok(!(await page.locator("#public-lyceen").isChecked()));
  }));

test("filters can be reached and used on a phone", () =>
  visit({ ...PHONE, javaScriptEnabled: false }, async (page) => {
    await page.goto(LIST);
    await page.locator(".filter-panel > summary").click();
    await page.locator("#public-etudiant").check();
    await page.locator("#afficher").click();
    await page.waitForURL(/public=etudiant/);
    assert.ok(await page.locator(".pill", { hasText: "Étudiant" }).isVisible());
  }));

test("a département of the map is a link, and a second press takes it away", () =>
  // While a page fades into the next one, a press made blindly (the drawing is no control) is lost.
  visit({ ...WITHOUT, reducedMotion: "reduce" }, async (page) => {
    await page.goto(LIST);
    await page.locator('#carte a[data-dep="17"] text').click({ force: true });
    await page.waitForURL("**?dep=17");
    assert.ok(await page.locator("#dep-17").isChecked());
    await page.locator('#carte a[data-dep="17"] text').click({ force: true });
    await page.waitForURL((url) => url.search === "");
    await page.locator("#dep-tous").click();
    assert.equal(await page.locator("#dep input:not(:checked)").count(), 1, "all but « Autres départements »");
    await page.goto("/");
    await page.locator('#carte a[data-dep="33"] text').click({ force: true });
    await page.waitForURL("**/offres-de-stage?dep=33");
  }));

for (const [how, ask] of [
  ["its « Chercher » button", (page) => page.locator("#metier-chercher").click()],
  ["Enter", (page) => page.locator("#metier_q").press("Enter")],
]) {
  test(`the look-up finds a métier with ${how}, and keeps the other filters`, () =>
    visit(WITHOUT, async (page) => {
      await page.goto(`${LIST}?dep=33`);
      const all = await count(page);
      await page.locator("#f-metier > summary").click();
      await page.locator("#metier_q").fill("vente");
      await Promise.all([page.waitForURL(/metier_q=vente/), ask(page)]);
      assert.equal(await page.locator("#metier_q").inputValue(), "vente");
      const choice = page.locator("#metier-resultats label").first();
      assert.ok(await choice.isVisible(), "its group is open on what was found");
      assert.ok(await page.locator("#dep-33").isChecked());
      await choice.click();
      await Promise.all([page.waitForURL(/metier=[A-Z]/), page.locator("#afficher").click()]);
      assert.ok(await page.locator(".chosen input").first().isChecked());
      assert.ok(await page.locator("#dep-33").isChecked());
      assert.ok(await count(page) < all);
    }));
}

test("« Début », the order and the pages", () =>
  visit(WITHOUT, async (page) => {
    await page.goto(LIST);
    await page.locator("#f-debut > summary").click();
    await page.locator("#debut-des-que-possible").check();
    await page.locator("#afficher").click();
    await page.waitForURL(/des-que-possible/);
    assert.ok(await count(page) > 0);
    await page.getByRole("link", { name: "Ordre alphabétique" }).click();
    await page.waitForURL(/tri=alphabetique/);
    await page.goto(LIST);
    await page.locator("#page-suivante").click();
    await page.waitForURL("**?page=2");
    assert.equal(await page.locator("#resultats .card").count(), 20);
  }));

test("apply with a file", () =>
  visit({ ...PHONE, javaScriptEnabled: false }, async (page) => {
    const person = somebody();
    await page.goto(`/offres-de-stage/${site.plain}`);
    assert.ok(!(await page.locator("#lien-copier").isVisible()), "no button that would do nothing");
    await page.locator("#postuler").click();
    await page.waitForURL(`**${APPLY}`);
    assert.ok(await page.locator("#accord").isVisible(), "the parent's agreement is there for everybody");
    await fill(page, person);
    await attach(page, "cv.pdf");
    assert.equal(await send(page), 303);
    await page.waitForURL(/candidature\/C-/);
    assert.match(await reference(page), /^C-\w{4}-\w{4}$/);
    assert.match(await page.locator("main").textContent(), /et votre fichier\./);
    assert.ok((await mails(site.db)).some(({ recipient }) => recipient === person.email));
  }));

test("an error, then the correction, with the file that was kept", () =>
  visit({ ...WITHOUT, forgiven: ERRORS_EXPECTED }, async (page) => {
    await page.goto(APPLY);
    await fill(page, somebody({ age: "14" }));
    await attach(page, "cv.pdf");
    assert.equal(await send(page), 422);
    assert.equal(await page.locator("#erreurs li").count(), 3);
    assert.match(await page.locator(".kept").textContent(), /cv\.pdf/);
    await page.locator("#guardian_name").fill("Nadia Tarrazin");
    await page.locator("#guardian_email").fill(`nadia.sans.${process.pid}@example.org`);
    await page.locator("#guardian_consent").check();
    assert.equal(await send(page), 303);
    await page.waitForURL(/candidature\/C-/);
    assert.match(await page.locator("main").textContent(), /et votre fichier\./);
  }));

test("a double click sends one application", () =>
  visit(WITHOUT, async (page) => {
    const person = somebody();
    await page.goto(APPLY);
    await fill(page, person);
    await page.locator("#envoyer").dblclick({ noWaitAfter: true });
    await page.waitForURL(/candidature\/C-/);
    assert.equal((await mails(site.db)).filter(({ recipient }) => recipient === person.email).length, 1);
  }));

test("the look-up's own page is a page of links", () =>
  visit(WITHOUT, async (page) => {
    await page.goto("/metiers");
    await page.locator("#metier_q").fill("vente");
    await page.locator("#envoyer").click();
    await page.waitForURL(/metier_q=vente/);
    await page.locator("main li a").first().click();
    await page.waitForURL(/offres-de-stage\?metier=/);
  }));
