import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { openEmailChannel, type EmailChannel } from "../../app/messages/channels/email.server.ts";
import { claimDue } from "../../app/messages/handover.server.ts";
import { messageIdOf } from "../../app/messages/mail.ts";
import { enqueue, sendDue, withdraw, withdrawMarketing, type NewMessage } from "../../app/messages/outbox.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { messagesOf, refusal, stageCustomer, stageShop, startMailServer, timelineOf, type MailServer } from "./stage.ts";

const database = useDatabase();
const noon = new Date("2026-06-10T10:00:00Z");
let shop: Shop;
let server: MailServer;
let channel: EmailChannel;
let respond: { rcpt?: Error; data?: Error; drop?: boolean } = {};

beforeAll(async () => {
  server = await startMailServer({
    onRcptTo: (_address, _session, done) => done(respond.rcpt),
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (respond.data !== undefined) return done(respond.data);
        server.raw.push(Buffer.concat(chunks).toString("utf8"));
        // Takes the mail, and the line goes dead before it can say so.
        if (respond.drop === true) server.hangUp();
        else done();
      });
    },
  });
});
beforeEach(async () => {
  shop = await stageShop(database.db, plusMs(noon, -400 * DAY_MS));
  channel = openEmailChannel(server.url);
});
afterEach(async () => {
  channel.close();
  // Senders serve all shops: what a test leaves in the queue would leave in the next one.
  await sql`delete from messages`.execute(database.db);
  await sql`delete from suppressions`.execute(database.db);
  server.clear();
  respond = {};
});
afterAll(() => server.stop());

let runs = 0n;
async function queue(customerId: bigint, more: Partial<NewMessage> = {}, at = noon): Promise<void> {
  runs += 1n;
  const message: NewMessage = {
    customerId,
    flowId: 1,
    runId: runs,
    step: 0,
    template: "win-back",
    key: `test:${runs}`,
    locale: "de",
    ...more,
  };
  await enqueue(database.db, shop.shopId, [message], at);
}
const send = (now = noon, over = channel) => sendDue(database.db, now, 50, over);

describe("a mail", () => {
  it("leaves with everything that a good mail carries", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n, { key: "win-back:1" });
    expect(await send()).toBe(1);
    const [mail] = await server.mails();
    expect(mail).toMatchObject({
      from: { name: "Morgenrot", address: "reprise@example.com" },
      to: [{ address: "c1@example.com" }],
      replyTo: [{ address: "hallo@morgenrot.example" }],
      subject: "Lange nicht gesehen, Anna",
      messageId: messageIdOf(shop.shopId, "win-back:1", "reprise@example.com"),
      date: "2026-06-10T10:00:00.000Z",
    });
    const header = (name: string) => mail?.headers.find(({ key }) => key === name)?.value;
    expect(header("list-unsubscribe")).toMatch(/^<http:\/\/127\.0\.0\.1:3000\/unsubscribe\?t=[\w-]+>$/);
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("content-language")).toBe("de");
    expect(mail?.html).toContain("Hallo Anna,");
    expect(mail?.text).toContain("Abmelden: http://127.0.0.1:3000/unsubscribe?t=");
    expect(await messagesOf(database.db, shop)).toMatchObject([
      { state: "sent", recipient: "c1@example.com", attempts: 1, sent_at: noon, reason: null },
    ]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["message.sent"]);
    expect(await send(plusMs(noon, DAY_MS))).toBe(0);
  });

  it("comes from the merchant's own address where there is one", async () => {
    await sql`update shop_settings set sender_email = 'laden@morgenrot.example', reply_to = 'frage@morgenrot.example' where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    await send();
    expect((await server.mails())[0]).toMatchObject({
      from: { address: "laden@morgenrot.example" },
      replyTo: [{ address: "frage@morgenrot.example" }],
    });
  });

  it("cannot be bent by what merchants and customers typed", async () => {
    const evil = "x\r\nBcc: evil@example.com\r\n\r\n<script>alert(1)</script>";
    await sql`update shop_settings set sender_name = ${evil}, reply_to = ${"a@example.com\nBcc: evil@example.com"}, imprint = ${evil} where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await sql`update shops set name = ${evil} where shop_id = ${shop.shopId}`.execute(database.db);
    await stageCustomer(database.db, shop, 1n, { firstName: evil });
    await stageCustomer(database.db, shop, 2n, { email: "a@example.com\r\nRCPT TO:<evil@example.com>" });
    await stageCustomer(database.db, shop, 3n, { email: "a@example.com>,<evil@example.com" });
    for (const customerId of [1n, 2n, 3n]) await queue(customerId);
    await send();
    const mails = await server.mails();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.bcc).toBeUndefined();
    expect(mails[0]?.to).toEqual([{ address: "c1@example.com", name: "" }]);
    expect(mails[0]?.html).not.toContain("<script>");
    expect(server.raw[0]?.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/im);
    expect(await messagesOf(database.db, shop, 2n)).toMatchObject([{ state: "dropped", reason: "invalid-address" }]);
    expect(await messagesOf(database.db, shop, 3n)).toMatchObject([{ state: "dropped", reason: "invalid-address" }]);
  });
});

