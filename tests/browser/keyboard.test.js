// By keyboard alone, from the home page to an application that is sent: Tab, Enter, Space and
// letters. After every press the focus is somewhere that can be seen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE, browser, site } from "./lib/browser.js";
import { reference, somebody } from "./lib/form.js";
import { assertSeen, focus, follow, press, tabTo } from "./lib/keyboard.js";
import { LIST, query, swap } from "./lib/list.js";
import { PAGES, open } from "./lib/pages.js";

const visit = browser();

for (const [screen, size] of [["desk", DESK], ["phone", PHONE]]) {
  test(`from the home page to the reference, on a ${screen}`, () =>
    visit(size, async (page) => {
      const person = somebody();
      await page.goto("/");
      assert.equal((await press(page, "Tab")).name, "Aller au contenu");
      await tabTo(page, "#q");
      await page.keyboard.type("informatique");
      await Promise.all([page.waitForURL(/q=informatique/), page.keyboard.press("Enter")]);
      await follow(page, "#resultats .card h3 a", /\/offres-de-stage\/\d{6}-\d+$/);
      await follow(page, "#postuler", /candidature$/);
      for (const [id, value] of Object.entries(person)) {
        await tabTo(page, `#${id}`);
        await page.keyboard.type(value);
        await assertSeen(page);
      }
      await tabTo(page, "#envoyer");
      await Promise.all([page.waitForURL(/candidature\/C-/), page.keyboard.press("Enter")]);
      await assertSeen(page);
      assert.match(await reference(page), /^C-/);
    }));
}

test("the skip link leads to the content", () =>
  visit(DESK, async (page) => {
    await page.goto(LIST);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal((await focus(page)).name, "contenu");
    await page.keyboard.press("Tab");
    assert.equal((await focus(page)).name, "q", "the next step is in the content");
  }));

test("filters by Space, groups and pages by Enter, the focus always kept", () =>
  visit(DESK, async (page) => {
    await page.goto(LIST);
    await tabTo(page, "#public-lyceen");
    await swap(page, () => page.keyboard.press("Space"));
    assert.equal((await assertSeen(page)).name, "public-lyceen");
    assert.equal(query(page), "?public=lyceen");
    await tabTo(page, "#dep-33");
    await swap(page, () => page.keyboard.press("Space"));
    assert.equal((await assertSeen(page)).name, "dep-33");
    await swap(page, () => page.keyboard.press("Space"));
    await tabTo(page, "#f-metier > summary");
    await page.keyboard.press("Enter");
    await tabTo(page, "#metier_q");
    await swap(page, () => page.keyboard.type("vente", { delay: 20 }));
    await tabTo(page, "#metier-resultats input");
    await swap(page, () => page.keyboard.press("Space"));
    assert.match((await assertSeen(page)).name, /^metier-/);
    assert.match(query(page), /metier=/);
    await page.goto(LIST);
    await tabTo(page, "#page-suivante");
    await swap(page, () => page.keyboard.press("Enter"));
    assert.equal((await assertSeen(page)).name, "resultats-titre");
    await press(page, "Tab");
  }));

test("a commune is found by letters and chosen by Space; a position is asked by Enter, and the focus stays", () =>
  visit({ ...DESK, permissions: ["geolocation"], geolocation: { latitude: 45.65, longitude: 0.16 } }, async (page) => {
    await page.goto(LIST);
    await tabTo(page, "#f-pres > summary");
    await page.keyboard.press("Enter");
    await tabTo(page, "#pres_q");
    await swap(page, () => page.keyboard.type("79000", { delay: 20 }));
    await tabTo(page, "#pres-resultats input");
    await swap(page, () => page.keyboard.press("Space"));
    assert.equal((await assertSeen(page)).name, "pres-0");
    assert.equal(query(page), "?pres=79191");
    await tabTo(page, "#rayon");
    await swap(page, () => page.keyboard.press("ArrowDown"));
    assert.equal((await assertSeen(page)).name, "rayon");
    assert.equal(query(page), "?pres=79191&rayon=50");
    while ((await focus(page)).name !== "pres-ici") await press(page, "Shift+Tab");
    await swap(page, () => page.keyboard.press("Enter"));
    assert.equal((await assertSeen(page)).name, "pres-ici");
    assert.equal(query(page), "?pres=16015&rayon=50");
  }));

test("the map is passed over: its list does the same", () =>
  visit(DESK, async (page) => {
    await page.goto(LIST);
    await tabTo(page, "#f-dep > summary");
    await press(page, "Tab");
    assert.equal((await focus(page)).name, "dep-tous");
  }));

test("the parent's agreement is the next stop once the age asks for it", () =>
  visit(DESK, async (page) => {
    await page.goto(`/offres-de-stage/${site.plain}/candidature`);
    await tabTo(page, "#age");
    await page.keyboard.type("14");
    assert.equal((await press(page, "Tab")).name, "guardian_name");
  }));

test("files can be chosen and sent by keyboard", () =>
  visit(DESK, async (page) => {
    // Asked for from the start: the browser must know of it before the key is pressed.
    const chooser = new Promise((resolve) => { page.once("filechooser", resolve); });
    await page.goto(`/offres-de-stage/${site.plain}/candidature`);
    await tabTo(page, "#files");
    await page.keyboard.press("Space");
    assert.ok((await chooser).isMultiple());
  }));

for (const entry of PAGES) {
  test(`every stop of ${entry.name} is seen, in an order that ends`, () =>
    visit({ ...PHONE, forgiven: ["Failed to load resource"] }, async (page) => {
      await open(page, entry, site);
      const stops = [];
      let within = 0;
      // From the very top, wherever the page had put the focus.
      await page.evaluate(() => { document.activeElement.blur(); getSelection().collapse(document.body, 0); });
      for (;;) {
        await page.keyboard.press("Tab");
        if (await page.evaluate(() => document.activeElement === document.body || !document.hasFocus())) break;
        const key = await page.evaluate(() => [...document.querySelectorAll("*")].indexOf(document.activeElement));
        await assertSeen(page);
        // Tab stops several times within a date.
        within = key === stops.at(-1) ? within + 1 : 0;
        assert.ok(within < 6, "Tab leads out of each stop");
        if (within > 0) continue;
        if (stops.includes(key)) break;
        stops.push(key);
        assert.ok(stops.length < 250);
      }
      assert.ok(stops.length >= 4);
      assert.deepEqual(stops, [...stops].sort((a, b) => a - b), "the order of the page is the order of Tab");
    }));
}
