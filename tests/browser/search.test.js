// Finding an offer with JavaScript: every filter, the address, the way back, what is announced,
// where the focus stays.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE, browser, site } from "./lib/browser.js";
import { LIST, assertSwapLaw, count, query, swap } from "./lib/list.js";

const visit = browser();
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
const announced = (page) => page.locator("#annonce").textContent();
const entries = (page) => page.evaluate(() => history.length);

/** Remembers nodes that no swap may replace. */
const mark = (page, ...selectors) =>
  page.evaluate((selectors) => selectors.forEach((selector) => { document.querySelector(selector).marked = true; }), selectors);
const marked = (page, selector) => page.evaluate((selector) => document.querySelector(selector).marked === true, selector);

test("a word typed on the home page leads to offers, and from there to one", () =>
  visit(PHONE, async (page) => {
    await page.goto("/");
    await page.locator("#q").fill("menuiserie");
    await page.locator("#q").press("Enter");
    await page.waitForURL("**/offres-de-stage?q=menuiserie");
    assert.equal(await page.locator("#q").inputValue(), "menuiserie");
    const title = page.locator("#resultats .card h3 a").first();
    const words = await title.textContent();
    await title.click();
    await page.waitForURL(/\/offres-de-stage\/\d{6}-\d+$/);
    assert.equal(await page.locator("h1").textContent(), words);
  }));

test("a number alone leads to the offer that bears it", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    await swap(page, () => page.locator("#q").fill("59"));
    assert.match(await page.locator("#resultats .card-kind").first().textContent(), /n°\u00a0\d{6}-59/);
    await assertSwapLaw(page, context);
    await swap(page, () => page.locator("#q").fill(site.plain));
    assert.match(await page.locator("#resultats .card h3 a").first().getAttribute("href"), new RegExp(`${site.plain}$`));
    await swap(page, () => page.locator("#q").fill("9999"));
    assert.match(await page.locator("#resultats").textContent(), /L’offre 9999 n’est pas en ligne/);
    await assertSwapLaw(page, context);
  }));

test("typing refines the list without ever disturbing who types", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    const before = await entries(page);
    await mark(page, "#annonce", "#q");
    await page.locator("#q").focus();
    await swap(page, () => page.locator("#q").pressSequentially("vente", { delay: 20 }));
    assert.equal(await focused(page), "q");
    assert.equal(await page.locator("#q").inputValue(), "vente");
    assert.equal(await page.evaluate(() => document.activeElement.selectionStart), 5);
    assert.equal(query(page), "?q=vente");
    assert.equal(await entries(page), before, "typing replaces the address");
    assert.ok(await marked(page, "#annonce") && await marked(page, "#q"), "the nodes stay");
    assert.equal(await announced(page), await page.locator("#resultats-titre").textContent());
    assert.ok((await page.title()).startsWith("Offres de stage\u00a0: "));
    await assertSwapLaw(page, context);
  }));

test("a slow answer that a newer search has replaced is never shown", () =>
  visit(DESK, async (page) => {
    await page.goto(LIST);
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    await page.route(/q=vente/, async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    const first = page.waitForRequest(/q=vente/);
    await page.locator("#q").fill("vente");
    await first;
    await swap(page, () => page.locator("#q").fill("boulanger"));
    release();
    assert.equal(query(page), "?q=boulanger");
    assert.match(await page.locator("#resultats .pill").first().textContent(), /boulanger/);
    assert.ok(await page.locator("#panne").isHidden(), "a request given up is no failure");
  }));

test("boxes filter, count and announce; the address says what is ticked", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    const all = await count(page);
    const before = await entries(page);
    await swap(page, () => page.locator("#public-lyceen").check());
    assert.equal(query(page), "?public=lyceen");
    assert.equal(await entries(page), before + 1, "a choice is one more address");
    assert.equal(await focused(page), "public-lyceen");
    assert.ok(await count(page) < all);
    assert.match(await page.locator("#g-f-public").textContent(), /^1/);
    await assertSwapLaw(page, context);
    await swap(page, () => page.locator("#dep-33").check());
    assert.equal(query(page), "?public=lyceen&dep=33");
    const inGironde = Number(await page.locator("#n-dep-33").textContent());
    assert.equal(await count(page), inGironde);
    assert.equal(await announced(page), await page.locator("#resultats-titre").textContent());
    await assertSwapLaw(page, context);
    await page.locator("#f-secteur > summary").click();
    await swap(page, () => page.locator("#secteur input").last().check());
    await assertSwapLaw(page, context);
    await swap(page, () => page.locator("#public-lyceen").uncheck());
    await swap(page, () => page.locator("#dep-33").uncheck());
    await swap(page, () => page.locator("#secteur input").last().uncheck());
    assert.equal(query(page), "", "nothing ticked, nothing said");
    assert.equal(await count(page), all);
    await assertSwapLaw(page, context);
  }));

