import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { withdraw } from "../../app/messages/outbox.server.ts";
import { settleAbandoned } from "../../app/messages/sending/abandoned.server.ts";
import { claimDue, type Handover } from "../../app/messages/sending/claim.server.ts";
import { settle } from "../../app/messages/sending/settle.server.ts";
import { useDatabase } from "../support/database.ts";
import { noon, useOutbox } from "./outbox-stage.ts";
import { messagesOf, refusal, stageCustomer, timelineOf } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);

/** A message in the hands of a sender. */
async function claimOne(at = noon): Promise<Handover> {
  const { shopId } = stage.shop;
  const { handovers } = await database.db.transaction().execute((tx) => claimDue(tx, shopId, at, 1, factSources));
  expect(handovers).toHaveLength(1);
  return handovers[0] as Handover;
}

describe("a suppression (house A4)", () => {
  const suppress = (channel: string) =>
    sql`
      insert into suppressions (shop_id, channel, address, reason, source, created_at)
      values (${stage.shop.shopId}, ${channel}, 'c1@example.com', 'complained', 'test', ${noon})
    `.execute(database.db);

  it.each([
    ["sms", "sent", null],
    ["email", "dropped", "suppressed-complained"],
  ])("on %s leaves an email to the same address %s", async (channel, state, reason) => {
    await stageCustomer(database.db, stage.shop, 1n);
    await suppress(channel);
    await stage.queue(1n);
    await stage.send();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state, reason }]);
  });

  it("that an email brings about is one of email alone", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await suppress("sms");
    await stage.queue(1n);
    stage.respond = { rcpt: refusal(550, "5.1.1 No such user here") };
    await stage.send();
    const { rows } =
      await sql`select channel, reason from suppressions where shop_id = ${stage.shop.shopId} order by channel`.execute(
        database.db,
      );
    expect(rows).toEqual([
      { channel: "email", reason: "bounced" },
      { channel: "sms", reason: "complained" },
    ]);
  });
});

describe("a channel that takes the same message once (house A4)", () => {
  const idempotent = { idempotent: true };
  const hand = async (handover: Handover, kind: "unknown" | "accepted", at: Date) => {
    const delivery = kind === "accepted" ? { kind } : { kind, reason: "line lost" };
    await database.db
      .transaction()
      .execute((tx) => settle(tx, stage.shop.shopId, [{ handover, delivery }], at, () => idempotent));
  };

  it("is handed it again under the same key when nobody knows what became of it", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n, { key: "once" });
    const first = await claimOne();
    await hand(first, "unknown", noon);
    const again = plusMs(noon, 2 * MINUTE_MS);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "queued", attempts: 1, due_at: again, sent_at: null },
    ]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual([]);
    const second = await claimOne(again);
    expect([second.message.key, second.attempts]).toEqual(["once", 2]);
    await hand(second, "accepted", again);
    // What the first attempt hears at last changes nothing.
    await hand(first, "unknown", plusMs(again, MINUTE_MS));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "sent", attempts: 2, reason: null }]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["message.sent"]);
  });

  it("is handed it again when its sender has died, but not before", async () => {
    const { shopId } = stage.shop;
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    await claimOne();
    await settleAbandoned(database.db, shopId, plusMs(noon, 9 * MINUTE_MS), []);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "sending" }]);
    const later = plusMs(noon, HOUR_MS);
    await settleAbandoned(database.db, shopId, later, []);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "queued", attempts: 1, sent_at: null, reason: null },
    ]);
    await hand(await claimOne(later), "accepted", later);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["message.sent"]);
  });

  it("is not handed again what was withdrawn meanwhile", async () => {
    const { shopId } = stage.shop;
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    const { message } = await claimOne();
    await withdraw(database.db, shopId, [{ messageId: message.messageId, reason: "purchase" }], noon);
    await settleAbandoned(database.db, shopId, plusMs(noon, DAY_MS), []);
    await stage.send(plusMs(noon, DAY_MS));
    expect(stage.server.raw).toEqual([]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "purchase" }]);
  });
});