describe("policy at the moment of sending", () => {
  it("sees what has changed since the message was queued", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    await sql`update customers set email_consent = 'unsubscribed' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await send()).toBe(1);
    expect(server.raw).toEqual([]);
    expect(await messagesOf(database.db, shop)).toMatchObject([
      { state: "dropped", reason: "no-consent", attempts: 0, recipient: null },
    ]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["message.dropped no-consent"]);
  });

  it.each([
    [
      "suppressed-bounced",
      sql`insert into suppressions (shop_id, email, reason, source, created_at) select shop_id, 'c1@example.com', 'bounced', 'test', now() from shops`,
    ],
    ["customer-gone", sql`update customers set deleted_at = now()`],
    ["shop-gone", sql`update shops set status = 'uninstalled'`],
    ["opt-in-unconfirmed", sql`update customers set email_opt_in_level = 'single_opt_in'`],
  ])("drops for %s", async (reason, change) => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    await change.execute(database.db);
    await send();
    expect(server.raw).toEqual([]);
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "dropped", reason }]);
    await sql`update shops set status = 'installed'`.execute(database.db);
  });

  it("defers at night and sends in the morning", async () => {
    const night = new Date("2026-06-10T21:00:00Z");
    await stageCustomer(database.db, shop, 1n);
    await queue(1n, {}, night);
    await send(night);
    expect(await messagesOf(database.db, shop)).toMatchObject([
      { state: "queued", reason: "quiet-hours", due_at: new Date("2026-06-11T06:00:00Z") },
    ]);
    expect(await send(new Date("2026-06-11T05:59:59Z"))).toBe(0);
    await send(new Date("2026-06-11T06:00:00Z"));
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "sent", reason: null }]);
  });

  it("lets one advertising mail through in 16 hours, also when two are due at once", async () => {
    await stageCustomer(database.db, shop, 1n);
    for (let i = 0; i < 3; i += 1) await queue(1n);
    expect(await send()).toBe(3);
    expect(server.raw).toHaveLength(1);
    const states = () =>
      messagesOf(database.db, shop).then((messages) => messages.map(({ state, reason }) => `${state} ${reason}`));
    expect(await states()).toEqual(["sent null", "queued frequency-cap", "queued frequency-cap"]);
    await send(new Date("2026-06-11T06:00:00Z"));
    expect(server.raw).toHaveLength(2);
    for (let hour = 22; hour < 80; hour += 1) await send(plusMs(noon, hour * HOUR_MS));
    expect(await states()).toEqual(["sent null", "sent null", "sent null"]);
  });

  it("drops with the reason what could not leave for 72 hours", async () => {
    await stageCustomer(database.db, shop, 1n);
    for (let i = 0; i < 6; i += 1) await queue(1n);
    for (let hour = 0; hour < 100; hour += 1) await send(plusMs(noon, hour * HOUR_MS));
    const outcome = (await messagesOf(database.db, shop)).map(({ state, reason }) => `${state} ${reason}`);
    expect(outcome.filter((line) => line === "sent null").length).toBe(server.raw.length);
    expect(outcome.filter((line) => line === "dropped frequency-cap").length).toBe(6 - server.raw.length);
    expect(server.raw.length).toBe(4);
  });
});

describe("the mail server", () => {
  it("may be busy: the mail is tried again, later and later, under the same Message-ID", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    respond = { rcpt: refusal(451, "4.3.2 Try again later <c1@example.com>") };
    await send();
    expect(await messagesOf(database.db, shop)).toMatchObject([
      { state: "queued", attempts: 1, sent_at: null, due_at: plusMs(noon, 2 * MINUTE_MS) },
    ]);
    expect((await messagesOf(database.db, shop))[0]?.reason).toBe("mail-server: 451 4.3.2 Try again later …");
    await send(plusMs(noon, 2 * MINUTE_MS));
    expect(await messagesOf(database.db, shop)).toMatchObject([{ attempts: 2, due_at: plusMs(noon, 6 * MINUTE_MS) }]);
    respond = {};
    await send(plusMs(noon, 6 * MINUTE_MS));
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "sent", attempts: 3 }]);
    expect(server.raw).toHaveLength(1);
  });

  it("may be away: nothing is lost", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    const nowhere = openEmailChannel("smtp://127.0.0.1:1");
    await send(noon, nowhere);
    nowhere.close();
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "queued", attempts: 1 }]);
    await send(plusMs(noon, HOUR_MS));
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "sent" }]);
  });

  it("says that an address is dead: it is never written to again", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    respond = { rcpt: refusal(550, "5.1.1 No such user here") };
    await send();
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "failed", sent_at: null }]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["message.dropped suppressed-bounced"]);
    respond = {};
    await queue(1n);
    await send(plusMs(noon, DAY_MS));
    expect((await messagesOf(database.db, shop))[1]).toMatchObject({ state: "dropped", reason: "suppressed-bounced" });
    expect(server.raw).toEqual([]);
  });

  it("refuses this mail for another reason: that mail has failed, the address is not blamed", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    respond = { data: refusal(554, "5.7.1 Looks like spam") };
    await send();
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "failed" }]);
    const { rows } = await sql`select 1 from suppressions where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });
});

