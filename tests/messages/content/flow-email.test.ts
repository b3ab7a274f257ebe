import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { linkSecrets } from "../../../app/env.server.ts";
import { readClick } from "../../../app/messages/clicks/token.ts";
import { DEFAULT_BRAND } from "../../../app/messages/content/brand/brand.ts";
import { compile } from "../../../app/messages/content/compile/compile.server.ts";
import type { EmailDocument } from "../../../app/messages/content/document/document.ts";
import { findReaders } from "../../../app/messages/content/store/chosen-reader.server.ts";
import { create, latestPublished } from "../../../app/messages/content/store/emails.server.ts";
import { previewEmail } from "../../../app/messages/content/store/preview.server.ts";
import { enqueue, type NewMessage } from "../../../app/messages/outbox.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import { recommend } from "../../../app/insights/recommendations/for-emails.server.ts";
import { factSources } from "../../../app/jobs/loops/fact-sources.server.ts";
import { createDefaultProgram } from "../../../app/program/versions.server.ts";
import { saveReferralProgram } from "../../../app/referrals/program.server.ts";
import { usualTerms } from "../../../app/referrals/terms.ts";
import { stringifyJson } from "../../../app/lib/json.ts";
import { useDatabase } from "../../support/database.ts";
import { noon, useOutbox } from "../outbox-stage.ts";
import { messagesOf, stageCustomer, stageShop } from "../stage.ts";
import { text } from "./content-stage.ts";

const database = useDatabase();
const stage = useOutbox(database);
beforeEach(() => createDefaultProgram(stage.shop.shopId, stage.shop.installedAt));

const product = (productId: number, title: string, more: { status?: string; type?: string } = {}) => sql`
  insert into products (shop_id, product_id, title, handle, product_type, status, tags, variants, source_updated_at)
  values (${stage.shop.shopId}, ${productId}, ${title}, ${title.toLowerCase()}, ${more.type ?? null}, ${more.status ?? "active"}, '{}',
    ${stringifyJson([{ variantId: productId * 10, title: "Default Title", sku: null, priceMinor: 1990 }])}::jsonb, ${noon})`;

const line = (productId: number, quantity: number) => ({
  ...{
    lineId: productId,
    productId,
    variantId: productId * 10,
    title: "",
    quantity,
    currentQuantity: quantity,
    giftCard: false,
    tip: false,
  },
});

