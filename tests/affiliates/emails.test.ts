import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { cancelPayout } from "../../app/affiliates/payouts/after.server.ts";
import { sendEmail } from "../../app/affiliates/emails/send.server.ts";
import { previewEmail } from "../../app/affiliates/emails/preview.ts";
import { emailKinds } from "../../app/affiliates/emails/words.ts";
import { affiliates } from "../../app/affiliates/noun.server.ts";
import * as people from "../../app/affiliates/people/affiliates.server.ts";
import { savePayee } from "../../app/affiliates/people/payee.server.ts";
import { makeRun } from "../../app/affiliates/payouts/runs.server.ts";
import { savePlan } from "../../app/affiliates/setup/plans.server.ts";
import { saveAffiliateProgram } from "../../app/affiliates/setup/settings.server.ts";
import type { Locale } from "../../app/i18n/translate.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import type { Delivery, Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { DEFAULT_BRAND } from "../../app/messages/content/brand/brand.ts";
import { readStorefront } from "../../app/shops/shops.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { startMailServer, type MailServer } from "../messages/stage.ts";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser } from "../support/browser.ts";
import { useDatabase } from "../support/database.ts";
import { line } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { affiliateShop, apply, bought, later, look, NOW, PAYEE, person, SETTINGS, TERMS } from "./stage.ts";

const database = useDatabase();
const browser = useBrowser();
let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
  return () => server.stop();
});
beforeEach(async () => {
  server.clear();
  await sql`delete from affiliate_emails`.execute(database.db);
});

/** What the loop does, over real SMTP, until nothing is due. */
async function send(now = NOW): Promise<void> {
  const smtp = openSmtp(server.url);
  try {
    while ((await sendEmail(database.db, now, smtp)) > 0);
  } finally {
    smtp.close();
  }
}

const stage = (settings: Partial<typeof SETTINGS> = {}) =>
  affiliateShop(database.db, { settings: { minimumMinor: 1, ...settings } });

async function applicant(shop: Shop, locale: Locale = "en", email = "anna@example.com"): Promise<bigint> {
  const application = { name: "Anna <b>Berger</b>", email, website: null, pitch: "Blog" };
  await people.apply(database.db, shop.shopId, application, { customerId: null, locale, reapplyDays: 180 }, NOW);
  const { rows } = await sql<{ id: bigint }>`
    select affiliate_id as id from affiliates where shop_id = ${shop.shopId} and email = ${email} order by affiliate_id desc limit 1
  `.execute(database.db);
  return rows[0]?.id ?? 0n;
}
const approve = ({ shopId }: Shop, affiliateId: bigint, planId: bigint, code = "ANNA10", at = NOW) =>
  people.approve(
    database.db,
    shopId,
    affiliateId,
    { planId, code, discountGid: `gid://shopify/DiscountCodeNode/${code}`, discountPercent: 10 },
    "merchant:1",
    at,
  );
const received = async () =>
  (await server.emails()).map(({ to, subject = "", text = "", html = "" }) => ({
    ...{ subject, text, html },
    to: to?.[0]?.address ?? "",
  }));
const subjects = async () => (await received()).map(({ subject, to }) => `${to}: ${subject}`);

