// What a partner does all day, from the assignment to the first applicant: with a mouse, without
// JavaScript on a phone, and with the keys alone. Every mail on the way leaves once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browser } from "./lib/browser.js";
import { pdf, upload } from "./lib/files.js";
import { reference, somebody } from "./lib/form.js";
import { WAYS, enter } from "./lib/hands.js";
import { mails, signIn, startServer } from "./lib/site.js";

// Offers put online here would change what other tests count.
let site;
before(async () => {
  site = await startServer();
});
after(async () => {
  assert.deepEqual(await site.stop(), [], "what the server logged");
});
const visit = browser(() => site.origin);

const WORDS = "Vous découvrez chaque étape du travail, de la commande à la livraison, aux côtés de deux personnes du métier. ";

/** Partners who have something to acknowledge, in the order of their logins. */
async function alerted() {
  const found = [];
  for (const login of site.logins.filter(({ role }) => role === "Partenaire")) {
    const headers = { Cookie: await signIn(site.origin, login) };
    const board = await (await fetch(`${site.origin}/gestion`, { headers })).text();
    const alerts = [...board.matchAll(/<tbody>(.*?)<\/tbody>/gs)].flatMap(([, rows]) => [...rows.matchAll(/href="(\/gestion\/projets\/\d+)"/g)]);
    if (alerts.length > 0) found.push({ login, alert: alerts[0][1], alerts: alerts.length });
  }
  return found;
}

for (const [n, [way, options, hand]] of WAYS.entries()) {
  test(`from an assignment to the first applicant, ${way}`, async () => {
    const { login, alert, alerts } = (await alerted())[n];
    const word = ["Azurite", "Bergamote", "Cinabre"][n];
    const earlier = new Set((await mails(site.db)).map(({ id }) => id));
    const leaving = async () => (await mails(site.db)).filter(({ id }) => !earlier.has(id));

    const { offer, employer } = await visit(options, (page, context) => publish(page, context, { hand, login, alert, alerts, word }));
    const told = await leaving();
    assert.deepEqual(told.map(({ recipient }) => recipient), [employer], "the employer alone is told, once");
    assert.match(told[0].subject, /en ligne/);

    const person = somebody();
    await visit(options, (page) => apply(page, { hand, offer, word, person }));
    const mine = (await leaving()).filter(({ recipient }) => recipient === person.email);
    assert.equal(mine.length, 1, "one acknowledgement");
    assert.equal((await leaving()).length, 3, "and one mail to whoever receives applications");

    await visit(options, (page, context) => read(page, context, { hand, login, offer, person }));
    assert.equal((await leaving()).length, 3, "reading sends nothing");
  });
}

/** The partner sees what was given to them, takes it in, writes an offer with it and puts it online. */
async function publish(page, context, { hand, login, alert, alerts, word }) {
  await enter(page, context, { hand, login });
  assert.equal(await page.locator("table tbody tr").count(), alerts);
  await hand.follow(page, `table a[href="${alert}"]`, `**${alert}`);
  const employer = await page.locator("#project_email").inputValue();
  await hand.press(page, "#ouvrir-offre");
  await page.locator("#description").waitFor();
  await hand.seen(page);
  await hand.tick(page, "#audiences-lyceen");
  await hand.type(page, "#description", `${word}. ${WORDS.repeat(3).trim()}`);
  await hand.file(page, "#document", upload("Livret d’accueil.pdf"));
  await hand.tick(page, "#starts_asap");
  await hand.type(page, "#email", "stages@accueil.example.org");
  await hand.choose(page, "#state-publier");
  await hand.tick(page, "#mail_employer");
  await hand.press(page, "#envoyer");
  await page.waitForURL(/\/gestion\/offres-de-stage\/\d{6}-\d+/);
  assert.match(await page.locator("#message").textContent(), /en ligne/);
  await hand.seen(page);
  await page.goto("/gestion");
  assert.equal(await page.locator("table tbody tr").count(), alerts - 1, "what is saved is taken in");
  const found = await page.request.get(`/offres-de-stage?q=${word}`);
  const [, offer] = (await found.text()).match(/<h3><a href="(\/offres-de-stage\/\d{6}-\d+)"/);
  return { offer, employer };
}

/** A visitor finds it, opens its document and applies. */
async function apply(page, { hand, offer, word, person }) {
  await page.goto("/");
  await hand.type(page, "#q", word.toLowerCase());
  await hand.press(page, "#chercher");
  await page.waitForURL(/offres-de-stage\?q=/);
  await hand.follow(page, "#resultats .card h3 a", `**${offer}`);
  const document = await page.request.get(await page.locator("#document a, .attachment").first().getAttribute("href"));
  assert.deepEqual(await document.body(), pdf(), "byte for byte");
  await hand.follow(page, "#postuler", "**/candidature");
  for (const [id, value] of Object.entries(person)) await hand.type(page, `#${id}`, value);
  await hand.press(page, "#envoyer");
  await page.waitForURL(/candidature\/C-/);
  assert.match(await reference(page), /^C-/);
  await hand.seen(page);
}

/** The partner is told of the applicant, and reads what they sent. */
async function read(page, context, { hand, login, offer, person }) {
  await enter(page, context, { hand, login });
  await hand.follow(page, `a[href^="/gestion${offer}"]`, (url) => url.pathname.startsWith(`/gestion${offer}`));
  assert.match(await page.locator("main").textContent(), new RegExp(`${person.last_name}[^]*${person.email}`, "i"));
}
