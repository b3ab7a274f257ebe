import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../../app/lib/time.ts";
import { outcomes, type Outcome } from "../../../app/messages/outcomes/outcome.ts";
import { markOf } from "../../../app/messages/outcomes/mark.ts";
import { cleanUpEvents } from "../../../app/messages/outcomes/store.server.ts";
import { obeyPrivacy } from "../../../app/pipeline/forget.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { timelineOf } from "../stage.ts";
import * as requests from "./requests.ts";
import { now, providerStage, secret, type SentMessage } from "./stage.ts";

const database = useDatabase();
const stage = providerStage(database);
const SECONDS = 1781085600;
let shop: Shop;
beforeEach(async () => {
  await sql`delete from provider_events`.execute(database.db);
  shop = await stage.shop();
});

const EVENTS: Record<Outcome, object> = {
  undelivered: { event: "bounce", type: "blocked" },
  delivered: { event: "delivered" },
  bounced: { event: "bounce", type: "bounce" },
  unsubscribed: { event: "unsubscribe" },
  complained: { event: "spamreport" },
};
let events = 0;
type More = { id?: string; at?: number; email?: string; mark?: string | null; "smtp-id"?: string; sg_message_id?: string };
function telling(kind: Outcome, message: Pick<SentMessage, "mark" | "address">, more: More = {}): object {
  const { id = `event-${(events += 1)}`, at = SECONDS, mark = message.mark, ...rest } = more;
  return {
    email: message.address,
    timestamp: at,
    sg_event_id: id,
    ...EVENTS[kind],
    ...(mark === null ? {} : { reprise: mark }),
    ...rest,
  };
}
const tell = (...list: object[]) => stage.tell("sendgrid", requests.sendgrid(list));

