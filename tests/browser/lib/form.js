// What tests do with the form by which one applies.

import { upload } from "./files.js";
import { site } from "./browser.js";

export const APPLY = `/offres-de-stage/${site?.plain}/candidature`;

let people = 0;

/** Somebody who has never applied: each has an address of their own. */
export function somebody(fields = {}) {
  people += 1;
  return {
    last_name: "Tarrazin",
    first_name: "Maël",
    age: "17",
    email: `mael.${process.pid}.${people}@example.org`,
    ...fields,
  };
}

/** Fills the form in by its labels' fields, as a person would. */
export async function fill(page, fields) {
  for (const [id, value] of Object.entries(fields)) await page.locator(`#${id}`).fill(value);
}

export const attach = (page, ...names) => page.locator("#files").setInputFiles(names.map((name) => upload(name)));

/** Presses the button and waits for the page that answers. */
export async function send(page) {
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.locator("#envoyer").click();
  const status = (await answer).status();
  await page.waitForLoadState();
  return status;
}

/** The reference that the confirmation shows. */
export const reference = (page) => page.locator(".reference").textContent();
