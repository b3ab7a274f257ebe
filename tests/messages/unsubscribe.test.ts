import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { signToken } from "../../app/messages/unsubscribe/token.ts";
import { action, loader } from "../../app/routes/unsubscribe.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { oneEmail, startFlow } from "../support/flows.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { messagesOf, stageCustomer, stageShop, startMailServer } from "./stage.ts";

const database = useDatabase();
const secret = "test-unsubscribe-secret-0123456789";
let shop: Shop;
let now: Date;

beforeEach(async () => {
  now = present();
  shop = await stageShop(database.db, plusMs(now, -400 * DAY_MS));
});

const link = (token: string) => `http://127.0.0.1:3000/unsubscribe?t=${encodeURIComponent(token)}`;
const tokenOf = (customerId: bigint) => signToken({ shopId: shop.shopId, customerId, channel: "email" }, secret);
const call = (request: Request) => {
  const args = { request, params: {}, context: {} } as Parameters<typeof action>[0];
  return request.method === "GET" || request.method === "HEAD" ? loader(args) : action(args);
};
const get = (url: string, language = "fr") => call(new Request(url, { headers: { "Accept-Language": language } }));
const post = (url: string, body: BodyInit | null, type = "application/x-www-form-urlencoded") =>
  call(new Request(url, { method: "POST", body, headers: { "Content-Type": type } }));

async function consentOf(customerId: bigint) {
  const { rows } = await sql<{
    email_consent: string;
  }>`select email_consent from customers where shop_id = ${shop.shopId} and customer_id = ${customerId}`.execute(database.db);
  return rows[0]?.email_consent;
}
async function statementsOf(customerId: bigint) {
  const { rows } =
    await sql`select state, source, pushed_at from consent_events where shop_id = ${shop.shopId} and customer_id = ${customerId} order by event_id`.execute(
      database.db,
    );
  return rows;
}
async function suppressed() {
  const { rows } = await sql<{
    email: string;
    reason: string;
  }>`select address as email, reason from suppressions where shop_id = ${shop.shopId} order by address`.execute(database.db);
  return rows;
}

describe("opening the link", () => {
  it("asks, in the customer's language, and changes nothing", async () => {
    await stageCustomer(database.db, shop, 1n);
    const response = await get(link(tokenOf(1n)));
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toMatch(/^<!doctype html><html lang="de">/);
    expect(html).toContain("Wirklich abmelden?");
    expect(html).toContain('<form method="post"><button type="submit">Ja, abmelden</button></form>');
    expect(html).not.toContain("<script");
    expect(html).not.toContain("c1@example.com");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex",
    });
    expect(await consentOf(1n)).toBe("subscribed");
    expect(await suppressed()).toEqual([]);
  });

  it("speaks each language that shoppers read, also when the link is broken (shopper 26)", async () => {
    const asked = {
      en: "Unsubscribe?",
      de: "Wirklich abmelden?",
      fr: "Se désabonner",
      es: "¿Darte de baja?",
      it: "Annullare",
      nl: "Afmelden?",
    };
    for (const [index, [locale, title]] of Object.entries(asked).entries()) {
      const customerId = BigInt(index + 1);
      await stageCustomer(database.db, shop, customerId, { locale });
      const html = await (await get(link(tokenOf(customerId)))).text();
      expect(html).toContain(`<html lang="${locale}">`);
      expect(html).toContain(title);
      expect(await (await get(link("broken"), locale)).text()).toContain(`<html lang="${locale}">`);
    }
  });

  it("escapes what the merchant typed", async () => {
    await sql`update shops set name = '<script>alert(1)</script>' where shop_id = ${shop.shopId}`.execute(database.db);
    await stageCustomer(database.db, shop, 1n, { locale: "en" });
    expect(await (await get(link(tokenOf(1n)))).text()).toContain("&lt;script&gt;");
  });
});

