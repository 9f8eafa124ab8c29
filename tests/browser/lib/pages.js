// Every page of the site, once. What each of them must satisfy (axe, validity, French, reflow,
// policy, print) goes through this list: a new page is one more line.
//
// `path` is its address, from what is known of the demonstration; `send` presses the button of its
// form as it stands, or the one it names (`to` and `fields` say the same without a browser); `status` is the answer expected, 200 if nothing is said; `as` is who looks at it,
// a visitor if nothing is said.

export const PAGES = [
  { name: "home", path: () => "/" },
  { name: "list", path: () => "/offres-de-stage" },
  { name: "list-filtered", path: () => "/offres-de-stage?dep=17&dep=33&public=lyceen&tri=debut" },
  { name: "list-occupation", path: () => "/offres-de-stage?metier=A11" },
  { name: "list-lookup", path: () => "/offres-de-stage?metier_q=menuisier&chercher=metier" },
  { name: "list-near", path: () => "/offres-de-stage?pres=79191&rayon=50" },
  { name: "list-near-lookup", path: () => "/offres-de-stage?pres_q=saint&chercher=pres&pres=33063" },
  { name: "list-near-empty", path: () => "/offres-de-stage?pres=2A004&rayon=10&q=zzzzz" },
  { name: "list-empty", path: () => "/offres-de-stage?q=zzzzz&public=collegien" },
  { name: "list-number-not-online", path: () => "/offres-de-stage?q=9999" },
  { name: "list-page-2", path: () => "/offres-de-stage?page=2" },
  { name: "list-invalid", path: () => "/offres-de-stage?dep=99&public=roi&metier=ZZ&pres=40.7,-74&debut=hier&tri=hasard&page=900&lignes=7" },
  { name: "communes", path: () => "/communes" },
  { name: "communes-found", path: () => "/communes?pres_q=17000" },
  { name: "communes-none", path: () => "/communes?pres_q=zzzzz" },
  { name: "occupations", path: () => "/metiers" },
  { name: "occupations-found", path: () => "/metiers?metier_q=vente" },
  { name: "occupations-none", path: () => "/metiers?metier_q=zzzzz" },
  { name: "offer", path: ({ plain }) => `/offres-de-stage/${plain}` },
  { name: "offer-masked", path: ({ masked }) => `/offres-de-stage/${masked}` },
  { name: "offer-with-document", path: ({ withDocument }) => `/offres-de-stage/${withDocument}` },
  { name: "offer-gone", path: ({ gone }) => `/offres-de-stage/${gone}`, status: 410 },
  { name: "apply", path: ({ plain }) => `/offres-de-stage/${plain}/candidature` },
  { name: "apply-errors", path: ({ plain }) => `/offres-de-stage/${plain}/candidature`, send: true, status: 422 },
  { name: "applied", path: ({ confirmation }) => confirmation },
  { name: "application", path: ({ application }) => application },
  { name: "events", path: () => "/rencontres" },
  { name: "events-filtered", path: () => "/rencontres?public=eleve&type=visite&date=2026-03-05&dep=autres&dep=33&tri=recentes" },
  { name: "events-near", path: () => "/rencontres?pres=79191&rayon=100&dep=79" },
  { name: "events-empty", path: () => "/rencontres?q=zzzzz&type=autre" },
  { name: "events-number-not-online", path: () => "/rencontres?q=9999" },
  { name: "events-month", path: () => "/rencontres?vue=mois" },
  { name: "events-month-next", path: () => "/rencontres?vue=mois&mois=2026-04&public=eleve" },
  { name: "event", path: ({ event }) => `/rencontres/${event}` },
  { name: "event-of-partner", path: ({ eventOfPartner }) => `/rencontres/${eventOfPartner}` },
  { name: "event-full", path: ({ eventFull }) => `/rencontres/${eventFull}` },
  { name: "event-past", path: ({ eventPast }) => `/rencontres/${eventPast}` },
  { name: "register", path: ({ event }) => `/rencontres/${event}/inscription` },
  { name: "register-errors", path: ({ event }) => `/rencontres/${event}/inscription`, send: true, status: 422 },
  { name: "registered", path: ({ registered }) => registered },
  { name: "registration", path: ({ registration }) => registration },
  { name: "registration-cancel", path: ({ registration }) => `${registration}/retrait` },
  { name: "own-application", path: ({ followed }) => followed },
  { name: "own-application-withdraw", path: ({ followed }) => `${followed}/retrait` },
  { name: "companies", path: () => "/entreprises" },
  { name: "company-search", path: () => "/entreprises/recherche?entreprise_q=garage" },
  { name: "deposit-offer", path: () => "/entreprises/deposer-une-offre" },
  { name: "deposit-offer-errors", path: () => "/entreprises/deposer-une-offre", send: true, status: 422 },
  { name: "deposit-event", path: () => "/entreprises/proposer-une-rencontre" },
  { name: "deposit-help", path: () => "/entreprises/etre-accompagnee" },
  { name: "deposit-help-errors", path: () => "/entreprises/etre-accompagnee", send: true, status: 422 },
  { name: "deposit-draft", path: ({ draft }) => draft },
  { name: "deposit-company", path: ({ draft }) => `${draft}/entreprise` },
  { name: "deposit-offer-step", path: ({ draft }) => `${draft}/annonce` },
  { name: "deposit-event-step", path: ({ draftEvent }) => `${draftEvent}/annonce` },
  { name: "deposit-review", path: ({ draft }) => `${draft}/relecture` },
  { name: "deposit-review-event", path: ({ draftEvent }) => `${draftEvent}/relecture` },
  { name: "deposit-preview", path: ({ draft }) => `${draft}/apercu` },
  { name: "deposit-preview-event", path: ({ draftEvent }) => `${draftEvent}/apercu` },
  { name: "deposit-removal", path: ({ draft }) => `${draft}/suppression` },
  { name: "deposit-sent", path: ({ deposited }) => deposited },
  { name: "resources", path: () => "/ressources" },
  { name: "resources-found", path: () => "/ressources?q=convention" },
  { name: "resources-none", path: () => "/ressources?q=zzzzz" },
  ...Array.from({ length: 10 }, (_, n) => ({ name: `article-${n + 1}`, path: ({ articles }) => articles[n] })),
  { name: "contact", path: () => "/contact" },
  { name: "contact-errors", path: () => "/contact", send: true, status: 422 },
  { name: "contacted", path: ({ contacted }) => contacted },
  { name: "legal-notice", path: () => "/mentions-legales" },
  { name: "privacy", path: () => "/confidentialite" },
  { name: "accessibility", path: () => "/accessibilite" },
  { name: "site-map", path: () => "/plan-du-site" },
  { name: "link-unknown", path: () => `/candidatures/${"A".repeat(43)}`, status: 404 },
  { name: "not-found", path: () => "/nulle-part", status: 404 },
  { name: "sources", path: () => "/sources" },
  { name: "sign-in", path: () => "/gestion/connexion" },
  { name: "sign-in-errors", path: () => "/gestion/connexion", send: true, status: 422 },
  { name: "sign-in-needed", path: () => "/gestion/compte" },
  { name: "password-forgotten", path: () => "/gestion/mot-de-passe-oublie" },
  { name: "password-forgotten-errors", path: () => "/gestion/mot-de-passe-oublie", send: true, status: 422 },
  { name: "password-link-used", path: () => `/gestion/mot-de-passe/${"A".repeat(43)}`, status: 410 },
  { name: "dashboard", as: "partner", path: () => "/gestion" },
  { name: "dashboard-of-administrator", as: "administrator", path: () => "/gestion" },
  { name: "deposits", as: "partner", path: () => "/gestion/depots" },
  { name: "deposits-of-administrator", as: "administrator", path: () => "/gestion/depots" },
  { name: "deposit-project", as: "administrator", path: ({ depositedProject }) => `/gestion/projets/${depositedProject}` },
  { name: "deposit-item", as: "administrator", path: ({ waitingItem }) => waitingItem },
  { name: "deposit-return", as: "administrator", path: ({ depositedProject }) => `/gestion/projets/${depositedProject}/retour` },
  { name: "deposit-return-errors", as: "administrator", path: ({ depositedProject }) => `/gestion/projets/${depositedProject}/retour`, send: true, status: 422 },
  { name: "deposit-joining", as: "administrator", path: ({ joining }) => joining },
  { name: "deposits-finished", as: "administrator", path: () => "/gestion/depots?etat=terminees&nature=offre&dep=autres" },
  { name: "help", as: "partner", path: () => "/gestion/aide" },
  { name: "account", as: "partner", path: () => "/gestion/compte" },
  { name: "portfolio-first", as: "partner", path: () => "/gestion/portefeuille" },
  { name: "portfolio", as: "partner", path: () => "/gestion/portefeuille?etat=publier&actions=oui" },
  { name: "portfolio-none", as: "partner", path: () => "/gestion/portefeuille?siret=732829321&numero=999999&nature=projet&dep=autres" },
  { name: "portfolio-nothing-ticked", as: "partner", path: () => "/gestion/portefeuille/selection?action=depublier", status: 422 },
  { name: "portfolio-question", as: "administrator", path: () => "/gestion/consultation/selection?action=depublier&tous=oui&filtre=nature%3Doffre%26etat%3Dpublier" },
  { name: "portfolio-to-whom", as: "partner", path: () => "/gestion/portefeuille/selection?action=affecter&tous=oui&filtre=nature%3Dprojet%26etat%3Dpublier" },
  { name: "portfolio-filter-unnamed", as: "partner", path: () => "/gestion/portefeuille?etat=publier&actions=oui", send: "#enregistrer", to: "/gestion/filtres", fields: { ecran: "/gestion/portefeuille", filtre: "etat=publier&actions=oui" }, status: 422 },
  { name: "consultation", as: "partner", path: () => "/gestion/consultation?etat=publier&actions=oui&lignes=25" },
  { name: "consultation-companies", as: "administrator", path: () => "/gestion/consultation?afficher=oui&page=99" },
  { name: "project-search", as: "partner", path: () => "/gestion/projets/nouveau" },
  { name: "project-search-found", as: "partner", path: () => "/gestion/projets/nouveau?q=niort" },
  { name: "project-search-none", as: "partner", path: () => "/gestion/projets/nouveau?q=732829321" },
  { name: "project-new", as: "partner", path: ({ company }) => `/gestion/projets/nouveau?entreprise=${company}` },
  { name: "project-new-by-hand", as: "partner", path: () => "/gestion/projets/nouveau?saisie=oui&q=Atelier" },
  { name: "project-new-errors", as: "partner", path: () => "/gestion/projets/nouveau?saisie=oui", send: true, status: 422 },
  { name: "project", as: "partner", path: ({ project }) => `/gestion/projets/${project}` },
  { name: "project-of-another", as: "partner", path: ({ otherProject }) => `/gestion/projets/${otherProject}` },
  { name: "project-company", as: "partner", path: ({ project }) => `/gestion/projets/${project}/entreprise` },
  { name: "company", as: "partner", path: ({ company }) => `/gestion/entreprises/${company}` },
  { name: "company-of-administrator", as: "administrator", path: ({ company }) => `/gestion/entreprises/${company}` },
  { name: "project-deletion", as: "partner", path: ({ project }) => `/gestion/projets/${project}/suppression` },
  { name: "project-deletion-of-administrator", as: "administrator", path: ({ project }) => `/gestion/projets/${project}/suppression` },
  { name: "offer-edit", as: "administrator", path: ({ plain }) => `/gestion/offres-de-stage/${plain}` },
  { name: "offer-edit-masked", as: "administrator", path: ({ masked }) => `/gestion/offres-de-stage/${masked}` },
  { name: "offer-edit-gone", as: "administrator", path: ({ gone }) => `/gestion/offres-de-stage/${gone}` },
  { name: "offer-poster-gone", as: "administrator", path: ({ gone }) => `/gestion/offres-de-stage/${gone}/affiche`, status: 409 },
  { name: "event-edit", as: "administrator", path: ({ event }) => `/gestion/rencontres/${event}` },
  { name: "event-edit-full", as: "administrator", path: ({ eventFull }) => `/gestion/rencontres/${eventFull}` },
  { name: "registrations", as: "partner", path: () => "/gestion/inscriptions" },
  { name: "registrations-unfolded", as: "administrator", path: ({ event }) => `/gestion/inscriptions?qui=tous&ouvert=${event}` },
  { name: "registrations-past", as: "administrator", path: ({ eventPast }) => `/gestion/inscriptions?qui=tous&date=passees&ouvert=${eventPast}` },
  { name: "registrations-none", as: "partner", path: () => "/gestion/inscriptions?q=zzzzz&suivi=annulations&ouvert=012019-333" },
  { name: "participants", as: "administrator", path: ({ event }) => `/gestion/rencontres/${event}/participants` },
  { name: "participants-past", as: "administrator", path: ({ eventPast }) => `/gestion/rencontres/${eventPast}/participants` },
  { name: "confirmation", as: "administrator", path: ({ event }) => `/gestion/rencontres/${event}/confirmation` },
  { name: "confirmation-past", as: "administrator", path: ({ eventPast }) => `/gestion/rencontres/${eventPast}/confirmation` },
  { name: "presence-to-come", as: "administrator", path: ({ event }) => `/gestion/rencontres/${event}/presence` },
  { name: "presence", as: "administrator", path: ({ eventPast }) => `/gestion/rencontres/${eventPast}/presence` },
  { name: "extranet-not-found", as: "partner", path: () => "/gestion/projets/999999", status: 404 },
];