test("a département ticks its box, takes its colour, and gives both back", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    const shape = page.locator('#carte a[data-dep="17"]');
    const colour = () => page.evaluate(() => getComputedStyle(document.querySelector('#carte a[data-dep="17"] use')).fill);
    const plain = await colour();
    await page.locator("#q").focus();
    await swap(page, () => shape.locator("text").click({ force: true }));
    assert.ok(await page.locator("#dep-17").isChecked());
    assert.notEqual(await colour(), plain);
    assert.equal(query(page), "?dep=17");
    assert.equal(await focused(page), "q", "the focus does not go to a drawing that nobody hears");
    await assertSwapLaw(page, context);
    await swap(page, () => shape.locator("text").click({ force: true }));
    assert.ok(!(await page.locator("#dep-17").isChecked()));
    assert.equal(query(page), "");
    await page.mouse.move(0, 0);
    assert.equal(await colour(), plain);
    await assertSwapLaw(page, context);
  }));

test("« Tout sélectionner » ticks every département at once, then none", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    await swap(page, () => page.locator("#dep-tous").click());
    assert.equal(await page.locator("#dep input:not(:checked)").count(), 0);
    await assertSwapLaw(page, context);
    await swap(page, () => page.locator("#dep-tous").click());
    assert.equal(await page.locator("#dep input:checked").count(), 0);
    assert.equal(query(page), "");
    await assertSwapLaw(page, context);
  }));

test("the look-up finds a métier while one types, and a choice filters", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    const all = await count(page);
    await page.locator("#f-metier > summary").click();
    await page.locator("#metier_q").focus();
    await swap(page, () => page.locator("#metier_q").pressSequentially("boulanger", { delay: 20 }));
    assert.equal(await focused(page), "metier_q");
    assert.equal(query(page), "", "searching a métier is no filter yet");
    assert.equal(await count(page), all);
    const choice = page.locator("#metier-resultats label").first();
    assert.match(await choice.textContent(), /boulanger/i);
    await swap(page, () => choice.click());
    assert.match(query(page), /^\?metier=[A-Z]\d+$/);
    assert.ok(await count(page) < all);
    assert.match(await page.locator("#g-f-metier").textContent(), /^1/);
    await assertSwapLaw(page, context);
    await page.reload();
    assert.ok(await page.locator(".chosen input").first().isChecked(), "by its address, the choice is there");
    await swap(page, () => page.locator("#metier-aucun").check());
    assert.equal(query(page), "");
    assert.equal(await count(page), all);
  }));

test("« Début » takes as soon as possible, a date, or both", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    const all = await count(page);
    await page.locator("#f-debut > summary").click();
    await swap(page, () => page.locator("#debut-des-que-possible").check());
    assert.equal(query(page), "?debut=des-que-possible");
    const soon = await count(page);
    assert.ok(soon > 0 && soon < all);
    await assertSwapLaw(page, context);
    await swap(page, () => page.locator("#debut").fill("2026-03-31"));
    assert.equal(query(page), "?debut=des-que-possible&debut=2026-03-31");
    assert.ok(await count(page) >= soon);
    await assertSwapLaw(page, context);
  }));

test("order and size of the pages are links, kept by the filters that follow", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    await page.getByRole("link", { name: "Ordre alphabétique" }).click();
    await page.waitForURL("**?tri=alphabetique");
    const titles = await page.locator("#resultats .card h3").allTextContents();
    assert.deepEqual(titles, [...titles].sort((a, b) => a.localeCompare(b, "fr")));
    await page.getByRole("link", { name: "50", exact: true }).click();
    await page.waitForURL("**?tri=alphabetique&lignes=50");
    assert.equal(await page.locator("#resultats .card").count(), 50);
    await swap(page, () => page.locator("#dep-33").check());
    assert.equal(query(page), "?dep=33&tri=alphabetique&lignes=50");
    await assertSwapLaw(page, context);
  }));

