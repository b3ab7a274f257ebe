import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { obeyPrivacy } from "../../app/pipeline/forget.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import { messageIdOf } from "../../app/messages/channels/email/email.ts";
import { markOf } from "../../app/messages/outcomes/mark.ts";
import { releaseDeferred, withdraw, withdrawMarketing } from "../../app/messages/outbox.server.ts";
import { claimDue } from "../../app/messages/sending/claim.server.ts";
import { settle } from "../../app/messages/sending/settle.server.ts";
import { useDatabase } from "../support/database.ts";
import { noon, useOutbox } from "./outbox-stage.ts";
import { linksIn } from "./links.ts";
import { messagesOf, stageCustomer, timelineOf } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);

describe("an email", () => {
  it("leaves with everything that a good email carries", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n, { key: "win-back:1" });
    expect(await stage.send()).toBe(1);
    const [email] = await stage.server.emails();
    const { rows } = await sql<{
      id: bigint;
    }>`select message_id as id from messages where shop_id = ${stage.shop.shopId}`.execute(database.db);
    const mark = markOf({ shopId: stage.shop.shopId, messageId: rows[0]?.id ?? 0n }, "test-unsubscribe-secret-0123456789");
    expect(email).toMatchObject({
      from: { name: "Morgenrot", address: "reprise@example.com" },
      to: [{ address: "c1@example.com" }],
      replyTo: [{ address: "hallo@morgenrot.example" }],
      subject: "Lange nicht gesehen, Anna",
      messageId: messageIdOf(mark, "reprise@example.com"),
      date: "2026-06-10T10:00:00.000Z",
    });
    const header = (name: string) => email?.headers.find(({ key }) => key === name)?.value;
    expect(header("list-unsubscribe")).toMatch(/^<http:\/\/127\.0\.0\.1:3000\/unsubscribe\?t=[\w-]+>$/);
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("content-language")).toBe("de");
    expect(header("x-reprise-message")).toBe(mark);
    expect(email?.html).toContain("Hallo Anna,");
    expect(email?.text).toContain("Abmelden: http://127.0.0.1:3000/unsubscribe?t=");
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "sent", recipient: "c1@example.com", attempts: 1, sent_at: noon, reason: null },
    ]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["message.sent"]);
    expect(await stage.send(plusMs(noon, DAY_MS))).toBe(0);
  });

  it("leads to the shop's own domain, in the reader's language where the shop has it (shopper 28)", async () => {
    const { shopId } = stage.shop;
    await stageCustomer(database.db, stage.shop, 1n);
    await stageCustomer(database.db, stage.shop, 2n, { locale: "en" });
    await stage.queue(1n);
    await sql`update shops set primary_url = 'https://www.morgenrot.de', published_locales = '{en}' where shop_id = ${shopId}`.execute(
      database.db,
    );
    await stage.queue(2n, { locale: "en" });
    await stage.send();
    const texts = (await stage.server.emails()).map(({ text }) => text ?? "");
    const german = texts.find((text) => text.includes("Zum Shop: https://www.morgenrot.de/apps/reprise/r/")) ?? "";
    const english = texts.find((text) => text.includes("Visit the shop: https://www.morgenrot.de/apps/reprise/r/")) ?? "";
    expect(linksIn(german)).toMatchObject([{ index: 0, target: { to: "url", url: "https://www.morgenrot.de" } }]);
    expect(linksIn(english)).toMatchObject([{ index: 0, target: { to: "url", url: "https://www.morgenrot.de/en" } }]);
  });

  it("comes from the merchant's own address where there is one", async () => {
    await sql`update shop_settings set sender_email = 'laden@morgenrot.example', sender_proved = 'laden@morgenrot.example', reply_to = 'frage@morgenrot.example' where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    await stage.send();
    expect((await stage.server.emails())[0]).toMatchObject({
      from: { address: "laden@morgenrot.example" },
      replyTo: [{ address: "frage@morgenrot.example" }],
    });
  });

  it("cannot be bent by what merchants and customers typed (flows 24)", async () => {
    const evil = "x\r\nBcc: evil@example.com\r\n\r\n<script>alert(1)</script>";
    await sql`update shop_settings set sender_name = ${evil}, reply_to = ${"a@example.com\nBcc: evil@example.com"}, imprint = ${evil} where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    await sql`update shops set name = ${evil} where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stageCustomer(database.db, stage.shop, 1n, { firstName: evil });
    await stageCustomer(database.db, stage.shop, 2n, { email: "a@example.com\r\nRCPT TO:<evil@example.com>" });
    await stageCustomer(database.db, stage.shop, 3n, { email: "a@example.com>,<evil@example.com" });
    for (const customerId of [1n, 2n, 3n]) await stage.queue(customerId);
    await stage.send();
    const emails = await stage.server.emails();
    expect(emails).toHaveLength(1);
    expect(emails[0]?.bcc).toBeUndefined();
    expect(emails[0]?.to).toEqual([{ address: "c1@example.com", name: "" }]);
    expect(emails[0]?.html).not.toContain("<script>");
    expect(stage.server.raw[0]?.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/im);
    expect(await messagesOf(database.db, stage.shop, 2n)).toMatchObject([{ state: "dropped", reason: "invalid-address" }]);
    expect(await messagesOf(database.db, stage.shop, 3n)).toMatchObject([{ state: "dropped", reason: "invalid-address" }]);
  });
});

describe("policy at the moment of sending", () => {
  it("sees what has changed since the message was queued", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    await sql`update customers set email_consent = 'unsubscribed' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(await stage.send()).toBe(1);
    expect(stage.server.raw).toEqual([]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "dropped", reason: "no-consent", attempts: 0, recipient: null },
    ]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["message.dropped no-consent"]);
  });

  it.each([
    [
      "suppressed-bounced",
      sql`insert into suppressions (shop_id, channel, address, reason, source, created_at) select shop_id, 'email', 'c1@example.com', 'bounced', 'test', now() from shops`,
    ],
    ["customer-gone", sql`update customers set deleted_at = now()`],
    ["shop-gone", sql`update shops set status = 'uninstalled'`],
    ["opt-in-unconfirmed", sql`update customers set email_opt_in_level = 'single_opt_in'`],
  ])("drops for %s", async (reason, change) => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    await change.execute(database.db);
    await stage.send();
    expect(stage.server.raw).toEqual([]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason }]);
    await sql`update shops set status = 'installed'`.execute(database.db);
  });

  it("holds advertising until sender and legal notice are there, and lets it leave as soon as they are saved (merchant 1)", async () => {
    await sql`update shop_settings set imprint = ' ' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    await stage.send();
    expect(stage.server.raw).toEqual([]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "queued", reason: "no-legal-notice", attempts: 0, due_at: plusMs(noon, HOUR_MS) },
    ]);
    await sql`update shop_settings set imprint = 'Morgenrot GmbH', sender_email = null where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    await stage.send(plusMs(noon, HOUR_MS));
    expect(stage.server.raw).toEqual([]);
    await sql`update shop_settings set sender_email = 'hallo@morgenrot.example' where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    const saved = plusMs(noon, HOUR_MS + 60_000);
    expect(await stage.send(saved)).toBe(0);
    await releaseDeferred(database.db, stage.shop.shopId, ["no-legal-notice"], saved);
    await stage.send(saved);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "sent", reason: null, sent_at: saved }]);
  });

  it("releases only what waited for that, and drops what has waited too long (merchant 1)", async () => {
    const night = new Date("2026-06-10T21:00:00Z");
    await stageCustomer(database.db, stage.shop, 1n);
    await stageCustomer(database.db, stage.shop, 2n);
    await stage.queue(1n, {}, night);
    await stage.send(night);
    await sql`update shop_settings set imprint = '' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stage.queue(2n, {}, night);
    await stage.send(night);
    const later = plusMs(night, 60_000);
    await releaseDeferred(database.db, stage.shop.shopId, ["no-legal-notice"], later);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { reason: "quiet-hours", due_at: new Date("2026-06-11T06:00:00Z") },
      { reason: "no-legal-notice", due_at: later },
    ]);
    for (let hour = 1; hour <= 73; hour += 1) await stage.send(plusMs(night, hour * HOUR_MS));
    expect(await messagesOf(database.db, stage.shop, 2n)).toMatchObject([{ state: "dropped", reason: "no-legal-notice" }]);
    expect(stage.server.raw).toEqual([]);
  });

  it("defers at night and sends in the morning", async () => {
    const night = new Date("2026-06-10T21:00:00Z");
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n, {}, night);
    await stage.send(night);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "queued", reason: "quiet-hours", due_at: new Date("2026-06-11T06:00:00Z") },
    ]);
    expect(await stage.send(new Date("2026-06-11T05:59:59Z"))).toBe(0);
    await stage.send(new Date("2026-06-11T06:00:00Z"));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "sent", reason: null }]);
  });

  it("lets one advertising email through in 16 hours, also when two are due at once", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    for (let i = 0; i < 3; i += 1) await stage.queue(1n);
    expect(await stage.send()).toBe(3);
    expect(stage.server.raw).toHaveLength(1);
    const states = () =>
      messagesOf(database.db, stage.shop).then((messages) => messages.map(({ state, reason }) => `${state} ${reason}`));
    expect(await states()).toEqual(["sent null", "queued frequency-cap", "queued frequency-cap"]);
    await stage.send(new Date("2026-06-11T06:00:00Z"));
    expect(stage.server.raw).toHaveLength(2);
    for (let hour = 22; hour < 80; hour += 1) await stage.send(plusMs(noon, hour * HOUR_MS));
    expect(await states()).toEqual(["sent null", "sent null", "sent null"]);
  });

  it("drops with the reason what could not leave for 72 hours", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    for (let i = 0; i < 6; i += 1) await stage.queue(1n);
    for (let hour = 0; hour < 100; hour += 1) await stage.send(plusMs(noon, hour * HOUR_MS));
    const outcome = (await messagesOf(database.db, stage.shop)).map(({ state, reason }) => `${state} ${reason}`);
    expect(outcome.filter((line) => line === "sent null").length).toBe(stage.server.raw.length);
    expect(outcome.filter((line) => line === "dropped frequency-cap").length).toBe(6 - stage.server.raw.length);
    expect(stage.server.raw.length).toBe(4);
  });
});

