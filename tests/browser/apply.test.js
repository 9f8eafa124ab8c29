// Applying with JavaScript: from the offer to the reference, and whatever may happen on the way.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { DESK, ERRORS_EXPECTED, PHONE, browser, site } from "./lib/browser.js";
import { pdf, upload } from "./lib/files.js";
import { APPLY, attach, fill, reference, send, somebody } from "./lib/form.js";
import { mail, mails } from "./lib/site.js";

const visit = browser();
// `autofocus` acts when the page is next drawn.
const focused = async (page) => {
  for (let frame = 0; frame < 120 && await page.evaluate(() => document.activeElement === document.body); frame += 1) {
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  return page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
};

const acknowledgements = async (email) =>
  (await mails(site.db)).filter(({ recipient, subject }) => recipient === email && subject.startsWith("Candidature"));

/** The link to an application, from the mail of its receiver, who alone has it. */
async function linkTo(cited) {
  for (const { id, subject } of await mails(site.db)) {
    if (subject !== `Nouvelle candidature : offre ${site.plain}`) continue;
    const path = (await mail(site.db, id)).match(/\/candidatures\/[\w-]{43}/)[0];
    if ((await (await fetch(site.origin + path)).text()).includes(cited)) return path;
  }
  throw new Error(`no mail leads to ${cited}`);
}

test("from the offer to the confirmation, with a file, as its receiver then reads it", () =>
  visit(PHONE, async (page) => {
    const person = somebody();
    await page.goto(`/offres-de-stage/${site.plain}`);
    await page.locator("#postuler").click();
    await page.waitForURL(`**${APPLY}`);
    await fill(page, { ...person, phone: "06 12 34 56 78", motivation: "J’aime travailler dehors." });
    await attach(page, "Mon CV.pdf");
    await send(page);
    await page.waitForURL(/candidature\/C-/);
    assert.equal(await focused(page), "H1", "the news takes the focus");
    const cited = await reference(page);
    await page.goto(await linkTo(cited));
    assert.match(await page.locator("h1").textContent(), /Maël Tarrazin/);
    assert.match(await page.locator("main").textContent(), /06\u00a012\u00a034\u00a056\u00a078/);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".attachment").click()]);
    assert.equal(download.suggestedFilename(), "Mon CV.pdf");
    assert.deepEqual(await readFile(await download.path()), pdf(), "byte for byte");
    assert.equal((await acknowledgements(person.email)).length, 1);
  }));

test("an error takes the focus, leads to its field, and loses nothing typed or sent", () =>
  visit({ ...DESK, forgiven: ERRORS_EXPECTED }, async (page) => {
    await page.goto(APPLY);
    await fill(page, somebody({ first_name: "", email: "pas une adresse", motivation: "Deux\nlignes." }));
    await attach(page, "cv.pdf", "lettre.pdf");
    assert.equal(await send(page), 422);
    assert.match(await page.title(), /^Erreur – /);
    assert.equal(await focused(page), "erreurs");
    await page.locator("#erreurs a").first().click();
    assert.equal(await focused(page), "first_name");
    assert.equal(await page.locator("#last_name").inputValue(), "Tarrazin");
    assert.equal(await page.locator("#email").inputValue(), "pas une adresse");
    assert.equal(await page.locator("#motivation").inputValue(), "Deux\nlignes.");
    const field = page.locator("#email");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    const described = (await field.getAttribute("aria-describedby")).split(" ");
    assert.match(await page.locator(`#${described[0]}`).textContent(), /^Erreur\u00a0: /);
    assert.match(await page.locator(".kept").textContent(), /cv\.pdf.*lettre\.pdf/s);
    await page.getByLabel("Retirer lettre.pdf").check();
    await fill(page, somebody());
    assert.equal(await send(page), 303);
    await page.waitForURL(/candidature\/C-/);
    assert.match(await page.locator("main").textContent(), /et votre fichier\./);
  }));

test("a file that is not what its name says is refused in plain words, the rest stays", () =>
  visit({ ...DESK, forgiven: ERRORS_EXPECTED }, async (page) => {
    await page.goto(APPLY);
    await fill(page, somebody());
    await page.locator("#files").setInputFiles([upload("cv.pdf", Buffer.from("<html>")), upload("bon.pdf")]);
    assert.equal(await send(page), 422);
    assert.match(await page.locator("#erreurs").textContent(), /«\u00a0cv\.pdf\u00a0» n’a pas été gardé/);
    assert.match(await page.locator(".kept").textContent(), /bon\.pdf/);
    assert.equal(await send(page), 303);
  }));

test("a file over 5 MB is refused in plain words, and what was typed is still there", () =>
  visit({ ...DESK, forgiven: ERRORS_EXPECTED }, async (page) => {
    await page.goto(APPLY);
    await fill(page, somebody());
    const heavy = Buffer.concat([pdf(), Buffer.alloc(6_000_000)]);
    await page.locator("#files").setInputFiles([upload("lourd.pdf", heavy)]);
    assert.equal(await send(page), 413);
    assert.match(await page.locator("#erreurs").textContent(), /trop lourd/);
    assert.equal(await page.locator("#last_name").inputValue(), "Tarrazin");
    assert.equal(await send(page), 303);
  }));

