// The ways in which one does the same things: with a mouse, without JavaScript on a phone, with the keys alone.

import assert from "node:assert/strict";

import { DESK, PHONE } from "./browser.js";
import { assertSeen, follow, tabTo } from "./keyboard.js";

/** How one fills a form in, with a mouse. */
const mouse = {
  type: (page, field, text) => page.locator(field).fill(text),
  tick: (page, field) => page.locator(field).check(),
  choose: (page, field) => page.locator(field).check(),
  file: (page, field, file) => page.locator(field).setInputFiles(file),
  press: (page, button) => page.locator(button).click(),
  follow: async (page, link, address) => {
    await page.locator(link).first().click();
    await page.waitForURL(address);
  },
  seen: async () => {},
};

/** And with the keys alone. */
const keys = {
  async type(page, field, text) {
    await tabTo(page, field);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
    await assertSeen(page);
  },
  async tick(page, field) {
    await tabTo(page, field);
    await page.keyboard.press("Space");
    assert.ok(await page.locator(field).isChecked());
  },
  // Tab stops at the one that is chosen; the arrows choose another.
  async choose(page, field) {
    const name = await page.locator(field).getAttribute("name");
    await tabTo(page, `[name="${name}"]`);
    for (let n = 0; n < 9 && !(await page.locator(field).isChecked()); n += 1) await page.keyboard.press("ArrowDown");
    assert.ok(await page.locator(field).isChecked());
  },
  async file(page, field, file) {
    const chooser = page.waitForEvent("filechooser");
    await tabTo(page, field);
    await page.keyboard.press("Space");
    await (await chooser).setFiles(file);
  },
  async press(page, button) {
    await tabTo(page, button);
    await page.keyboard.press("Enter");
  },
  follow,
  seen: assertSeen,
};

export const WAYS = [
  ["with a mouse", DESK, mouse],
  ["without JavaScript, on a phone", { ...PHONE, javaScriptEnabled: false }, mouse],
  ["with the keys alone", DESK, keys],
];

/** Signs a partner in, by the form. */
export async function enter(page, context, { hand, login }) {
  context.signedIn = true;
  await page.goto("/gestion");
  await hand.type(page, "#email", login.identifier);
  await hand.type(page, "#password", login.password);
  await hand.press(page, "#envoyer");
  await page.waitForURL((url) => url.pathname === "/gestion");
  assert.equal(await page.locator("h1").textContent(), "Tableau de bord");
}
