// A company deposits an offer on a phone whose network is slow, an administrator assigns it, a partner
// publishes it, a visitor applies: with JavaScript, without, and with the keys alone. What it costs the
// company is counted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, PHONE, browser } from "./lib/browser.js";
import { upload } from "./lib/files.js";
import { reference, somebody } from "./lib/form.js";
import { assertSeen, tabTo } from "./lib/keyboard.js";
import { mail, mails, startServer } from "./lib/site.js";

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

/** How one fills a form in with a finger, counting what it costs. */
function finger() {
  const cost = { fields: 0, taps: 0, letters: 0, pages: 0 };
  return {
    cost,
    async type(page, field, text) {
      cost.fields += 1;
      cost.taps += 1;
      cost.letters += text.length;
      await page.locator(field).fill(text);
    },
    async tick(page, field) {
      cost.taps += 1;
      await page.locator(field).check();
    },
    async choose(page, field, value) {
      cost.fields += 1;
      cost.taps += 2;
      await page.locator(field).selectOption(value);
    },
    async press(page, button) {
      cost.taps += 1;
      cost.pages += 1;
      await page.locator(button).click();
    },
  };
}

/** And with the keys alone. */
const keys = {
  cost: null,
  async type(page, field, text) {
    await tabTo(page, field);
    await page.keyboard.type(text);
    await assertSeen(page);
  },
  async tick(page, field) {
    // The arrows choose among buttons of one name; Tab stops at the first.
    const [name, type] = await page.locator(field).evaluate((input) => [input.name, input.type]);
    await tabTo(page, type === "radio" ? `[name="${name}"]` : field);
    if (type === "radio") {
      await page.keyboard.press("Space");
      for (let n = 0; n < 9 && !(await page.locator(field).isChecked()); n += 1) await page.keyboard.press("ArrowDown");
    } else {
      await page.keyboard.press("Space");
    }
    assert.ok(await page.locator(field).isChecked());
  },
  async choose(page, field, value) {
    await tabTo(page, field);
    await page.keyboard.type(await page.locator(`${field} option[value="${value}"]`).textContent());
    assert.equal(await page.locator(field).inputValue(), value);
  },
  async press(page, button) {
    await tabTo(page, button);
    await page.keyboard.press("Enter");
  },
};

const WAYS = [
  ["on a phone whose network is slow", { ...PHONE }, "Dentelure", finger()],
  ["without JavaScript", { ...PHONE, javaScriptEnabled: false }, "Ébauchoir", finger()],
  ["with the keys alone", DESK, "Feuilleret", keys],
];

for (const [n, [way, options, word, hand]] of WAYS.entries()) {
  test(`a company's offer reaches an applicant, ${way}`, async (t) => {
    const email = `atelier.${n}@example.org`;
    const ticks = performance.now();
    const status = await visit(options, (page, context) => depositing(page, context, { hand, word, email, slow: n === 0 }));
    if (hand.cost) {
      const { fields, taps, letters, pages } = hand.cost;
      // Somebody at ease with a phone: 3 letters a second, a second and a half a tap, the rest is the machine's.
      const seconds = Math.round(letters / 3 + taps * 1.5 + (n === 0 ? (performance.now() - ticks) / 1000 : 0));
      t.diagnostic(`${way}: ${fields} fields, ${letters} letters, ${taps} taps, ${pages} pages sent, ${seconds} s`);
      assert.ok(seconds < 180, `${seconds} s`);
      assert.ok(pages <= 3, "one page sent for each step");
    }
    const told = (await mails(site.db)).filter(({ recipient }) => recipient === email);
    assert.equal(told.length, 2, "its draft, then its request, each once");
    for (const { id } of told) assert.ok((await mail(site.db, id)).includes(status), "by the same link");

    const administrator = site.logins.find(({ role }) => role === "Administration");
    const partner = site.logins.filter(({ role }) => role === "Partenaire")[n];
    const project = await visit(options, (page, context) => assign(page, context, { word, administrator, partner }));
    const offer = await visit(options, (page, context) => publish(page, context, { project, partner }));
    await visit(options, (page) => apply(page, offer));
    await visit(options, async (page) => {
      await page.goto(status);
      assert.equal(await page.locator("h1").textContent(), "Votre offre est en ligne");
    });
    const all = (await mails(site.db)).filter(({ recipient }) => recipient === email).map(({ subject }) => subject);
    assert.equal(all.length, 5, `draft, request, taken, online, application: ${all}`);
  });
}