async function order(orderId: number, customerId: number, at: Date, lines: object[], cancelledAt: Date | null = null) {
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, cancelled_at, financial_status, currency, snapshot, first_seen_at)
    values (${stage.shop.shopId}, ${orderId}, '#1', ${customerId}, ${at}, ${at}, ${at}, ${cancelledAt}, 'paid', 'EUR', ${stringifyJson({ lines })}::jsonb, ${at})
  `.execute(database.db);
}

async function emailOf(document: EmailDocument): Promise<{ emailId: number; version: number }> {
  const compiled = await compile(document, DEFAULT_BRAND);
  const emailId = await create(stage.shop.shopId, { name: "Test", preset: null, document, compiled, actor: "merchant:1" }, noon);
  if (emailId === null) throw new Error("not created");
  return { emailId, version: 1 };
}

/** Where the links of an email lead, as they are signed. */
const targetsOf = (words: string) =>
  [...words.matchAll(/\/r\/(\S+)/g)].map(([, token = ""]) => readClick(token, linkSecrets())?.target);

type Data = Extract<NewMessage, { template: "flow-email" }>["data"];
async function tell(customerId: bigint, data: Data, locale: "de" | "en" = "de") {
  await enqueue(
    database.db,
    stage.shop.shopId,
    [{ customerId, key: `flow:${customerId}`, locale, template: "flow-email", data }],
    noon,
  );
  await stage.send();
  return (await stage.server.emails())[0];
}

describe("an email that the merchant edited leaves like every other", () => {
  const greeting = text(
    '{% if first_name %}Hallo {{ first_name }},{% else %}Hallo,{% endif %}\n\nreicht dein {{ product | default: "Vorrat" }} noch?',
  );

  it("with consent, imprint, unsubscribe link and header", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    const known = await emailOf({
      de: {
        subject: 'Reicht dein {{ product | default: "Vorrat" }} noch?',
        preheader: "Ein Klick",
        blocks: [greeting, { id: "c", kind: "code" }],
      },
    });
    const email = await tell(1n, { ...known, code: { code: "ZURUECK-1", percent: 10, expiresAt: plusMs(noon, 14 * DAY_MS) } });
    expect(email?.subject).toBe("Reicht dein Vorrat noch?");
    for (const part of ["Hallo Anna,", "ZURUECK-1", "10\u202f%", "24. Juni 2026", "Musterstraße 1", "Abmelden"]) {
      expect(email?.html).toContain(part);
      expect(email?.text).toContain(part);
    }
    expect(email?.headers.find(({ key }) => key === "list-unsubscribe")?.value).toContain("/unsubscribe?t=");
    expect(await latestPublished(database.db, stage.shop.shopId, [known.emailId, 99])).toEqual(new Map([[known.emailId, 1]]));
  });

  it("with the reader's own link where it leads to an offer, and without the block where it does not (issue 12: in emails)", async () => {
    const friend = { id: "f", kind: "friend" as const, heading: "Freunde einladen", text: "Gib ihn weiter.", label: "Ansehen" };
    const known = await emailOf({ de: { subject: "Neues", preheader: "Neues", blocks: [greeting, friend] } });
    const terms = usualTerms;
    const program = (enabled: boolean) => saveReferralProgram(database.db, stage.shop, { enabled, terms }, "merchant:1", noon);
    await program(true);
    for (const customerId of [1n, 2n, 3n]) await stageCustomer(database.db, stage.shop, customerId);
    await sql`
      insert into referral_codes (shop_id, code, customer_id, made_at)
      values (${stage.shop.shopId}, 'K7M2P9QX', 1, ${noon}), (${stage.shop.shopId}, 'ZZZZ2222', 3, ${noon})
    `.execute(database.db);
    const email = await tell(1n, known);
    const link = `https://${stage.shop.domain}/apps/reprise/refer/K7M2P9QX?l=de`;
    expect(email?.text).toContain(`Dein Link zum Weitergeben: ${link}`);
    expect(targetsOf(email?.text ?? "")).toContainEqual({ to: "url", url: link });
    await tell(2n, known);
    await program(false);
    await tell(3n, known);
    const shown = (await stage.server.emails()).map(({ html }) => html?.includes("Freunde einladen"));
    expect(shown.toSorted()).toEqual([false, false, true]);
    const { rows } = await sql`select from referrals where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });

  it("with the products of the last order that counts, and those not bought as recommended", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    for (const one of [
      product(1, "Espresso", { type: "Kaffee" }),
      product(2, "Tasse"),
      product(3, "Filter", { type: "Kaffee" }),
      product(4, "Alt", { status: "archived" }),
    ])
      await one.execute(database.db);
    await order(1, 1, plusMs(noon, -30 * DAY_MS), [line(1, 2), line(4, 1)]);
    await order(2, 1, plusMs(noon, -DAY_MS), [line(2, 1)], noon);
    const known = await emailOf({
      de: {
        ...{ subject: '{{ product | default: "x" }}', preheader: 'Seit {{ last_order_on | default: "x" }}' },
        blocks: [
          { id: "p1", kind: "products", from: "last-bought", most: 4, productIds: [], prices: true },
          { id: "p2", kind: "products", from: "recommended", most: 1, productIds: [], prices: false },
          { id: "r", kind: "reorder", label: "Noch einmal" },
        ],
      },
    });
    const email = await tell(1n, known);
    expect(email?.subject).toBe("Espresso");
    expect(email?.text).toContain("Espresso, 19,90\u00a0€\nAnsehen: https://");
    expect(email?.text).toContain("Filter\nAnsehen: https://");
    expect(email?.text).not.toMatch(/Alt|Tasse/);
    expect(targetsOf(email?.text ?? "")).toEqual([
      { to: "url", url: `https://${stage.shop.domain}/products/espresso` },
      { to: "url", url: `https://${stage.shop.domain}/products/filter` },
      { to: "cart", lines: [{ variantId: "10", quantity: 2 }] },
    ]);
    expect(email?.html).toContain("Seit 11. Mai 2026");
  });

  it("recommending what goes with the last order, of what can be bought as it leaves (insights B7)", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    for (const one of [product(1, "Espresso"), product(2, "Tasse"), product(3, "Filter"), product(4, "Dose")])
      await one.execute(database.db);
    await order(1, 1, plusMs(noon, -30 * DAY_MS), [line(2, 1)]);
    await order(2, 1, plusMs(noon, -DAY_MS), [line(1, 1)]);
    for (const [otherId, score] of [
      [2, 9],
      [4, 8],
      [3, 7],
    ])
      await sql`
        insert into recommendations (shop_id, kind, product_id, other_id, place, bought, of_all, score)
        values (${stage.shop.shopId}, 'next', 1, ${otherId}, 1, 5, 9, ${score})`.execute(database.db);
    await sql`update products set counted = true, none_left = true where product_id = 4`.execute(database.db);
    const row = { id: "p", kind: "products" as const, from: "recommended" as const, most: 2, productIds: [], prices: false };
    const email = await tell(1n, await emailOf({ de: { subject: "Deutsch", preheader: "", blocks: [text("Deutsch"), row] } }));
    expect(email?.text).toContain("Filter\nAnsehen: https://");
    expect(email?.text).not.toMatch(/Tasse|Dose|Espresso/);
  });

  it("in the reader's language, else in the shop's", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    const both = {
      de: { subject: "Deutsch", preheader: "", blocks: [text("Deutsch")] },
      en: { subject: "English", preheader: "", blocks: [text("English")] },
    };
    expect((await tell(1n, await emailOf(both), "en"))?.subject).toBe("English");
    stage.server.clear();
    await stageCustomer(database.db, stage.shop, 2n);
    expect((await tell(2n, await emailOf({ de: both.de }), "en"))?.subject).toBe("Deutsch");
  });

  it("not at all where its version was never published, nor is one of another shop", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    const known = await emailOf({ de: { subject: "Deutsch", preheader: "", blocks: [text("Deutsch")] } });
    await sql`update email_versions set shop_id = shop_id + 1000 where email_id = ${known.emailId}`.execute(database.db);
    expect(await tell(1n, known)).toBeUndefined();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "not-renderable" }]);
  });

  it("not when what it is about is no longer so", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    const known = await emailOf({ de: { subject: "Deutsch", preheader: "", blocks: [text("Deutsch")] } });
    expect(await tell(1n, { ...known, tier: { key: "gold", title: "Gold" } })).toBeUndefined();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "tier-changed" }]);
  });
});