describe("emails to affiliates", () => {
  it("tell that an application is here and what came of it, each once, in the language of the application", async () => {
    const { shop, planId } = await stage();
    const anna = await applicant(shop);
    const ben = await applicant(shop, "de", "ben@example.com");
    await send();
    await send();
    expect(await subjects()).toEqual([
      `anna@example.com: Your application to ${shop.name} is here`,
      `ben@example.com: Deine Bewerbung bei ${shop.name} ist da`,
    ]);
    // Somebody else may have typed this: their words reach nobody's mailbox by us.
    expect((await received()).map(({ text, html }) => text + html).join()).not.toContain("Berger");
    server.clear();
    expect(await approve(shop, anna, planId)).toBe(true);
    await people.decline(database.db, shop.shopId, ben, "Zu wenig\nLeser", "merchant:1", NOW);
    await send();
    const [welcome, no] = await received();
    expect(welcome?.text).toContain("ANNA10");
    expect(welcome?.text).toMatch(/\/partner\/ANNA10\b[\s\S]*\/partner\?account=/);
    expect(welcome?.html).toContain("Anna &lt;b&gt;Berger&lt;/b&gt;");
    expect(no?.text).toContain("Was wir dir dazu sagen möchten: Zu wenig Leser");
    expect(no?.text).toContain("29. Aug. 2026");
  });

  it("tell of a payout with what its credit note says, unless it was canceled meanwhile", async () => {
    const { shop, planId } = await stage();
    const anna = await applicant(shop, "de");
    await approve(shop, anna, planId, "ANNA10", later(-1));
    await savePayee(database.db, shop.shopId, anna, PAYEE);
    await apply(shop, [person(11n), bought(101n, { customerId: 11n, lines: [line(1n, 20_000n)], discountCodes: ["ANNA10"] })]);
    await look(shop, NOW);
    await send(later(1));
    server.clear();
    const run = (at: Date) => pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "sepa", "merchant:1", at));
    await run(later(15));
    await send(later(15));
    const [paid] = await received();
    expect(paid?.subject.replaceAll("\u00a0", " ")).toBe("Deine Auszahlung GS-1: 23,80 €");
    const text = paid?.text.replaceAll("\u00a0", " ") ?? "";
    for (const words of [
      "Gutschrift",
      "Nummer: GS-1",
      "Steuernummer: 22/815/08154",
      "Umsatzsteuer 19 %: 3,80 €",
      "Auszahlungsbetrag: 23,80 €",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("0202051");
    const { rows } = await sql<{ id: bigint }>`select payout_id as id from payouts where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await pipeline.inShop(shop.shopId, (tx) => cancelPayout(tx, shop, rows[0]?.id ?? 0n, "merchant:1", later(16)));
    await run(later(17));
    const { rows: again } = await sql<{ id: bigint }>`
      select payout_id as id from payouts where shop_id = ${shop.shopId} order by payout_id desc limit 1
    `.execute(database.db);
    await pipeline.inShop(shop.shopId, (tx) => cancelPayout(tx, shop, again[0]?.id ?? 0n, "merchant:1", later(17)));
    await send(later(17));
    expect(await received()).toHaveLength(1);
  });

  it("tell affiliates, and nobody else, of changed terms and commissions, an hour later and as they are then", async () => {
    const { shop, planId } = await stage({ terms: { en: "Old" } });
    const anna = await applicant(shop);
    await approve(shop, anna, planId);
    await applicant(shop, "en", "waiting@example.com");
    await send();
    server.clear();
    const save = (terms: Record<string, string>, at: Date) =>
      saveAffiliateProgram(database.db, shop.shopId, { enabled: true, settings: { ...SETTINGS, terms } }, "merchant:1", at);
    const plan = (bp: number, discountPercent: number, at: Date) =>
      savePlan(
        database.db,
        shop.shopId,
        { planId, name: "Plan", terms: { ...TERMS, rate: { kind: "percent", bp }, discountPercent } },
        "merchant:1",
        at,
      );
    await save({ en: "Old" }, NOW);
    await plan(1_000, 15, NOW);
    await save({ en: "New, but wrong" }, NOW);
    await save({ en: "Mark it as {{ ad }} <b>\n\nAlways" }, plusMs(NOW, 5 * MINUTE_MS));
    await plan(1_250, 15, NOW);
    await send(plusMs(NOW, 30 * MINUTE_MS));
    expect(await received()).toEqual([]);
    await send(plusMs(NOW, HOUR_MS));
    expect((await subjects()).toSorted()).toEqual([
      `anna@example.com: The partner terms of ${shop.name} have changed`,
      `anna@example.com: Your commission at ${shop.name} has changed`,
    ]);
    const all = (await received()).map(({ text }) => text).join("\n");
    expect(all).toContain("Mark it as {{ ad }} <b>");
    expect(all).toContain("12.5% of the goods, net");
    expect(all).not.toContain("wrong");
  });

  it("are not sent where the merchant has switched them off, to who was erased, nor to a dead address", async () => {
    const off = await stage({ emails: false });
    await applicant(off.shop);
    const { shop } = await stage();
    const gone = await applicant(shop, "en", "gone@example.com");
    await sql`update affiliates set email = null where affiliate_id = ${gone}`.execute(database.db);
    await applicant(shop, "en", "dead@example.com");
    await sql`
      insert into suppressions (shop_id, channel, address, reason, source, created_at)
      values (${shop.shopId}, 'email', 'dead@example.com', 'bounced', 'mail-server', ${NOW})
    `.execute(database.db);
    await send();
    expect(await received()).toEqual([]);
    const { rows } = await sql`select problem from affiliate_emails where shop_id = ${shop.shopId} order by problem`.execute(
      database.db,
    );
    expect(rows).toEqual([{ problem: "dead-address" }, { problem: "gone" }]);
  });

  it("leave no trace of who was erased", async () => {
    const { shop } = await stage();
    await applicant(shop, "en", "erased@example.com");
    await applicant(shop, "en", "stays@example.com");
    const whom = { customerIds: [], emails: ["erased@example.com"] };
    await affiliates.forget(database.db, shop.shopId, whom, NOW);
    await send();
    expect(await subjects()).toEqual([`stays@example.com: Your application to ${shop.name} is here`]);
    const { rows } = await sql`select count(*)::int as count from affiliate_emails where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it("are handed over once: put off they are tried again for three days, of an unknown outcome never", async () => {
    const { shop } = await stage();
    await applicant(shop);
    let answer: Delivery = { kind: "temporary", reason: "451 later" };
    let asked = 0;
    const mailbox: Transport<Email> = { close: () => undefined, send: () => Promise.resolve((asked++, answer)) };
    expect(await sendEmail(database.db, NOW, mailbox)).toBe(1);
    expect(await sendEmail(database.db, NOW, mailbox)).toBe(0);
    expect(await sendEmail(database.db, plusMs(NOW, HOUR_MS), mailbox)).toBe(1);
    answer = { kind: "unknown", reason: "the line broke" };
    expect(await sendEmail(database.db, plusMs(NOW, DAY_MS), mailbox)).toBe(1);
    expect(await sendEmail(database.db, later(2), mailbox)).toBe(0);
    expect(asked).toBe(3);
    await applicant(shop, "en", "late@example.com");
    answer = { kind: "temporary", reason: "451 later" };
    await sendEmail(database.db, later(4), mailbox);
    expect(await sendEmail(database.db, later(9), mailbox)).toBe(0);
  });

  it("are handed over by one of two workers (real race)", async () => {
    const { shop } = await stage();
    await applicant(shop);
    const smtp = openSmtp(server.url);
    await Promise.all([1, 2, 3].map(() => sendEmail(database.db, NOW, smtp)));
    smtp.close();
    expect(await received()).toHaveLength(1);
    // Another looks while one is speaking to the mail server.
    await applicant(shop, "en", "ben@example.com");
    let asked = 0;
    const mailbox: Transport<Email> = {
      close: () => undefined,
      send: async () => {
        asked += 1;
        if (asked === 1) expect(await sendEmail(database.db, NOW, mailbox)).toBe(0);
        return { kind: "accepted" };
      },
    };
    expect(await sendEmail(database.db, NOW, mailbox)).toBe(1);
    expect(asked).toBe(1);
  });
});

it.each(["en", "de"] as const)(
  "each can be looked at before: no fault of accessibility, nothing too wide (%s)",
  async (locale) => {
    const { shop } = await stage();
    const storefront = await readStorefront(database.db, shop);
    const page = await browser.newPage({ viewport: NARROW });
    for (const kind of emailKinds) {
      const { subject, html } = previewEmail(
        kind,
        locale,
        { shop, storefront, imprint: "Morgenrot GmbH\nHamburg", brand: DEFAULT_BRAND },
        NOW,
      );
      expect(subject).not.toBe("");
      await page.setContent(html);
      // An email is shown inside of the program that reads it.
      await expectNoAxeViolations(page, { name: kind, disable: ["region", "landmark-one-main", "page-has-heading-one"] });
      expect(await sidewaysOverflow(page.mainFrame())).toBe(0);
      await picture(page, `affiliate-email-${kind}-${locale}`, { fullPage: true });
    }
  },
);
