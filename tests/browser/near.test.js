// Searching near a place with JavaScript: by looking a commune up, and by the position of whoever
// allows it, which goes no further than the one request that turns it into a commune.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE, browser } from "./lib/browser.js";
import { LIST, assertSwapLaw, count, query, swap } from "./lib/list.js";

const visit = browser();
const NIORT = { permissions: ["geolocation"], geolocation: { latitude: 46.323719, longitude: -0.464777 } };
const unfold = (page) => page.locator("#f-pres > summary").click();
const said = (page) => page.locator("#pres-ici + p").textContent();
const settles = (page, words) => page.waitForFunction((words) => document.querySelector("#pres-ici + p").textContent.startsWith(words), words);

for (const list of [LIST, "/rencontres"]) {
  test(`${list}: a position allowed on a click becomes a commune`, () =>
    visit({ ...PHONE, ...NIORT }, async (page, context) => {
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(list);
      await page.locator(".filter-panel > summary").click();
      await unfold(page);
      await swap(page, () => page.locator("#pres-ici").click());
      assert.equal(query(page), "?pres=79191", "the address holds the commune");
      const located = asked.filter((url) => url.includes("46."));
      assert.equal(located.length, 1);
      assert.equal(new URL(located[0]).searchParams.get("pres"), "46.32,-0.46", "rounded to two decimals");
      assert.ok(!(await page.content()).includes("46.32"), "the page keeps nothing of it");
      assert.match(await page.locator("#resultats .pill").textContent(), /À moins de 30\u00a0km de Niort \(79\)/);
      const count = (await page.locator("#resultats-titre").textContent()).toLowerCase();
      assert.equal(await page.locator("#annonce").textContent(), `Autour de Niort (79)\u00a0: ${count}`);
      assert.equal(await said(page), "");
      assert.match(await page.locator("#pres-resultats label").textContent(), /Niort \(79\)/);
      assert.ok(await page.locator("#pres-trouve").isChecked());
      await assertSwapLaw(page, context);
      // What is chosen next goes with the commune.
      await swap(page, () => page.locator("#rayon").selectOption("100"));
      assert.equal(query(page), "?pres=79191&rayon=100");
      assert.equal(asked.filter((url) => url.includes("46.")).length, 1);
      await assertSwapLaw(page, context);
    }));
}

test("the cards say how far, and the nearest comes first", () =>
  visit({ ...DESK, ...NIORT }, async (page) => {
    await page.goto(`${LIST}?rayon=100`);
    await unfold(page);
    await page.locator("#rayon").selectOption("100");
    await swap(page, () => page.locator("#pres-ici").click());
    const away = await page.locator("#resultats .away").allTextContents();
    assert.equal(away.length, await page.locator("#resultats .card").count());
    const kilometres = away.map((words) => (words === "dans la commune" ? 0 : Number.parseInt(words.replace(/\D+/, ""), 10)));
    assert.deepEqual(kilometres, [...kilometres].sort((a, b) => a - b));
    assert.ok(kilometres.every((distance) => distance <= 100));
    assert.equal(await page.locator("#resultats .sort [aria-current]").first().textContent(), "Distance");
  }));

test("a refusal is said beside the button and aloud, and nothing else changes", () =>
  visit(DESK, async (page) => {
    await page.goto(LIST);
    const all = await count(page);
    await unfold(page);
    await page.locator("#pres-ici").click();
    await settles(page, "Votre navigateur n’a pas donné votre position");
    assert.equal(await said(page), "Votre navigateur n’a pas donné votre position\u00a0: cherchez votre commune par son nom.");
    assert.equal(await page.locator("#annonce").textContent(), await said(page));
    assert.equal(await page.evaluate(() => document.activeElement.id), "pres-ici");
    assert.equal(query(page), "");
    assert.equal(await count(page), all);
  }));

for (const [code, words] of [[2, "Votre position n’est pas connue"], [3, "Votre position tarde trop"]]) {
  test(`« ${words} » is said too`, () =>
    visit(DESK, async (page, context) => {
      await context.addInitScript((code) => {
        navigator.geolocation.getCurrentPosition = (_, failed, options) => {
          if (options.timeout > 0) window.fail = () => failed({ code });
        };
      }, code);
      await page.goto(LIST);
      await unfold(page);
      await page.locator("#pres-ici").click();
      assert.equal(await said(page), "Recherche de votre position…");
      await page.evaluate(() => window.fail());
      await settles(page, words);
    }));
}

test("nothing is asked of the browser before the click, and the button is there after Back", () =>
  visit({ ...DESK, ...NIORT }, async (page, context) => {
    await context.addInitScript(() => {
      const { geolocation } = navigator;
      const ask = geolocation.getCurrentPosition.bind(geolocation);
      window.asked = 0;
      geolocation.getCurrentPosition = (...all) => { window.asked += 1; ask(...all); };
    });
    await page.goto(LIST);
    await unfold(page);
    await swap(page, () => page.locator("#public-lyceen").check());
    assert.equal(await page.evaluate(() => window.asked), 0);
    await swap(page, () => page.locator("#pres-ici").click());
    assert.equal(query(page), "?public=lyceen&pres=79191");
    await page.goBack();
    await page.waitForFunction(() => location.search === "?public=lyceen" && !document.querySelector(".pill + .pill"));
    await page.waitForFunction(() => !document.querySelector("#pres-ici").closest("[hidden]"));
    await page.goForward();
    await page.waitForFunction(() => document.querySelector("#pres input:checked")?.value === "79191");
    await assertSwapLaw(page, context);
  }));

test("a commune is found while one types, by its name or its postal code, and filters", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    const all = await count(page);
    await unfold(page);
    await swap(page, () => page.locator("#pres_q").pressSequentially("niort", { delay: 20 }));
    assert.equal(query(page), "", "looking up is no filter yet");
    await swap(page, () => page.locator("#pres-resultats label").first().click());
    assert.equal(query(page), "?pres=79191");
    assert.ok(await count(page) < all);
    assert.match(await page.locator("#g-f-pres").textContent(), /^1/);
    await assertSwapLaw(page, context);
    await page.locator(".pill").click();
    await page.waitForURL((url) => url.search === "");
    assert.equal(await count(page), all);
  }));

test("without JavaScript there is no button that would do nothing, and a commune is chosen all the same", () =>
  visit({ ...DESK, javaScriptEnabled: false }, async (page) => {
    await page.goto(LIST);
    await unfold(page);
    assert.ok(!(await page.locator("#pres-ici").isVisible()));
    await page.locator("#pres_q").fill("79000");
    await page.locator("#pres-chercher").click();
    await page.waitForURL(/chercher=pres/);
    await page.locator("#pres-resultats input").first().check();
    await page.locator("#rayon").selectOption("50");
    await page.locator("#afficher").click();
    await page.waitForURL(/pres=79191/);
    assert.match(await page.locator(".pill").textContent(), /À moins de 50\u00a0km de Niort \(79\)/);
    await page.locator("#pres-aucun").check();
    await page.locator("#afficher").click();
    await page.waitForURL((url) => !url.searchParams.get("pres"));
    assert.equal(await page.locator(".pill").count(), 0);
  }));