describe("an email that is being edited, shown for a customer", () => {
  const document: EmailDocument = {
    de: {
      ...{ subject: 'Hallo {{ first_name | default: "du" }}', preheader: 'Seit {{ last_order_on | default: "x" }}' },
      blocks: [
        text('{{ points | default: "keine Punkte" }} und {{ product | default: "nichts" }}'),
        { id: "p", kind: "products", from: "last-bought", most: 4, productIds: [], prices: true },
        { id: "c", kind: "code" },
      ],
    },
  };
  const show = (customerId: bigint, shop = stage.shop) =>
    previewEmail(shop, recommend, document, "de", { customerId, sources: factSources, now: noon });

  it("says what is theirs, by the renderer that sends, and changes nothing", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { firstName: "Mia" });
    await product(1, "Espresso").execute(database.db);
    await order(1, 1, plusMs(noon, -30 * DAY_MS), [line(1, 2)]);
    const { rendered } = await show(1n);
    expect(rendered).toMatchObject({ subject: "Hallo Mia", preheader: "Seit 11. Mai 2026" });
    for (const part of ["keine Punkte und Espresso", "19,90", "BEISPIEL10"]) expect(rendered?.text).toContain(part);
    expect(rendered?.html).not.toContain("/r/");
    await stage.send(plusMs(noon, DAY_MS));
    expect([await messagesOf(database.db, stage.shop), stage.server.raw]).toEqual([[], []]);
  });

  it("is nobody else's: of another shop, unknown, or forgotten", async () => {
    const other = await stageShop(database.db, noon);
    await stageCustomer(database.db, other, 2n, { firstName: "Eva", email: "eva@example.com" });
    await stageCustomer(database.db, stage.shop, 3n, { firstName: "Eva-Maria" });
    await sql`update customers set redacted_at = ${noon} where shop_id = ${stage.shop.shopId} and customer_id = 3`.execute(
      database.db,
    );
    for (const customerId of [2n, 3n, 4n]) await expect(show(customerId)).rejects.toMatchObject({ status: 404 });
    expect(await findReaders(stage.shop.shopId, "eva")).toEqual([]);
    expect(await findReaders(other.shopId, "ev")).toMatchObject([{ customerId: 2n, email: "eva@example.com" }]);
    expect(await findReaders(other.shopId, "e")).toEqual([]);
  });
});