/** Signs a browser in, by the cookie of somebody who did. */
export async function signIn(context, who, site) {
  const [name, value] = site.cookies[who].split("=");
  await context.addCookies([{ name, value, url: site.origin, httpOnly: true, sameSite: "Lax" }]);
  context.signedIn = true;
}

/** Opens one of them in a browser's page; the answer is that of the address or of the sending. */
export async function open(page, entry, site) {
  if (entry.as) await signIn(page.context(), entry.as, site);
  let answer = await page.goto(site.origin + entry.path(site));
  if (entry.send) {
    const sent = page.waitForResponse((response) => response.request().method() === "POST");
    await page.locator(entry.send === true ? "#envoyer" : entry.send).click();
    answer = await sent;
    await page.waitForLoadState();
  }
  return answer;
}

/** Its HTML as the server writes it, without a browser. */
export async function source(entry, site) {
  const address = site.origin + entry.path(site);
  const headers = { "Sec-Fetch-Site": "same-origin", ...(entry.as && { Cookie: site.cookies[entry.as] }) };
  let answer = await fetch(address, { headers });
  if (entry.send) {
    const form = await answer.text();
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    const body = form.includes("multipart/form-data") ? new FormData() : new URLSearchParams();
    for (const [name, value] of entry.fields ? Object.entries(entry.fields) : hidden) body.set(name, value);
    answer = await fetch(entry.to ? site.origin + entry.to : address, { method: "POST", body, headers });
  }
  return { status: answer.status, html: await answer.text() };
}
