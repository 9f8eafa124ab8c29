// Chapter 2 of the guide, step by step with its own labels: the portfolio found, filtered, followed, exported;
// with a mouse, without JavaScript on a phone, and with the keys alone. And what only htmx does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, PHONE, browser } from "./lib/browser.js";
import { assertSeen, tabTo } from "./lib/keyboard.js";
import { startServer } from "./lib/site.js";

// What is unpublished here would change what other tests count.
let site;
before(async () => {
  site = await startServer();
});
after(async () => {
  assert.deepEqual(await site.stop(), [], "what the server logged");
});
const visit = browser(() => site.origin);

async function enter(page, context, role = "Partenaire") {
  context.signedIn = true;
  const { identifier, password } = site.logins.filter((login) => login.role === role).at(-1);
  await page.goto("/gestion");
  await page.fill("#email", identifier);
  await page.fill("#password", password);
  await page.click("#envoyer");
  await page.waitForURL((url) => url.pathname === "/gestion");
}

const mouse = {
  open: async (page, name) => {
    // On a phone the menu and the filters are folded.
    const folded = page.locator("summary", { hasText: name === "menu" ? "Menu" : "Filtres" });
    if (await folded.isVisible()) await folded.click();
  },
  follow: (page, name) => page.getByRole("link", { name, exact: true }).first().click(),
  tick: (page, name) => page.getByLabel(name, { exact: true }).check(),
  untick: (page, name) => page.getByLabel(name, { exact: true }).uncheck(),
  press: (page, name) => page.getByRole("button", { name, exact: true }).click(),
  type: (page, name, text) => page.getByLabel(name, { exact: true }).fill(text),
};

const keys = {
  open: async () => {},
  follow: async (page, name) => {
    await tabToId(page, page.getByRole("link", { name, exact: true }).first());
    await page.keyboard.press("Enter");
  },
  tick: async (page, name) => {
    await tabToId(page, page.getByLabel(name, { exact: true }));
    await page.keyboard.press("Space");
    await assertSeen(page);
  },
  untick: (page, name) => keys.tick(page, name),
  press: async (page, name) => {
    await tabToId(page, page.getByRole("button", { name, exact: true }));
    await page.keyboard.press("Enter");
  },
  type: async (page, name, text) => {
    await tabToId(page, page.getByLabel(name, { exact: true }));
    await page.keyboard.type(text);
  },
};

/** Tabs to what a locator names, marked for the time of it. */
async function tabToId(page, locator) {
  await locator.evaluate((element) => element.setAttribute("data-wanted", ""));
  await tabTo(page, "[data-wanted]");
  await page.evaluate(() => document.querySelector("[data-wanted]")?.removeAttribute("data-wanted"));
}

const heading = (page) => page.locator("#resultats-titre").textContent();
const items = (page) => page.locator(".actions-list > li").count();

