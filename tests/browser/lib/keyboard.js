// What one does with the keys alone.

import assert from "node:assert/strict";

/** What has the focus, and how one sees it. */
export const focus = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const rings = [element, ...(element.matches(".card h3 a, .article-links h3 a") ? ["::after"] : [])].map((part) =>
      typeof part === "string" ? getComputedStyle(element, part) : getComputedStyle(part));
    const { top, bottom, left, right } = element.getBoundingClientRect();
    return {
      name: element.id || element.textContent.trim().slice(0, 40) || element.tagName,
      tag: element.tagName,
      byScript: element.tabIndex < 0,
      ringed: rings.some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2),
      inSight: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
    };
  });

/** The focus, once the page has put it somewhere: `autofocus` acts, as what a swap keeps does, when
    the page is next drawn. */
async function settled(page) {
  for (let frame = 0; frame < 120; frame += 1) {
    const now = await focus(page);
    if (now.tag !== "BODY") return now;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  return focus(page);
}

/** The focus is somewhere, and one sees where. */
export async function assertSeen(page) {
  const now = await settled(page);
  assert.notEqual(now.tag, "BODY", "the focus is lost");
  // What the page itself moves to (a heading, main) is read from there: no ring is needed.
  assert.ok(now.ringed || now.byScript, `no ring around ${now.name}`);
  assert.ok(now.inSight, `${now.name} has the focus out of sight`);
  return now;
}

/** Presses a key, after which the focus is somewhere that can be seen. */
export async function press(page, key) {
  await page.keyboard.press(key);
  return assertSeen(page);
}

/** Tabs until the element that the selector names has the focus. */
export async function tabTo(page, selector) {
  for (let n = 0; n < 120; n += 1) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    await press(page, "Tab");
  }
  assert.fail(`${selector} is not reached by Tab`);
}

/** Tabs to a link and follows it. */
export async function follow(page, selector, address) {
  await tabTo(page, selector);
  await Promise.all([page.waitForURL(address), page.keyboard.press("Enter")]);
}
