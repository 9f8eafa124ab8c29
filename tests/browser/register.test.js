// Registering for an event, on a phone, with JavaScript and without it: from the list to the
// calendar file, and back out by the link of the mail.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { ERRORS_EXPECTED, PHONE, browser, site } from "./lib/browser.js";
import { fill, reference, send } from "./lib/form.js";
import { mail, mails } from "./lib/site.js";

const visit = browser();
const FORM = `/rencontres/${site?.event}/inscription`;

/** The properties of the one event of a calendar file, lines unfolded (RFC 5545, 3.1). */
function event(text) {
  assert.ok(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.endsWith("END:VCALENDAR\r\n"));
  for (const line of text.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, `${line} is too long a line`);
  assert.ok(!/[^\r]\n|\r[^\n]/.test(text), "lines end by CR LF");
  const lines = text.replaceAll("\r\n ", "").split("\r\n");
  const inside = lines.slice(lines.indexOf("BEGIN:VEVENT") + 1, lines.indexOf("END:VEVENT"));
  return Object.fromEntries(inside.map((line) => line.match(/^([A-Z-]+)[^:]*:(.*)$/).slice(1)));
}

for (const [how, javaScriptEnabled] of [["with", true], ["without", false]]) {
  const email = `noe.${how}@example.org`;

  test(`from the list to the calendar and out again, ${how} JavaScript`, () =>
    visit({ ...PHONE, javaScriptEnabled, forgiven: ERRORS_EXPECTED }, async (page) => {
      await page.goto("/rencontres?lignes=50");
      await page.locator(`.card h3 a[href="/rencontres/${site.event}"]`).click();
      await page.waitForURL(`**/rencontres/${site.event}`);
      await page.locator(`main a[href="${FORM}"]`).first().click();
      await page.waitForURL(`**${FORM}`);

      await fill(page, { last_name: "Carvalhosa", first_name: "Noé", email });
      await page.locator("#statuses-eleve").check();
      await page.locator("#age").fill("14");
      assert.equal(await send(page), 422, "a parent must agree");
      assert.match(await page.locator("#erreurs").textContent(), /parent|responsable/i);
      assert.equal(await page.locator("#last_name").inputValue(), "Carvalhosa");
      assert.ok(await page.locator("#statuses-eleve").isChecked());

      await fill(page, { guardian_name: "Lise Carvalhosa", guardian_email: `lise.${how}@example.org` });
      await page.locator("#guardian_consent").check();
      assert.equal(await send(page), 303);
      await page.waitForURL(/inscription\/I-/);
      const cited = await reference(page);

      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#agenda").click()]);
      const file = event(await readFile(await download.path(), "utf8"));
      assert.match(download.suggestedFilename(), /\.ics$/);
      assert.match(file.DTSTART, /^\d{8}T\d{6}Z?$/);
      assert.ok(file.UID && file.DTSTAMP && file.SUMMARY && file.LOCATION);

      const told = (await mails(site.db)).filter(({ recipient, subject }) => recipient === email && subject.startsWith("Inscription confirmée"));
      assert.equal(told.length, 1);
      await page.goto((await mail(site.db, told[0].id)).match(/\/suivi\/[\w-]{43}/)[0]);
      assert.match(await page.locator("main").textContent(), new RegExp(cited));
      await page.locator("#annuler").click();
      await page.locator("#confirmer").click();
      await page.waitForLoadState();
      await page.getByText(/annulée/).first().waitFor();
      assert.equal(await page.locator("#annuler").count(), 0, "it is over");
    }));
}