for (const [way, options, hand] of [
  ["with a mouse", DESK, mouse],
  ["without JavaScript, on a phone", { ...PHONE, javaScriptEnabled: false }, mouse],
  ["with the keys alone", DESK, keys],
]) {
  test(`chapter 2 of the guide, ${way}`, () =>
    visit(options, async (page, context) => {
      await enter(page, context);
      // « Voir l’ensemble des projets, offres et événements du portefeuille »
      await hand.open(page, "menu");
      await hand.follow(page, "Gérer mon portefeuille");
      await page.waitForURL("**/gestion/portefeuille");
      assert.ok(await page.getByLabel("Publier", { exact: true }).isChecked());
      assert.ok(await page.getByLabel("Afficher les actions en cours").isChecked());
      assert.equal(await page.locator("#resultats table").count(), 0, "nothing before it is asked for");
      await hand.press(page, "Afficher les résultats");
      await page.locator("#resultats table").waitFor();
      const all = await items(page);
      assert.ok(all > 3);
      assert.match(await page.locator("#resultats tbody").textContent(), /Secteur d’activité\u00a0: /);

      // « Cliquer sur le projet ou l’offre pour l’ouvrir », and come back to the list as it was.
      const address = page.url();
      await hand.follow(page, (await page.locator(".actions-list a", { hasText: "Offre de stage" }).first().textContent()).trim());
      await page.waitForURL(/\/gestion\/offres-de-stage\//);
      const number = page.url().match(/(\d{6}-\d+)/)[1];
      await page.goBack();
      assert.equal(page.url(), address);
      assert.equal(await items(page), all);

      // 2.1 « Cocher la case correspondante et inscrire le numéro de l’offre »
      await hand.open(page, "filters");
      await hand.tick(page, "Offre de stage");
      await hand.type(page, "Numéro", number.split("-")[1]);
      await hand.press(page, "Afficher les résultats");
      await page.waitForFunction(() => document.querySelector("#resultats-titre").textContent.startsWith("1\u00a0entreprise, 1\u00a0"));
      assert.match(await page.locator(".actions-list").textContent(), new RegExp(number));

      // « Possibilité d’exporter la liste d’offres ou d’événements sous excel »
      const link = page.getByRole("link", { name: "Exporter (Excel)" });
      const file = await page.request.get(await link.getAttribute("href"));
      assert.equal(file.headers()["content-type"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
      assert.equal((await file.body()).subarray(0, 2).toString(), "PK");

      // 2.2 « imprimer le projet en PDF », « créer un nouveau projet pour la même entreprise »
      const paper = await page.request.get(await page.locator(".actions-list a.button").first().getAttribute("href"));
      assert.equal(paper.headers()["content-type"], "application/pdf");
      await page.locator("td a", { hasText: "Nouveau projet" }).first().evaluate((a) => a.getAttribute("href")).then((href) => assert.match(href, /projets\/nouveau\?entreprise=\d+/));

      // « dépublier tout ce qui n’est plus d’actualité »
      await page.locator(".actions-list input[type=checkbox]").first().evaluate((box) => box.setAttribute("data-first", ""));
      if (hand === keys) {
        await tabTo(page, "[data-first]");
        await page.keyboard.press("Space");
      } else await page.locator("[data-first]").check();
      await hand.press(page, "Dépublier…");
      await page.waitForURL("**/selection?**");
      assert.match(await page.locator("h1").textContent(), /Dépublier 1\u00a0annonce/);
      await hand.press(page, "Dépublier 1\u00a0annonce");
      await page.waitForURL(/\/gestion\/portefeuille\?/);
      assert.match(await page.locator("#message").textContent(), /1\u00a0annonce n’est plus en ligne/);
      if (hand === keys) await assertSeen(page);
    }));
}

test("Consultation shows what others manage without letting it be changed", () =>
  visit(DESK, async (page, context) => {
    await enter(page, context);
    await page.getByRole("link", { name: "Consultation" }).click();
    await page.getByRole("button", { name: "Afficher les résultats" }).click();
    await page.locator("#resultats table").waitFor();
    const others = page.locator(".actions-list li", { hasText: "lecture seule" }).filter({ hasText: "Offre de stage" }).first();
    assert.equal(await others.locator("input").count(), 0);
    await others.locator("a").first().click();
    await page.waitForURL(/\/gestion\/offres-de-stage\//);
    assert.match(await page.locator("main").textContent(), /lecture seule/);
    assert.equal(await page.locator("form.edit").count(), 0);
  }));

test("the results follow the boxes and the map, the address says it, and Back undoes it", () =>
  visit(DESK, async (page, context) => {
    await enter(page, context, "Administration");
    await page.goto("/gestion/consultation?etat=publier&actions=oui");
    const first = await heading(page);
    await page.getByLabel("Services").check();
    await page.waitForURL(/secteur=services/);
    await page.waitForFunction((before) => document.querySelector("#resultats-titre").textContent !== before, first);
    const services = await heading(page);
    assert.equal(await page.locator("#annonce").textContent(), services);
    await page.locator('.map a[data-dep="33"]').click();
    await page.waitForURL(/dep=33/);
    await page.waitForFunction(() => document.querySelector("#dep-choisis").textContent === "Gironde");
    assert.ok(await page.locator("#dep-33").isChecked());
    // What is shown is what a reload shows.
    const shown = await page.locator("#resultats").textContent();
    await page.reload();
    assert.equal(await page.locator("#resultats").textContent(), shown);
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes("dep=33"));
    await page.waitForFunction((services) => document.querySelector("#resultats-titre").textContent === services, services);
    await page.locator("#dep-tous").click();
    await page.waitForURL(/dep=16.*dep=87/);
    assert.equal(await page.locator("#dep input:not(:checked)").count(), 0);
    await page.locator("#dep-tous").click();
    await page.waitForURL((url) => !url.search.includes("dep="));
    await page.waitForFunction(() => document.querySelector("#dep-choisis").textContent === "Aucun");
  }));

test("what is ticked stays ticked from page to page", () =>
  visit(DESK, async (page, context) => {
    await enter(page, context, "Administration");
    await page.goto("/gestion/consultation?nature=offre&etat=publier&actions=oui");
    await page.locator(".actions-list input").first().check();
    await page.locator("#resultats-page-2").click();
    await page.waitForURL(/page=2/);
    await page.locator("#coches-ailleurs").waitFor();
    assert.match(page.url(), /coche=offre-\d+/);
    await page.locator(".actions-list input").first().check();
    await page.locator("#resultats-page-1").click();
    await page.waitForURL(/page=1|[^&]*coche/);
    await page.waitForFunction(() => document.querySelector("#resultats-page-2"));
    assert.equal(await page.locator(".actions-list input:checked").count(), 1);
    assert.match(await page.locator("#coches-ailleurs").textContent(), /1\u00a0case est cochée sur d’autres pages/);
    await page.locator("#depublier").click();
    assert.match(await page.locator("h1").textContent(), /Dépublier 2\u00a0annonces/);
  }));
