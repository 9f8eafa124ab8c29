// Chapter 3 of the guide, « Gestion des inscriptions », step by step and by its own words: with a mouse, without
// JavaScript on a phone, and with the keys alone. Then who came, tapped on a phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, browser } from "./lib/browser.js";
import { somebody } from "./lib/form.js";
import { WAYS, enter } from "./lib/hands.js";
import { mails, signIn, startServer } from "./lib/site.js";

const HOME = "/gestion/inscriptions";

// Mails that leave here would change what other tests count.
let site;
before(async () => {
  site = await startServer();
});
after(async () => {
  assert.deepEqual(await site.stop(), [], "what the server logged");
});
const visit = browser(() => site.origin);

/** Partners who have an event to come with people registered and places left, and that event. */
async function hosts() {
  const found = [];
  for (const login of site.logins.filter(({ role }) => role === "Partenaire")) {
    const headers = { Cookie: await signIn(site.origin, login) };
    const desk = await (await fetch(`${site.origin}${HOME}?lignes=100`, { headers })).text();
    for (const [, number, row] of desk.matchAll(/<tbody id="grp-(\d{6}-\d+)">(.*?)<\/tbody>/gs)) {
      const [, most, taken] = row.match(/accueillies\u00a0: (\d+).*?inscrits\u00a0: (\d+)/s) ?? [];
      if (Number(taken) < 1 || Number(taken) >= Number(most) || row.includes("class=\"badge")) continue;
      found.push({ login, number });
      break;
    }
  }
  return found;
}

const colour = (page, selector, property) =>
  page.locator(selector).evaluate((element, property) => getComputedStyle(element)[property], property);

