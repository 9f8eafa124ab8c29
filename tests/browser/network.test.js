// When the network or the server fails: a word about it, nothing lost, and a recovery by itself.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, ERRORS_EXPECTED, browser } from "./lib/browser.js";
import { LIST, assertSwapLaw, query, swap } from "./lib/list.js";

const visit = browser();
// htmx and the browser each write the failure to the console.
const FAILING = { ...DESK, forgiven: [...ERRORS_EXPECTED, "htmx:error: Failed to fetch"] };
const band = (page) => page.locator("#panne");

const WAYS = [
  ["the connection is cut", (context) => context.setOffline(true), (context) => context.setOffline(false), /connexion semble coupée/],
  ["the server is stopped", (context) => context.route(/[?]/, (route) => route.abort("connectionrefused")), (context) => context.unrouteAll(), /serveur n’a pas pu répondre/],
  ["the server fails", (context) => context.route(/[?]/, (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<h1>Panne</h1>" })), (context) => context.unrouteAll(), /serveur n’a pas pu répondre/],
  ["the site is too busy", (context) => context.route(/[?]/, (route) => route.fulfill({ status: 503, contentType: "text/html", body: "<h1>Panne</h1>" })), (context) => context.unrouteAll(), /serveur n’a pas pu répondre/],
];

for (const [name, breaks, mends, said] of WAYS) {
  test(`when ${name}, the list stays, the band says so, and the next answer takes it away`, () =>
    visit(FAILING, async (page, context) => {
      await page.goto(LIST);
      const shown = await page.locator("#resultats .card").count();
      await breaks(context);
      await page.locator("#q").fill("vente");
      await band(page).waitFor({ state: "visible" });
      assert.match(await band(page).textContent(), said);
      assert.match(await page.locator("#annonce").textContent(), said);
      assert.equal(await page.locator("#resultats .card").count(), shown);
      assert.equal(await page.locator("#q").inputValue(), "vente");
      assert.equal(query(page), "");
      assert.equal(await page.locator(".htmx-request").count(), 0, "nothing waits for ever");
      await mends(context);
      await swap(page, () => page.locator("#q").press("Enter"));
      assert.ok(await band(page).isHidden());
      assert.equal(query(page), "?q=vente");
      await assertSwapLaw(page, context);
    }));
}

test("the look-up fails as politely, and keeps what was typed", () =>
  visit(FAILING, async (page, context) => {
    await page.goto(LIST);
    await page.locator("#f-metier > summary").click();
    await context.setOffline(true);
    await page.locator("#metier_q").fill("menuisier");
    await band(page).waitFor({ state: "visible" });
    assert.equal(await page.locator("#metier_q").inputValue(), "menuisier");
    await context.setOffline(false);
    await swap(page, () => page.locator("#metier_q").fill("menuisie"));
    assert.ok(await band(page).isHidden());
    assert.ok(await page.locator("#metier-resultats label").count() > 0);
  }));

test("an answer that is an error page takes the place of main, with its focus", () =>
  visit(FAILING, async (page) => {
    await page.goto(LIST);
    await page.route(/q=vente/, async (route) => {
      const answer = await route.fetch({ url: new URL("/nulle-part", page.url()).href });
      await route.fulfill({ response: answer });
    });
    await swap(page, () => page.locator("#q").fill("vente"));
    assert.equal(await page.locator("main").count(), 1);
    assert.match(await page.locator(".error-code").textContent(), /Erreur 404/);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  }));