describe("unsubscribing", () => {
  it("by the page's button ends consent, with evidence for Shopify, and whatever waits", async () => {
    await stageCustomer(database.db, shop, 1n, { locale: "en", email: "Emma@Example.com" });
    await startFlow(database.db, shop, oneEmail, now);
    await enqueue(
      database.db,
      shop.shopId,
      [{ customerId: 1n, flowId: 1, runId: 1n, stepId: "value", template: "win-back", data: {}, key: "k", locale: "en" }],
      now,
    );
    const response = await post(link(tokenOf(1n)), "");
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("You are unsubscribed");
    expect(await consentOf(1n)).toBe("unsubscribed");
    expect(await statementsOf(1n)).toEqual([{ state: "unsubscribed", source: "unsubscribe-link", pushed_at: null }]);
    expect(await suppressed()).toEqual([{ email: "emma@example.com", reason: "unsubscribed" }]);
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "dropped", reason: "suppressed-unsubscribed" }]);
    expect(await (await get(link(tokenOf(1n)))).text()).toContain("You are unsubscribed");
  });

  it("by the mail program's button (RFC 8058), with both encodings of its body, no cookie, no origin, no redirect (flows 18)", async () => {
    await stageCustomer(database.db, shop, 1n);
    await stageCustomer(database.db, shop, 2n);
    const form = new FormData();
    form.set("List-Unsubscribe", "One-Click");
    for (const answer of [
      await post(link(tokenOf(1n)), "List-Unsubscribe=One-Click"),
      await call(new Request(link(tokenOf(2n)), { method: "POST", body: form })),
    ])
      expect([answer.status, answer.headers.get("location"), answer.headers.get("set-cookie")]).toEqual([200, null, null]);
    for (const id of [1n, 2n])
      expect(await statementsOf(id)).toMatchObject([{ state: "unsubscribed", source: "list-unsubscribe" }]);
  });

  it("works with the link that a real email carries, as the mail program posts it", async () => {
    const noon = new Date("2026-06-10T10:00:00Z");
    const server = await startMailServer();
    const smtp = openSmtp(server.url);
    await stageCustomer(database.db, shop, 1n);
    await enqueue(
      database.db,
      shop.shopId,
      [{ customerId: 1n, flowId: 1, runId: 1n, stepId: "value", template: "win-back", data: {}, key: "k", locale: "de" }],
      noon,
    );
    await sendDue(database.db, () => noon, 50, factSources, emailsBy(smtp));
    smtp.close();
    const emails = await server.emails();
    await server.stop();
    const listUnsubscribe = emails[0]?.headers.find(({ key }) => key === "list-unsubscribe")?.value ?? "";
    const url = /^<(.+)>$/.exec(listUnsubscribe)?.[1] ?? "";
    expect(emails[0]?.html).toContain(url);
    expect((await post(url, "List-Unsubscribe=One-Click")).status).toBe(200);
    expect(await consentOf(1n)).toBe("unsubscribed");
  });

  it("five times, at once, is once (flows 18)", async () => {
    await stageCustomer(database.db, shop, 1n);
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(link(tokenOf(1n)), "List-Unsubscribe=One-Click")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await statementsOf(1n)).toHaveLength(1);
  });

  it("whatever the body is", async () => {
    await stageCustomer(database.db, shop, 1n);
    expect((await post(link(tokenOf(1n)), "{", "application/json")).status).toBe(200);
    expect(await consentOf(1n)).toBe("unsubscribed");
  });

  it("of somebody who has become another customer unsubscribes whom they became", async () => {
    await stageCustomer(database.db, shop, 1n);
    await stageCustomer(database.db, shop, 2n);
    await sql`update customers set merged_into = 2, deleted_at = ${now} where shop_id = ${shop.shopId} and customer_id = 1`.execute(
      database.db,
    );
    expect((await post(link(tokenOf(1n)), "")).status).toBe(200);
    expect(await consentOf(2n)).toBe("unsubscribed");
    expect(await suppressed()).toMatchObject([{ email: "c2@example.com" }]);
  });

  it("leaves an earlier bounce a bounce", async () => {
    await stageCustomer(database.db, shop, 1n);
    await sql`insert into suppressions (shop_id, channel, address, reason, source, created_at) values (${shop.shopId}, 'email', 'c1@example.com', 'bounced', 'mail-server', ${now})`.execute(
      database.db,
    );
    await post(link(tokenOf(1n)), "");
    expect(await suppressed()).toEqual([{ email: "c1@example.com", reason: "bounced" }]);
  });
});

describe("links that we did not make (hostile: links)", () => {
  it.each([
    ["none", ""],
    ["a letter changed", "CHANGED"],
    ["another secret", signToken({ shopId: 1, customerId: 1n, channel: "email" }, "another-secret-0123456789")],
    ["a customer that does not exist", "UNKNOWN"],
    ["SQL", "e1-1-' or 1=1; drop table customers; --"],
    ["mark-up", "<script>alert(1)</script>"],
    ["a NUL", "e1-1-\0"],
    ["very long", "e".repeat(100_000)],
  ])("%s: a friendly 404 in the reader's language, and nothing happens (flows 18)", async (_, given) => {
    await stageCustomer(database.db, shop, 1n);
    const good = tokenOf(1n);
    const token =
      given === "CHANGED" ? good.slice(0, -2) + (good.endsWith("AA") ? "BB" : "AA") : given === "UNKNOWN" ? tokenOf(404n) : given;
    for (const response of [
      await get(link(token), "de-DE,de;q=0.9,en;q=0.8"),
      await post(link(token), "List-Unsubscribe=One-Click"),
    ]) {
      expect(response.status).toBe(404);
      const html = await response.text();
      expect(html).not.toMatch(/<form|<script|Morgenrot|example\.com|Error/);
    }
    expect(await (await get(link(token), "de-DE,de;q=0.9")).text()).toContain("Dieser Link funktioniert nicht");
    expect(await consentOf(1n)).toBe("subscribed");
  });

  it.each(["PUT", "PATCH", "DELETE"])("%s is not allowed", async (method) => {
    await stageCustomer(database.db, shop, 1n);
    const response = await call(new Request(link(tokenOf(1n)), { method }));
    expect(response.status).toBe(405);
    expect(await consentOf(1n)).toBe("subscribed");
  });
});