/** What a colour of the sheet comes to. */
const token = (page, name) =>
  page.evaluate((name) => {
    const probe = document.createElement("i");
    document.body.append(probe);
    probe.style.setProperty("color", `var(${name})`);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, name);

for (const [n, [way, options, hand]] of WAYS.entries()) {
  test(`the registrations of an event are handled as the guide says, ${way}`, async () => {
    const { login, number } = (await hosts())[n];
    const person = somebody();
    await visit(options, async (page, context) => {
      await enter(page, context, { hand, login });
      await page.goto(HOME);
      assert.equal(await page.locator("h1").textContent(), "Gérer les inscriptions");
      const names = await unfold(page, { hand, number, scripted: options.javaScriptEnabled !== false });
      await confirm(page, { hand, number, names });
      await register(page, { hand, number, person });
      await unregister(page, { hand, number, person });
    });
  });
}

/** « Pour gérer les inscrits, cliquer sur le rond vert à gauche. Le rond vert devient rouge et le tableau des
    inscrits s’affiche. » */
async function unfold(page, { hand, number, scripted }) {
  const dot = `#rond-${number}`;
  assert.equal(await page.locator(dot).getAttribute("aria-expanded"), "false");
  assert.match(await page.locator(dot).textContent(), /^Afficher les participants/);
  if (scripted) assert.equal(await colour(page, `${dot} .disc`, "backgroundColor"), await token(page, "--ok"), "green");
  await hand.press(page, dot);
  await page.locator(`${dot}[aria-expanded="true"]`).waitFor();
  await page.waitForURL((url) => url.searchParams.get("ouvert") === number);
  assert.match(await page.locator(dot).textContent(), /^Masquer les participants/);
  if (scripted) {
    assert.equal(await colour(page, `${dot} .disc`, "backgroundColor"), await token(page, "--bad"), "red");
    await page.waitForFunction((id) => document.activeElement.id === id, `rond-${number}`);
  }
  await hand.seen(page);
  const unfolded = page.locator(`#grp-${number} .unfolded-part`);
  assert.equal(await unfolded.locator("caption").textContent(), "Liste des participants inscrits");
  const heads = await unfolded.locator("thead th").allTextContents();
  assert.deepEqual(heads.slice(0, 5), ["Nom", "Prénom", "Tel.", "Email", "Statuts"]);
  const words = await unfolded.locator(".unfolded-actions a").allTextContents();
  for (const label of ["Exporter la liste", "Envoyer un email de confirmation", "Inscrire un participant"]) {
    assert.ok(words.some((text) => text.startsWith(label)), `« ${label} » among ${words}`);
  }
  // « Exporter la liste (format excel). Cette liste pourra servir de feuille d’émargement. »
  for (const [link, kind] of [["exporter", "spreadsheetml.sheet"], ["emargement", "application/pdf"]]) {
    const file = await page.request.get(await page.locator(`#${link}-${number}`).getAttribute("href"));
    assert.equal(file.status(), 200);
    assert.ok(file.headers()["content-type"].includes(kind), file.headers()["content-type"]);
  }
  return unfolded.locator("tbody th").allTextContents();
}

/** « Envoyer un mail de confirmation à l’ensemble des participants. » */
async function confirm(page, { hand, number, names }) {
  const earlier = new Set((await mails(site.db)).map(({ id }) => id));
  await hand.follow(page, `#confirmer-${number}`, `**/gestion/rencontres/${number}/confirmation`);
  const boxes = page.locator("#destinataire input[type=checkbox]");
  assert.equal(await boxes.count(), names.length);
  await page.locator("#courriel summary").waitFor();
  await hand.type(page, "#word", "Rendez-vous à l’accueil.");
  for (const box of await boxes.all()) assert.ok(await box.isChecked(), "whoever has not had it is ticked");
  await hand.press(page, "#envoyer");
  await page.waitForURL((url) => url.searchParams.get("fait") === "envoye");
  await hand.seen(page);
  const left = (await mails(site.db)).filter(({ id, subject }) => !earlier.has(id) && subject.includes(number));
  assert.ok(left.length >= names.length && left.every(({ recipient }) => !/[,;]/.test(recipient)), "one mail each");
  assert.equal(new Set(left.map(({ recipient }) => recipient)).size, left.length);
  for (const box of await boxes.all()) assert.ok(!(await box.isChecked()), "nobody is written to twice");
}

/** « Inscrire une personne. » */
async function register(page, { hand, number, person }) {
  await page.goto(`${HOME}?ouvert=${number}`);
  await hand.follow(page, `#inscrire-${number}`, (url) => url.pathname.endsWith(`${number}/participants`));
  for (const field of ["last_name", "first_name", "email"]) await hand.type(page, `#${field}`, person[field]);
  await hand.tick(page, "#statuses-enseignant");
  await hand.press(page, "#envoyer");
  await page.waitForURL((url) => url.searchParams.get("fait") === "inscrit");
  assert.match(await page.locator("#message").textContent(), /inscription enregistrée/);
  await page.goto(`${HOME}?ouvert=${number}`);
  const row = page.locator(`#grp-${number} .unfolded-part tbody tr`, { hasText: person.email });
  assert.equal(await row.count(), 1);
}

/** « Sur le formulaire, cliquer sur la croix rouge à droite du nom. » */
async function unregister(page, { hand, number, person }) {
  await hand.follow(page, `#modifier-${number}`, (url) => url.pathname === `/gestion/rencontres/${number}`);
  let row = page.locator("#participants tbody tr", { hasText: person.email });
  if ((await row.count()) === 0) {
    // The form shows the first ones; the others are on the page of the list.
    await page.goto(`/gestion/rencontres/${number}/participants?lignes=100`);
    row = page.locator("#participants tbody tr", { hasText: person.email });
  }
  const cross = `#${await row.locator(".remove").getAttribute("id")}`;
  await hand.follow(page, cross, (url) => url.pathname.endsWith("/desinscription"));
  await hand.press(page, "#confirmer");
  await page.waitForURL((url) => url.searchParams.get("fait") === "desinscrit");
  assert.match(await page.locator("#message").textContent(), /désinscrit/);
}

/** An event that is over, and who came to it. */
async function past() {
  const administrator = site.logins.find(({ role }) => role === "Administration");
  const headers = { Cookie: await signIn(site.origin, administrator) };
  const desk = await (await fetch(`${site.origin}${HOME}?date=passees&qui=tous&lignes=100`, { headers })).text();
  const rows = [...desk.matchAll(/<tbody id="grp-(\d{6}-\d+)">(.*?)<\/tbody>/gs)];
  const [, number] = rows.find(([, , row]) => /\d présent/.test(row.replaceAll("\u00a0", " ")));
  return { administrator, number };
}

test("who came is tapped on a phone, and saved at once", async () => {
  const { administrator, number } = await past();
  await visit(PHONE, async (page, context) => {
    await signedIn(page, context, administrator);
    await page.goto(`/gestion/rencontres/${number}/presence`);
    const first = page.locator(".person").first();
    const counts = page.locator("#presence-comptes");
    const answers = await first.locator(".answer").evaluateAll((labels) => labels.map((label) => label.getBoundingClientRect().height));
    assert.ok(answers.every((height) => height >= 44), `easy to hit: ${answers}`);
    for (const answer of ["absent", "present", "excused"]) {
      const before = await counts.textContent();
      const chosen = first.locator(`.answer.${answer} input`);
      if (await chosen.isChecked()) continue;
      const saved = page.waitForResponse((response) => response.request().method() === "POST");
      await chosen.check();
      assert.equal((await saved).status(), 200);
      await page.waitForFunction((before) => document.getElementById("presence-comptes").textContent !== before, before);
      const id = await chosen.getAttribute("id");
      await page.waitForFunction((id) => document.activeElement.id === id, id);
      // What a reload shows is what stands there.
      const shown = await counts.textContent();
      await page.reload();
      assert.equal(await counts.textContent(), shown);
      assert.ok(await chosen.isChecked());
    }
  });
});

test("who came is saved by one button without JavaScript", async () => {
  const { administrator, number } = await past();
  await visit({ ...PHONE, javaScriptEnabled: false }, async (page, context) => {
    await signedIn(page, context, administrator);
    await page.goto(`/gestion/rencontres/${number}/presence`);
    const last = page.locator(".person").last();
    await last.locator(".answer.absent input").check();
    await page.locator("#enregistrer").click();
    await page.waitForURL((url) => url.searchParams.get("fait") === "note");
    assert.match(await page.locator("#message").textContent(), /Présence enregistrée/);
    assert.ok(await last.locator(".answer.absent input").isChecked());
  });
});

async function signedIn(page, context, login) {
  const [name, value] = (await signIn(site.origin, login)).split("=");
  await context.addCookies([{ name, value, url: site.origin, httpOnly: true, sameSite: "Lax" }]);
  context.signedIn = true;
}
