import pg from "pg";
import sharp from "sharp";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle, type Email } from "./people.ts";

/** A review from an email's stars, with a photo, over the shop's decision to its stars in the theme (issue 12: 4). */
const sandbox = useSandbox(["--empty"], { atNoon: true });
const browser = useBrowser();
const KIM = "kim@example.com";
const PRODUCT = "espresso-morgenrot";

async function rows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  return client
    .query(text, values)
    .then((result) => result.rows as Row[])
    .finally(() => client.end());
}
const counted = async () => (await rows<{ count: number }>("select count(*)::int as count from reviews"))[0]?.count;

test("the stars of an email become a review with a photo, which the shop publishes and answers, and its theme shows", async () => {
  await rows("update flows set state = 'archived'");
  await sandbox.control("POST", "/customers", {
    ...{ email: KIM, firstName: "Kim", lastName: "Lang", state: "enabled", emailConsent: "subscribed", locale: "de" },
    countryCode: "IE",
  });
  await sandbox.control("POST", "/orders", { customer: KIM, lines: [{ product: PRODUCT, quantity: 1 }] });
  await untilIdle(sandbox);

  // Put into an email.
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/messages/emails");
  await app.getByRole("button", { name: "Add email" }).click();
  await app.getByLabel("Subject", { exact: true }).waitFor();
  const emailId = Number(new URL(page.url()).pathname.split("/").at(-1));
  for (const tab of ["German", "English"]) {
    await app.getByRole("tab", { name: tab }).click();
    await app.getByLabel("Add a block").selectOption({ label: "Review request" });
    await app.getByRole("button", { name: "Add a block" }).click();
    await app.getByText("What was bought last, with five stars each").waitFor();
  }
  await expectNoAxeViolations(app);
  await picture(page, "review-block-en");
  await page.getByRole("button", { name: "Publish" }).first().click();
  await app.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
  await rows(
    `insert into sending_rules (shop_id, cap_hours, cap_per_week, rest_sundays, rest_holidays, updated_at)
     select shop_id, 0, 7, false, false, installed_at from shops on conflict (shop_id) do update set cap_hours = 0, rest_sundays = false`,
  );
  await rows(
    `insert into messages (shop_id, customer_id, template, channel, purpose, topic, similar_goods, data, key, locale, due_at, expires_at, created_at)
     select c.shop_id, c.customer_id, 'flow-email', 'email', 'marketing', 'news', false, jsonb_build_object('emailId', $2::int, 'version', e.published),
       'journey:review', 'de', c.created_at, c.created_at + interval '10 years', c.created_at
     from customers c join emails e on e.shop_id = c.shop_id and e.email_id = $2 where c.email = $1`,
    [KIM, emailId],
  );
  await untilIdle(sandbox);
  const email = (await emailsTo(sandbox, KIM)).find(({ html }) => html.includes("von 5 Sternen")) as Email;
  const link = /href="([^"]+)"[^>]*title="4 von 5 Sternen"/.exec(email.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const here = link.replace(`https://${sandbox.ready.shop}`, sandbox.ready.storefront);
  const mail = await browser.newPage({ viewport: { width: 600, height: 800 } });
  await mail.setContent(email.html);
  await picture(mail, "review-email-de");

  // A phone without script: the click has chosen, and stores nothing.
  const phone = await browser.newPage({ viewport: NARROW, locale: "de-DE", javaScript: false });
  await phone.goto(here);
  expect(await phone.getByRole("radio", { name: "4 von 5 Sternen" }).isChecked()).toBe(true);
  expect(await counted()).toBe(0);
  await picture(phone, "review-form-de", { fullPage: true });
  const looking = await browser.newPage({ viewport: NARROW, locale: "de-DE", colorScheme: "dark" });
  await looking.goto(here);
  await expectNoAxeViolations(looking.mainFrame());
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await picture(looking, "review-form-dark-de", { fullPage: true });
  const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: "#6f4022" } })
    .jpeg()
    .toBuffer();
  await phone.getByRole("radio", { name: "4 von 5 Sternen" }).focus();
  await phone.keyboard.press("ArrowRight");
  await phone.getByLabel(/^In einem Satz/).fill("Mein neuer Liebling");
  await phone.getByRole("textbox", { name: /^Deine Bewertung/ }).fill("Kräftig, ohne bitter zu sein.\nKommt schnell an.");
  await phone.getByLabel(/^Fotos/).setInputFiles({ name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer: photo });
  await phone.getByRole("checkbox", { name: /Fotowand des Shops/ }).check();
  await phone.getByRole("button", { name: "Bewertung senden" }).click();
  await phone.getByRole("heading", { name: "Danke für deine Bewertung!" }).waitFor();
  await picture(phone, "review-thanks-de");
  expect(await rows("select stars, author, state from reviews")).toEqual([{ stars: 5, author: "Kim L.", state: "waiting" }]);

  // The shop lets us write to products, looks at it in German on a phone, publishes and answers.
  const team = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  let inbox = await openApp(team, sandbox.ready.admin, "/activity/reviews", "de");
  await inbox.getByText("Kräftig, ohne bitter zu sein.").waitFor();
  await expectNoAxeViolations(inbox);
  expect(await sidewaysOverflow(inbox)).toBe(0);
  await picture(team, "review-inbox-narrow-de", { fullPage: true });
  await inbox.getByRole("button", { name: "Zugriff auf Produkte erlauben" }).click();
  await team.getByRole("dialog").getByRole("button", { name: "Berechtigung erteilen" }).click();
  await inbox.getByText("Ihr Theme zeigt Bewertungen noch nicht").waitFor({ state: "hidden" });
  await inbox.getByLabel("Antwort auf die Bewertung von Kim L.").fill("Danke, Kim!");
  // A look elsewhere loses nothing that was typed.
  await inbox.getByRole("tab", { name: "Veröffentlicht" }).click();
  await inbox.getByText("Keine Bewertungen").waitFor();
  await inbox.getByRole("tab", { name: "Zu prüfen" }).click();
  await expect.poll(() => inbox.getByLabel("Antwort auf die Bewertung von Kim L.").inputValue()).toBe("Danke, Kim!");
  await inbox.getByRole("button", { name: /^Antwort speichern/ }).click();
  await inbox.getByRole("button", { name: /^Antwort ändern/ }).waitFor();
  await inbox.getByRole("button", { name: /^Veröffentlichen: / }).click();
  await inbox.getByText("Nichts zu prüfen").waitFor();
  await untilIdle(sandbox);

  // The theme shows it, without script, in both widths.
  const shop = await browser.newPage({ viewport: NARROW, locale: "de-DE", javaScript: false });
  await expect
    .poll(
      async () => {
        await shop.goto(`${sandbox.ready.storefront}/products/${PRODUCT}`);
        return shop.getByText("Mein neuer Liebling").count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await shop.getByText("5,00 von 5 Sternen (1)").first().waitFor();
  await shop.getByText("Verifizierter Kauf").first().waitFor();
  await shop.getByText("Danke, Kim!").waitFor();
  const image = await shop.getByRole("img", { name: "Foto aus der Kundschaft" }).getAttribute("src");
  expect((await fetch(sandbox.ready.storefront + (image ?? ""))).headers.get("content-type")).toBe("image/webp");
  const data = JSON.parse((await shop.locator('script[type="application/ld+json"]').textContent()) ?? "null") as object;
  expect(data).toMatchObject({
    ...{ "@type": "Product", aggregateRating: { ratingValue: "5.00", reviewCount: 1 } },
    review: [{ author: { name: "Kim L." }, reviewRating: { ratingValue: 5 } }],
  });
  await picture(shop, "review-theme-narrow-de", { fullPage: true });
  const wide = await browser.newPage({ viewport: WIDE, locale: "en-US" });
  await wide.goto(`${sandbox.ready.storefront}/en/products/${PRODUCT}`);
  await wide.getByText("Verified purchase").first().waitFor();
  await expectNoAxeViolations(wide.mainFrame());
  await looking.goto(`${sandbox.ready.storefront}/products/${PRODUCT}`);
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await picture(wide, "review-theme-en", { fullPage: true });
  await shop.getByRole("link", { name: "5,00 von 5 Sternen (1)" }).last().click();
  await shop.getByRole("heading", { name: /^Bewertungen: / }).waitFor();
  await shop.getByText("Kräftig, ohne bitter zu sein.").waitFor();
  await looking.goto(shop.url());
  await expectNoAxeViolations(looking.mainFrame());
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await picture(shop, "review-list-narrow-de", { fullPage: true });

  // The photo goes on the wall, whose author has allowed it, and leads to its product.
  inbox = await openApp(team, sandbox.ready.admin, "/activity/reviews/photos", "de");
  await inbox.getByText("Noch kein Foto auf der Fotowand").waitFor();
  await inbox.getByRole("tab", { name: "Erlaubt", exact: true }).click();
  await inbox.getByText("Wortlaut der Erlaubnis").click();
  await inbox.getByText(/darf meine Fotos auch auf der Fotowand des Shops zeigen/).waitFor();
  await expectNoAxeViolations(inbox);
  expect(await sidewaysOverflow(inbox)).toBe(0);
  await picture(team, "photo-wall-narrow-de", { fullPage: true });
  await inbox.getByRole("button", { name: "Auf die Fotowand: Foto von Kim L." }).click();
  await inbox.getByText("Keine Fotos zur Auswahl").waitFor();
  await untilIdle(sandbox);
  const home = await browser.newPage({ viewport: NARROW, locale: "de-DE", javaScript: false });
  const shown = home.getByRole("img", { name: /, Foto von Kim L\.$/ });
  await expect
    .poll(
      async () => {
        await home.goto(sandbox.ready.storefront);
        return shown.count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await home.getByRole("heading", { name: "Fotos aus unserer Kundschaft" }).scrollIntoViewIfNeeded();
  await picture(home, "photo-wall-theme-narrow-de", { fullPage: true });
  await looking.goto(sandbox.ready.storefront);
  await expectNoAxeViolations(looking.mainFrame());
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  const walls = await openApp(page, sandbox.ready.admin, "/activity/reviews/photos");
  await walls.getByRole("button", { name: "Take off: photo by Kim L." }).waitFor();
  await picture(page, "photo-wall-en", { fullPage: true });
  await shown.click();
  await home.waitForURL(`**/products/${PRODUCT}`);

  // The customer's page tells of it.
  const [kim] = await rows<{ id: string }>("select customer_id::text as id from customers where email = $1", [KIM]);
  app = await openApp(page, sandbox.ready.admin, `/customers/${kim?.id ?? ""}?tab=timeline`);
  await app
    .getByText(/Reviewed “.+”: 5 of 5 stars/)
    .first()
    .waitFor();

  // Rejected for a reason, it is gone from the shop.
  inbox = await openApp(page, sandbox.ready.admin, "/activity/reviews?tab=published");
  await inbox.getByRole("button", { name: /^Reject: / }).click();
  await inbox.getByLabel("Why is it not shown?").selectOption({ label: "It is not about the product" });
  await picture(page, "review-reject-en", { fullPage: true });
  await expectNoAxeViolations(inbox);
  await inbox.getByRole("button", { name: /^Reject: / }).click();
  await inbox.getByText("No reviews").waitFor();
  await untilIdle(sandbox);
  await expect
    .poll(
      async () => {
        await shop.goto(`${sandbox.ready.storefront}/products/${PRODUCT}`);
        return shop.getByText("Mein neuer Liebling").count();
      },
      { timeout: 60_000 },
    )
    .toBe(0);
  await home.goto(sandbox.ready.storefront);
  expect(await shown.count()).toBe(0);
});