test("the agreement of a parent shows itself under 15, and keeps what it holds", () =>
  visit({ ...DESK, forgiven: ERRORS_EXPECTED }, async (page) => {
    await page.goto(APPLY);
    const group = page.locator("#accord");
    assert.ok(await group.isHidden());
    await page.locator("#age").fill("14");
    assert.ok(await group.isVisible());
    assert.match(await page.locator("#annonce").textContent(), /Accord d’un parent/);
    assert.equal(await focused(page), "age", "the focus stays where one types");
    await page.locator("#guardian_name").fill("Nadia Tarrazin");
    await page.locator("#age").fill("16");
    assert.ok(await group.isHidden());
    await page.locator("#age").fill("13");
    assert.equal(await page.locator("#guardian_name").inputValue(), "Nadia Tarrazin");
    const child = somebody({ age: "13" });
    await fill(page, child);
    assert.equal(await send(page), 422);
    assert.ok(await group.isVisible());
    assert.equal(await page.locator("#guardian_name").inputValue(), "Nadia Tarrazin");
    assert.ok(!(await page.locator("#guardian_consent").isChecked()), "nobody agrees by default");
    await page.locator("#guardian_email").fill(`nadia.${process.pid}@example.org`);
    await page.locator("#guardian_consent").check();
    assert.equal(await send(page), 303);
    await page.waitForURL(/candidature\/C-/);
    assert.match(await page.locator("main").textContent(), /votre parent ou responsable légal/);
  }));

test("the counter counts as the server does and is heard only when it matters", () =>
  visit(DESK, async (page) => {
    await page.goto(APPLY);
    const counter = page.locator("#motivation-compte");
    const text = page.locator("#motivation");
    assert.equal(await counter.textContent(), "0 caractère, maximum 4\u202f000");
    await text.pressSequentially("Été 🌲 ");
    assert.equal(await counter.textContent(), "5 caractères, maximum 4\u202f000");
    assert.equal(await page.locator("#annonce").textContent(), "");
    await text.fill("é".repeat(4001));
    assert.match(await counter.getAttribute("class"), /over/);
    assert.match(await page.locator("#annonce").textContent(), /^4\u202f001 caractères/);
    assert.equal((await text.inputValue()).length, 4001, "nothing is cut");
  }));

test("a double click sends one application", () =>
  visit(DESK, async (page) => {
    const person = somebody();
    await page.goto(APPLY);
    await fill(page, person);
    await attach(page, "cv.pdf");
    await page.locator("#envoyer").dblclick({ noWaitAfter: true });
    await page.waitForURL(/candidature\/C-/);
    assert.equal((await acknowledgements(person.email)).length, 1);
  }));

test("the very same form sent twice at once gets one reference", () =>
  visit(DESK, async (page) => {
    const person = somebody();
    await page.goto(APPLY);
    await fill(page, person);
    const addresses = await page.evaluate(async () => {
      const form = document.querySelector("#candidature");
      const send = () => fetch(form.action, { method: "POST", body: new FormData(form) }).then((answer) => answer.url);
      return Promise.all([send(), send(), send()]);
    });
    assert.equal(new Set(addresses).size, 1, addresses.join(" "));
    assert.match(addresses[0], /candidature\/C-/);
    assert.equal((await acknowledgements(person.email)).length, 1);
  }));

test("sending again from the page one came back to gets the same reference", () =>
  visit(DESK, async (page) => {
    const person = somebody();
    await page.goto(APPLY);
    await fill(page, person);
    await send(page);
    await page.waitForURL(/candidature\/C-/);
    const first = await reference(page);
    await page.goBack();
    await page.waitForURL(`**${APPLY}`);
    await fill(page, person);
    await send(page);
    await page.waitForURL(/candidature\/C-/);
    assert.ok((await reference(page)).length > 0);
    const told = await acknowledgements(person.email);
    assert.ok(told.length <= 2 && told.filter(({ subject }) => subject.startsWith("Candidature bien reçue")).length === 1);
    assert.ok(told.length === 2 || (await reference(page)) === first);
  }));

test("an offer that went offline gives back what was written", () =>
  visit({ ...DESK, forgiven: ERRORS_EXPECTED }, async (page) => {
    // A form opened on one offer and sent to one that is gone: what the server sees is the same.
    await page.goto(APPLY);
    await fill(page, somebody({ motivation: "Un texte auquel je tiens." }));
    await page.evaluate((gone) => {
      document.querySelector("#candidature").action = `/offres-de-stage/${gone}/candidature`;
    }, site.gone);
    assert.equal(await send(page), 410);
    assert.match(await page.locator("main").textContent(), /Un texte auquel je tiens\./);
    assert.equal(await focused(page), "H1");
  }));

test("the link is copied in one press, and said so", () =>
  visit({ ...DESK, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto(`/offres-de-stage/${site.plain}`);
    await page.locator("#lien-copier").click();
    await page.waitForFunction(() => document.querySelector("#annonce").textContent === "Lien copié");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.locator("#lien").inputValue());
    assert.match(await page.locator("#lien-copier").textContent(), /Lien copié/);
    await page.goto(await page.locator("#lien").inputValue());
    assert.match(page.url(), new RegExp(`/offres-de-stage/${site.plain}$`), "the address that was copied leads back");
  }));