/** The three steps; the address of the page that one comes back to. */
async function depositing(page, context, { hand, word, email, slow }) {
  if (slow) {
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    // A third-generation network: 400 ms, 400 kbit/s.
    await session.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  }
  await page.goto("/entreprises/deposer-une-offre");
  // Beyond the territory, where nobody answers by default.
  await hand.tick(page, "#entreprise-autre");
  await hand.type(page, "#company_name", `Atelier ${word}`);
  await hand.choose(page, "#company_sector", "construction");
  await hand.type(page, "#company_postal_code", "37000");
  await hand.type(page, "#company_commune", "Tours");
  await hand.type(page, "#phone", "05 36 49 00 10");
  await hand.type(page, "#email", email);
  await hand.press(page, "#envoyer");
  await page.waitForURL(/\/annonce$/);
  await hand.tick(page, "#audiences-collegien");
  await hand.type(page, "#description", `${word}. ${WORDS.repeat(2).trim()}`);
  await hand.tick(page, "#starts_asap");
  await page.locator("#document").setInputFiles(upload("Livret d’accueil.pdf"));
  await hand.press(page, "#envoyer");
  await page.waitForURL(/\/relecture$/);
  assert.ok((await page.locator("main").textContent()).includes("Livret d’accueil.pdf"));
  await hand.press(page, "#envoyer");
  await page.waitForURL(/\/entreprises\/depot\/[\w-]{43}$/);
  assert.equal(await page.locator("h1").textContent(), "Votre demande est bien arrivée");
  return new URL(page.url()).pathname;
}

async function enter(page, context, login) {
  context.signedIn = true;
  await page.goto("/gestion/connexion");
  await page.locator("#email").fill(login.identifier);
  await page.locator("#password").fill(login.password);
  await page.locator("#envoyer").click();
  await page.waitForURL((url) => url.pathname === "/gestion");
}

/** The administrator finds it in the queue and gives it to a partner. */
async function assign(page, context, { word, administrator, partner }) {
  await enter(page, context, administrator);
  await page.goto("/gestion/depots");
  const row = page.locator("tbody tr", { hasText: `Atelier ${word}` });
  assert.equal(await row.count(), 1);
  const project = await row.locator('a[href^="/gestion/projets/"]').first().getAttribute("href");
  await row.locator('input[type="checkbox"]').check();
  const list = page.locator("select").last();
  const wanted = partner.identifier.split("@")[0].split(".").at(-1).toUpperCase();
  const labels = await list.locator("option").allTextContents();
  const label = labels.find((text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toUpperCase().includes(wanted));
  assert.ok(label, `${wanted} among ${labels}`);
  await list.selectOption({ label });
  await page.getByRole("button", { name: /^Affecter/ }).click();
  await page.waitForURL(/depots/);
  assert.match(await page.locator("#message").textContent(), /affect/);
  return project;
}

/** The partner reads it and puts it online. */
async function publish(page, context, { project, partner }) {
  await enter(page, context, partner);
  await page.goto(project);
  await page.locator('a[href^="/gestion/offres-de-stage/"]').first().click();
  await page.waitForURL(/\/gestion\/offres-de-stage\//);
  assert.ok(await page.locator("#mail_employer").isChecked(), "the company is told by default");
  await page.locator("#state-publier").check();
  await page.locator("#envoyer").click();
  await page.waitForURL(/fait=publication/);
  return new URL(page.url()).pathname.replace("/gestion", "");
}

async function apply(page, offer) {
  await page.goto(offer);
  await page.locator("#postuler").click();
  await page.waitForURL(/candidature$/);
  for (const [id, value] of Object.entries(somebody())) await page.locator(`#${id}`).fill(value);
  await page.locator("#envoyer").click();
  await page.waitForURL(/candidature\/C-/);
  assert.match(await reference(page), /^C-/);
}