test("turning the page gives the focus to its heading, at the top of the list", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    const first = await page.locator("#resultats .card h3").first().textContent();
    await swap(page, () => page.locator("#page-suivante").click());
    assert.equal(query(page), "?page=2");
    assert.equal(await focused(page), "resultats-titre");
    assert.ok(await page.locator("#resultats-titre").evaluate((heading) => {
      const { top, bottom } = heading.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }), "the heading is in sight");
    assert.notEqual(await page.locator("#resultats .card h3").first().textContent(), first);
    assert.match(await page.title(), /page 2/);
    await assertSwapLaw(page, context);
    await swap(page, () => page.locator("#page-precedente").click());
    assert.equal(await page.locator("#resultats .card h3").first().textContent(), first);
    assert.equal(await focused(page), "resultats-titre");
    await assertSwapLaw(page, context);
    await swap(page, () => page.locator("#page-suivante").click());
    await swap(page, () => page.locator("#public-lyceen").check());
    assert.equal(query(page), "?public=lyceen", "a filter starts again from the first page");
  }));

test("Back twice brings back the list and its filters, forward too", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    const all = await count(page);
    await swap(page, () => page.locator("#public-lyceen").check());
    const some = await count(page);
    await swap(page, () => page.locator("#dep-33").check());
    const few = await count(page);
    const shows = async (address, number, boxes) => {
      await page.waitForFunction(([search, number]) => location.search === search &&
        document.querySelector("#resultats-titre")?.textContent.startsWith(number), [address, String(number)]);
      assert.deepEqual(await page.locator("#filtres input:checked").evaluateAll((list) => list.map(({ id }) => id)), boxes);
      await assertSwapLaw(page, context);
    };
    await page.goBack();
    await shows("?public=lyceen", some, ["public-lyceen"]);
    await page.goBack();
    await shows("", all, []);
    await page.goForward();
    await shows("?public=lyceen", some, ["public-lyceen"]);
    await page.goForward();
    await shows("?public=lyceen&dep=33", few, ["public-lyceen", "dep-33"]);
  }));

test("coming back from an offer finds the list as it was left", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    await swap(page, () => page.locator("#dep-33").check());
    await swap(page, () => page.locator("#page-suivante").click());
    const [found, address] = [await page.locator("#resultats").textContent(), page.url()];
    await page.locator("#resultats .card h3 a").first().click();
    await page.waitForURL((url) => url.href !== address);
    await page.goBack();
    await page.waitForURL(address);
    assert.ok(await page.locator("#dep-33").isChecked());
    assert.equal(await page.locator("#resultats").textContent(), found);
    await assertSwapLaw(page, context);
  }));

test("a pill takes its filter away, from the form too", () =>
  visit(DESK, async (page) => {
    await page.goto(`${LIST}?public=lyceen&dep=17`);
    await page.locator(".pill", { hasText: "Lycéen" }).click();
    await page.waitForURL("**?dep=17");
    assert.ok(!(await page.locator("#public-lyceen").isChecked()));
    assert.ok(await page.locator("#dep-17").isChecked());
  }));

test("nothing found says so and offers a way out", () =>
  visit(DESK, async (page, context) => {
    await page.goto(LIST);
    await swap(page, () => page.locator("#q").fill("zzzzz"));
    assert.equal(await announced(page), "Aucune offre");
    await assertSwapLaw(page, context);
    await page.locator(".empty a").first().click();
    await page.waitForURL((url) => url.search === "");
    assert.ok(await count(page) > 0);
  }));

test("on a phone the filters are folded, and say how many are in force", () =>
  visit(PHONE, async (page) => {
    await page.goto(LIST);
    assert.ok(!(await page.locator("#public-lyceen").isVisible()));
    await page.locator(".filter-panel > summary").click();
    await swap(page, () => page.locator("#public-lyceen").check());
    assert.equal((await page.locator("#n-filtres").textContent()).trim(), "(1)");
  }));