describe("messages that are taken back", () => {
  it("do not leave", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stageCustomer(database.db, stage.shop, 2n);
    await stage.queue(1n);
    await stage.queue(2n);
    await withdrawMarketing(database.db, stage.shop.shopId, [1n], "suppressed-unsubscribed", noon);
    await stage.send();
    expect((await stage.server.emails()).map(({ to }) => to?.[0]?.address)).toEqual(["c2@example.com"]);
    expect(await messagesOf(database.db, stage.shop, 1n)).toMatchObject([
      { state: "dropped", reason: "suppressed-unsubscribed" },
    ]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["message.dropped suppressed-unsubscribed"]);
  });

  it("are not tried again when they were being handed over", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    const { handovers } = await database.db.transaction().execute((tx) => claimDue(tx, stage.shop.shopId, noon, 10, factSources));
    expect(handovers).toHaveLength(1);
    const { rows } = await sql<{
      message_id: bigint;
    }>`select message_id from messages where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await withdraw(database.db, stage.shop.shopId, [{ messageId: rows[0]?.message_id ?? 0n, reason: "purchase" }], noon);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "sending", reason: "purchase" }]);
    const refused: Transport = { close: () => undefined, send: () => Promise.resolve({ kind: "temporary", reason: "busy" }) };
    const settlements = await Promise.all(
      handovers.map(async (handover) => ({ handover, delivery: await refused.send(handover.content) })),
    );
    await database.db.transaction().execute((tx) => settle(tx, stage.shop.shopId, settlements, noon));
    await stage.send(plusMs(noon, HOUR_MS));
    expect(stage.server.raw).toEqual([]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "purchase" }]);
  });

  it("leave no queue behind when their customer's row is gone", async () => {
    await stage.queue(99n);
    await stage.send();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "customer-gone" }]);
  });
});

describe("somebody who asks to be forgotten while an email to them is under way", () => {
  it.each([
    ["is not named again when the server has taken it", { kind: "accepted" as const }],
    ["is not noted as a dead address", { kind: "permanent" as const, reason: "5.1.1", addressIsDead: true }],
    ["is not written to again after a refusal", { kind: "temporary" as const, reason: "busy" }],
  ])("%s", async (_, delivery) => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    const { handovers } = await database.db.transaction().execute((tx) => claimDue(tx, stage.shop.shopId, noon, 50, factSources));
    const fact = { kind: "customer-redacted" as const, key: "r", customerId: 1n, email: "c1@example.com", at: noon };
    await database.db.transaction().execute((tx) => obeyPrivacy(tx, stage.shop, [fact], noon));
    const kept = { text: "Hallo Anna", packed: Buffer.from("c1@example.com") };
    const settlements = handovers.map((handover) => ({ handover, delivery, kept }));
    await database.db.transaction().execute((tx) => settle(tx, stage.shop.shopId, settlements, noon));
    await stage.send(plusMs(noon, DAY_MS));
    expect(await stage.server.emails()).toEqual([]);
    for (const table of ["customers", "messages", "message_contents", "timeline_events", "suppressions"]) {
      const { rows } = await sql<{ row: string }>`
        select to_jsonb(t)::text as row from ${sql.table(table)} t where shop_id = ${stage.shop.shopId}
      `.execute(database.db);
      expect(rows.map(({ row }) => row).join("\n")).not.toMatch(/Anna|c1@example/);
    }
  });
});