describe("at most once", () => {
  it("one mail for an intent that is queued again and again", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n, { key: "same" });
    await queue(1n, { key: "same" });
    await send();
    await queue(1n, { key: "same" });
    await send(plusMs(noon, DAY_MS));
    expect(server.raw).toHaveLength(1);
  });

  it("one mail each from many senders at once", async () => {
    for (let id = 1n; id <= 40n; id += 1n) {
      await stageCustomer(database.db, shop, id);
      await queue(id);
    }
    const channels = Array.from({ length: 4 }, () => openEmailChannel(server.url));
    await Promise.all(channels.flatMap((over) => [sendDue(database.db, noon, 15, over), sendDue(database.db, noon, 15, over)]));
    while ((await send()) > 0);
    for (const over of channels) over.close();
    const recipients = (await server.mails()).map(({ to }) => to?.[0]?.address);
    expect(recipients).toHaveLength(40);
    expect(new Set(recipients).size).toBe(40);
    expect((await messagesOf(database.db, shop)).every(({ state, attempts }) => state === "sent" && attempts === 1)).toBe(true);
  });

  it("one advertising mail to a customer from two senders that hold different messages", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    await queue(1n);
    await Promise.all([
      sendDue(database.db, noon, 1, channel),
      sendDue(database.db, noon, 1, channel),
      sendDue(database.db, noon, 1, channel),
    ]);
    await send();
    expect(server.raw).toHaveLength(1);
  });

  it("never again when the line broke after the mail was given over", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    respond = { drop: true };
    await send();
    expect(server.raw).toHaveLength(1);
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "failed", reason: "unknown-outcome" }]);
    for (let hour = 1; hour < 30; hour += 1) await send(plusMs(noon, hour * HOUR_MS));
    expect(server.raw).toHaveLength(1);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["message.dropped unknown-outcome"]);
  });

  it("still records that a mail was accepted when its claim had been given up meanwhile", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    const slow: EmailChannel = {
      close: () => undefined,
      send: async () => {
        await send(plusMs(noon, DAY_MS));
        return { kind: "accepted" };
      },
    };
    await send(noon, slow);
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "sent", reason: null }]);
  });
});

describe("messages that are taken back", () => {
  it("do not leave", async () => {
    await stageCustomer(database.db, shop, 1n);
    await stageCustomer(database.db, shop, 2n);
    await queue(1n);
    await queue(2n);
    await withdrawMarketing(database.db, shop.shopId, [1n], "suppressed-unsubscribed", noon);
    await send();
    expect((await server.mails()).map(({ to }) => to?.[0]?.address)).toEqual(["c2@example.com"]);
    expect(await messagesOf(database.db, shop, 1n)).toMatchObject([{ state: "dropped", reason: "suppressed-unsubscribed" }]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["message.dropped suppressed-unsubscribed"]);
  });

  it("are not tried again when they were being handed over", async () => {
    await stageCustomer(database.db, shop, 1n);
    await queue(1n);
    const { handovers } = await database.db.transaction().execute((tx) => claimDue(tx, noon, 10));
    expect(handovers).toHaveLength(1);
    const { rows } = await sql<{ message_id: bigint }>`select message_id from messages where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await withdraw(database.db, shop.shopId, [{ messageId: rows[0]?.message_id ?? 0n, reason: "purchase" }], noon);
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "sending", reason: "purchase" }]);
    const refused: EmailChannel = { close: () => undefined, send: () => Promise.resolve({ kind: "temporary", reason: "busy" }) };
    const { settle } = await import("../../app/messages/handover.server.ts");
    for (const handover of handovers)
      await database.db.transaction().execute(async (tx) => settle(tx, handover, await refused.send(handover.mail), noon));
    await send(plusMs(noon, HOUR_MS));
    expect(server.raw).toEqual([]);
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "dropped", reason: "purchase" }]);
  });

  it("leave no queue behind when their customer's row is gone", async () => {
    await queue(99n);
    await send();
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "dropped", reason: "customer-gone" }]);
  });
});