describe("of what is told of a message the strongest holds", () => {
  it("in whatever order, and however often it is told", async () => {
    let customer = 100n;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom(...outcomes), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        async (deliveries) => {
          const message = await stage.send(shop, (customer += 1n));
          for (const delivery of deliveries) {
            await tell(
              ...delivery.map((kind) =>
                telling(kind, message, { id: `${customer}:${kind}`, at: SECONDS + outcomes.indexOf(kind) }),
              ),
            );
            await stage.apply();
          }
          const strongest = Math.max(...deliveries.flat().map((kind) => outcomes.indexOf(kind)));
          expect(await stage.outcome(message)).toMatchObject({
            outcome: outcomes[strongest],
            outcome_at: new Date((SECONDS + strongest) * 1_000),
          });
          const reasons = (await stage.suppressed(shop))
            .filter((line) => line.startsWith(message.address))
            .map((line) => line.split(" ")[1]);
          const told = new Set(deliveries.flat());
          const reason = told.has("complained")
            ? "complained"
            : told.has("bounced")
              ? "bounced"
              : told.has("unsubscribed")
                ? "unsubscribed"
                : null;
          expect(reasons).toEqual(reason === null ? [] : [reason]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("told fifty times at once it counts once", async () => {
    const message = await stage.send(shop, 1n);
    const list = [telling("complained", message), telling("bounced", message), telling("delivered", message)];
    const statuses = await Promise.all(
      Array.from({ length: 50 }, (_, index) => tell(...(index % 2 === 0 ? list : list.toReversed()))),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await stage.stored()).toHaveLength(3);
    await Promise.all([stage.apply(), stage.apply(), stage.apply()]);
    await stage.apply();
    expect(await stage.outcome(message)).toMatchObject({ outcome: "complained" });
    expect((await timelineOf(database.db, shop, 1n)).sort()).toEqual([
      "consent.changed",
      "message.bounced",
      "message.complained",
    ]);
  });

  it("an email of which nobody knew whether it had been taken has been", async () => {
    const message = await stage.send(shop, 1n, { state: "failed" });
    await tell(telling("delivered", message));
    await stage.apply();
    expect(await stage.outcome(message)).toMatchObject({ state: "sent", outcome: "delivered" });
  });

  it("an event of the future is of now, and one that is older than what came before is remembered is not taken", async () => {
    const message = await stage.send(shop, 1n);
    await tell(
      telling("delivered", message, { at: SECONDS + 999_999 }),
      telling("complained", message, { at: SECONDS - 31 * 86_400 }),
    );
    await stage.apply();
    expect(await stage.outcome(message)).toMatchObject({ outcome: "delivered", outcome_at: now });
    expect(await stage.suppressed(shop)).toEqual([]);
  });
});

describe("whose message it is", () => {
  it("is said by a mark that we have signed: one of another shop's message concerns that shop alone", async () => {
    const other = await stage.shop();
    const [own, theirs] = [await stage.send(shop, 1n), await stage.send(other, 1n)];
    // The same address is a customer of both.
    await tell(telling("complained", theirs));
    await stage.apply();
    expect(await stage.outcome(theirs)).toMatchObject({ outcome: "complained" });
    expect(await stage.outcome(own)).toMatchObject({ outcome: null });
    expect(await stage.suppressed(shop)).toEqual([]);
    expect(await stage.suppressed(other)).toEqual(["c1@example.com complained provider"]);
    expect(await stage.consent(own)).toBe("subscribed");
  });

  it.each<[string, (message: SentMessage) => string]>([
    ["with another shop in it", ({ mark }) => mark.replace(/^\d+/, "999")],
    ["with another message in it", ({ mark, messageId }) => mark.replace(`-${messageId}-`, `-${messageId + 1n}-`)],
    [
      "signed with another secret",
      ({ shop: { shopId }, messageId }) => markOf({ shopId, messageId }, "another-secret-0123456789"),
    ],
    ["with words around it", ({ mark }) => ` ${mark}`],
    ["of nothing", () => "1-1-"],
    ["of shop 0", () => markOf({ shopId: 0, messageId: 1n }, secret)],
    ["beyond all numbers", () => markOf({ shopId: 9_999_999_999, messageId: 1n }, secret)],
  ])("a mark %s is none", async (_what, mark) => {
    const message = await stage.send(shop, 1n);
    await stage.send(shop, 2n);
    await tell(telling("delivered", message, { mark: mark(message) }));
    expect(await stage.stored()).toMatchObject([{ shop_id: 0 }]);
    await stage.apply();
    expect(await stage.outcome(message)).toMatchObject({ outcome: null });
  });

  it("a mark of a message that is not there, or has not left, changes nothing", async () => {
    const message = await stage.send(shop, 1n);
    await sql`update messages set sent_at = null, state = 'queued' where shop_id = ${shop.shopId}`.execute(database.db);
    await tell(
      telling("complained", message),
      telling("complained", { address: message.address, mark: markOf({ shopId: shop.shopId, messageId: 99_999n }, secret) }),
    );
    expect(await stage.apply()).toBe(2);
    expect(await stage.outcome(message)).toMatchObject({ outcome: null });
    expect(await stage.suppressed(shop)).toEqual([]);
  });

  it("a mark of a shop that is gone is nobody's, and is not kept", async () => {
    const message = await stage.send(shop, 1n);
    await sql`delete from shops where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await tell(telling("complained", message))).toBe(200);
    expect(await stage.stored()).toEqual([]);
  });

  it("without a mark it is said by the Message-ID, which has it", async () => {
    const message = await stage.send(shop, 1n);
    await tell(telling("bounced", message, { mark: null, "smtp-id": `<${message.mark}@example.com>` }));
    await stage.apply();
    expect(await stage.outcome(message)).toMatchObject({ outcome: "bounced" });
  });

  it("or by what the provider called it, even where its answer came after the event", async () => {
    const message = await stage.send(shop, 1n);
    await tell(telling("delivered", message, { mark: null, sg_message_id: "prov-1.filter2" }));
    await stage.apply();
    expect(await stage.outcome(message)).toMatchObject({ outcome: null });
    await sql`update messages set provider_id = 'prov-1' where shop_id = ${shop.shopId}`.execute(database.db);
    await stage.apply(plusMs(now, MINUTE_MS));
    await stage.apply(plusMs(now, MINUTE_MS));
    expect(await stage.outcome(message)).toMatchObject({ outcome: "delivered" });
  });

  it("an id that two messages bear says nothing", async () => {
    const [one, two] = [
      await stage.send(shop, 1n, { providerId: "same" }),
      await stage.send(await stage.shop(), 1n, { providerId: "same" }),
    ];
    await tell(telling("delivered", one, { mark: null, sg_message_id: "same" }));
    await stage.apply();
    expect([(await stage.outcome(one)).outcome, (await stage.outcome(two)).outcome]).toEqual([null, null]);
  });

  it("a bounce of an address that one shop alone has written to is that shop's", async () => {
    const message = await stage.send(shop, 1n, { email: "only@example.com" });
    await tell(telling("bounced", message, { mark: null }));
    await stage.apply();
    await stage.apply();
    expect(await stage.suppressed(shop)).toEqual(["only@example.com bounced provider"]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["message.bounced"]);
    // Which of the messages it was is not known.
    expect(await stage.outcome(message)).toMatchObject({ outcome: null });
  });

  it.each(["bounced", "complained"] as const)(
    "an address that two shops have written to: that it has %s is told to neither",
    async (kind) => {
      const other = await stage.shop();
      const [one, two] = [
        await stage.send(shop, 1n, { email: "both@example.com" }),
        await stage.send(other, 1n, { email: "both@example.com" }),
      ];
      await tell(telling(kind, one, { mark: null }));
      for (const minutes of [0, 2, 5, 10, 20, 40, 90, 200, 500, 900]) await stage.apply(plusMs(now, minutes * MINUTE_MS));
      expect([await stage.suppressed(shop), await stage.suppressed(other)]).toEqual([[], []]);
      expect([await stage.consent(one), await stage.consent(two)]).toEqual(["subscribed", "subscribed"]);
      const { rows } = await sql`select state, recipient, raw from provider_events`.execute(database.db);
      expect(rows).toEqual([{ state: "unplaced", recipient: null, raw: null }]);
    },
  );

  it.each(["delivered", "undelivered", "unsubscribed"] as const)(
    "nobody is known by an address alone when it was %s",
    async (kind) => {
      const message = await stage.send(shop, 1n, { email: `${kind}@example.com` });
      await tell(telling(kind, message, { mark: null }));
      await stage.apply();
      await stage.apply();
      expect(await stage.suppressed(shop)).toEqual([]);
      expect(await stage.consent(message)).toBe("subscribed");
    },
  );

  it("nor long after it was written to", async () => {
    const message = await stage.send(shop, 1n, { email: "old@example.com", sentAt: plusMs(now, -31 * DAY_MS) });
    await tell(telling("complained", message, { mark: null }));
    await stage.apply();
    expect(await stage.suppressed(shop)).toEqual([]);
  });
});

describe("what follows", () => {
  it("forwarded to a mailbox that is not there, the one that we write to is not suppressed", async () => {
    const message = await stage.send(shop, 1n);
    await tell(telling("bounced", message, { email: "forwarded@example.org" }));
    await stage.apply();
    expect(await stage.outcome(message)).toMatchObject({ outcome: "undelivered" });
    expect(await stage.suppressed(shop)).toEqual([]);
  });

  it("a complaint out of the mailbox that it was forwarded to is the reader's all the same", async () => {
    const message = await stage.send(shop, 1n);
    await tell(telling("complained", message, { email: "forwarded@example.org" }));
    await stage.apply();
    expect(await stage.suppressed(shop)).toEqual(["c1@example.com complained provider"]);
    expect(await stage.consent(message)).toBe("unsubscribed");
  });

  it("advertising that waits is taken back, and Shopify is to be told (flows 4)", async () => {
    const message = await stage.send(shop, 1n);
    await sql`
      insert into messages (shop_id, customer_id, template, key, locale, due_at, created_at)
      values (${shop.shopId}, 1, 'win-back', 'waits', 'de', ${plusMs(now, 1_000)}, ${now})`.execute(database.db);
    await tell(telling("complained", message));
    await stage.apply();
    const { rows } = await sql`select state, reason from messages where shop_id = ${shop.shopId} and key = 'waits'`.execute(
      database.db,
    );
    expect(rows).toEqual([{ state: "dropped", reason: "suppressed-unsubscribed" }]);
    const pushes = await sql`select customer_id from consent_pushes where shop_id = ${shop.shopId}`.execute(database.db);
    expect(pushes.rows).toEqual([{ customer_id: 1n }]);
  });

  it("who has subscribed again since then stays subscribed; a complaint suppresses the address all the same", async () => {
    const [one, two] = [await stage.send(shop, 1n), await stage.send(shop, 2n)];
    await sql`update customers set email_consent_at = ${plusMs(now, -1_000)} where shop_id = ${shop.shopId}`.execute(database.db);
    await tell(telling("unsubscribed", one), telling("complained", two));
    await stage.apply();
    expect([await stage.consent(one), await stage.consent(two)]).toEqual(["subscribed", "subscribed"]);
    expect(await stage.suppressed(shop)).toEqual(["c2@example.com complained provider"]);
  });

  it("what happened before a merchant lifted the suppression suppresses no more, however late it comes", async () => {
    const message = await stage.send(shop, 1n);
    await sql`insert into suppression_changes (shop_id, channel, address, action, reason, actor, at)
      values (${shop.shopId}, 'email', 'c1@example.com', 'lifted', 'bounced', 'merchant:1', ${plusMs(now, -10_000)})`.execute(
      database.db,
    );
    await tell(telling("bounced", message));
    await stage.apply();
    expect(await stage.suppressed(shop)).toEqual([]);
    await tell(telling("bounced", message, { at: SECONDS + 25 }));
    await stage.apply();
    expect(await stage.suppressed(shop)).toEqual(["c1@example.com bounced provider"]);
  });

  it.each([
    ["five in a row over two weeks", 5, 4 * DAY_MS, ["c1@example.com bounced repeated"]],
    ["five in a row within days", 5, DAY_MS, []],
    ["four", 4, 5 * DAY_MS, []],
  ])("messages that did not arrive for now, %s", async (_what, count, apartMs, suppressed) => {
    const latest = await stage.send(shop, 1n);
    const before = await Promise.all(
      Array.from({ length: count - 1 }, (_, index) => stage.again(latest, plusMs(now, -(index + 1) * apartMs))),
    );
    for (const message of [...before, latest]) await tell(telling("undelivered", message));
    await stage.apply();
    expect(await stage.suppressed(shop)).toEqual(suppressed);
  });

  it("one that arrived among them, and the mailbox is alive", async () => {
    const latest = await stage.send(shop, 1n);
    const before = await Promise.all([1, 2, 3, 4].map((index) => stage.again(latest, plusMs(now, -index * 5 * DAY_MS))));
    for (const message of [...before, latest]) await tell(telling(message === before[1] ? "delivered" : "undelivered", message));
    await stage.apply();
    expect(await stage.suppressed(shop)).toEqual([]);
  });
});

describe("what is kept", () => {
  it("of somebody who was erased meanwhile: that the message arrived, and nothing of the person", async () => {
    const message = await stage.send(shop, 1n);
    await tell(telling("complained", message), telling("bounced", message, { mark: null }));
    const erase = { kind: "customer-redacted", key: "r", customerId: 1n, email: message.address, at: now } as const;
    await database.db.transaction().execute((tx) => obeyPrivacy(tx, shop, [erase], now));
    const told = async () =>
      (
        await sql<{ text: string }>`select coalesce(string_agg(e::text, ''), '') as text from provider_events e`.execute(
          database.db,
        )
      ).rows[0]?.text;
    expect(await told()).not.toContain("c1@example.com");
    await tell(telling("complained", message));
    await stage.apply();
    expect(await told()).not.toContain("c1@example.com");
    expect(await stage.suppressed(shop)).toEqual([]);
    expect(await stage.outcome(message)).toMatchObject({ outcome: "complained" });
    expect(await stage.consent(message)).toBe("redacted");
  });

  it("ends: events after 35 days, tokens after three", async () => {
    const message = await stage.send(shop, 1n);
    await tell(telling("delivered", message));
    const event = { id: "x", event: "delivered", timestamp: SECONDS, "user-variables": { reprise: message.mark } };
    await stage.tell("mailgun", requests.mailgun(event));
    expect(await cleanUpEvents(database.db, plusMs(now, 3 * DAY_MS))).toBe(0);
    expect(await cleanUpEvents(database.db, plusMs(now, 3 * DAY_MS + HOUR_MS))).toBe(1);
    expect(await cleanUpEvents(database.db, plusMs(now, 35 * DAY_MS + HOUR_MS))).toBe(2);
    expect(await stage.stored()).toEqual([]);
  });

  it("an event that cannot be acted upon holds up no other for long, and is left for somebody to look at", async () => {
    const [one, two] = [await stage.send(shop, 1n), await stage.send(shop, 2n)];
    await tell(telling("delivered", one), telling("delivered", two));
    const barred = `check (outcome is null or message_id <> ${one.messageId})`;
    await sql.raw(`alter table messages add constraint not_this_one ${barred}`).execute(database.db);
    for (let minutes = 0; minutes < 240; minutes += 1) await stage.apply(plusMs(now, minutes * MINUTE_MS));
    await sql`alter table messages drop constraint not_this_one`.execute(database.db);
    expect(await stage.outcome(two)).toMatchObject({ outcome: "delivered" });
    expect((await stage.stored()).map(({ state }) => state).sort()).toEqual(["done", "problem"]);
  });
});
