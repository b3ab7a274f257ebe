import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { changeSendingRules } from "../../app/actions/merchant/change-sending-rules.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { releaseDeferred } from "../../app/messages/outbox.server.ts";
import { claimDue } from "../../app/messages/sending/claim.server.ts";
import { saveRules } from "../../app/messages/timing/sending-rules.server.ts";
import { DEFAULT_RULES, type SendingRules } from "../../app/messages/timing/sending-rules.ts";
import { useDatabase } from "../support/database.ts";
import { noon, useOutbox } from "./outbox-stage.ts";
import { messagesOf, stageCustomer } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);

const rule = (rules: Partial<SendingRules>) => saveRules(stage.shop.shopId, { ...DEFAULT_RULES, ...rules }, false, noon);
const outcomes = async () => (await messagesOf(database.db, stage.shop)).map(({ state, reason }) => [state, reason]);

async function queueFor(count: number): Promise<void> {
  for (let id = 1n; id <= count; id += 1n) {
    await stageCustomer(database.db, stage.shop, id);
    await stage.queue(id);
  }
}

describe("a shop's daily limit", () => {
  it("holds for all of its day, however many senders claim at once, and goes on with the oldest", async () => {
    await rule({ dailyLimit: 5 });
    await queueFor(12);
    await Promise.all(Array.from({ length: 4 }, () => stage.send()));
    await stage.send(plusMs(noon, 5 * HOUR_MS));
    expect(stage.server.raw).toHaveLength(5);
    expect(await outcomes()).toEqual([
      ...Array.from({ length: 5 }, () => ["sent", null]),
      ...Array.from({ length: 7 }, () => ["queued", "daily-limit"]),
    ]);
    const morning = new Date("2026-06-11T06:00:00Z");
    expect(await stage.send(plusMs(morning, -MINUTE_MS))).toBe(0);
    await stage.send(morning);
    expect(await outcomes()).toEqual([
      ...Array.from({ length: 10 }, () => ["sent", null]),
      ...Array.from({ length: 2 }, () => ["queued", "daily-limit"]),
    ]);
  });

  it("does not hold up what is no advertising, nor count it", async () => {
    await rule({ dailyLimit: 1 });
    await queueFor(2);
    await sql`update messages set purpose = 'transactional' where shop_id = ${stage.shop.shopId} and customer_id = 1`.execute(
      database.db,
    );
    await stage.send();
    expect(await outcomes()).toEqual([
      ["sent", null],
      ["sent", null],
    ]);
  });
});

describe("a customer's share", () => {
  it("is counted over whatever wrote to them, also within one claim (flows 14)", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await rule({ capHours: 0, capPerWeek: 2 });
    for (const flowId of [1, 1, 1]) await stage.queue(1n, { flowId });
    await stage.send();
    expect(await outcomes()).toEqual([
      ["sent", null],
      ["sent", null],
      // A week is longer than the three days for which an email is news.
      ["dropped", "frequency-cap"],
    ]);
  });

  it("has no rule at all with a cap of 0 (flows 13)", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await rule({ capHours: 0 });
    for (const flowId of [1, 1, 1]) await stage.queue(1n, { flowId });
    await stage.send();
    expect(stage.server.raw).toHaveLength(3);
  });
});

describe("days of rest", () => {
  // The evening before Christmas 2026: two holidays, then a Sunday.
  const eve = new Date("2026-12-24T20:30:00Z");

  it("take nothing from a message's patience", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await rule({ restSundays: true, restHolidays: true });
    await stage.queue(1n, {}, eve);
    await stage.send(eve);
    const monday = new Date("2026-12-28T07:00:00Z");
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued", reason: "rest-day", due_at: monday }]);
    const { rows } = await sql<{
      expires_at: Date;
    }>`select expires_at from messages where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ expires_at: plusMs(eve, (72 + 72) * HOUR_MS) }]);
    expect(await stage.send(plusMs(monday, -MINUTE_MS))).toBe(0);
    await stage.send(monday);
    expect(await outcomes()).toEqual([["sent", null]]);
  });

  it("are counted once, however often the rules are saved meanwhile; what is not waited for is taken back (limits 17)", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await rule({ restSundays: true, restHolidays: true });
    await stage.queue(1n, {}, eve);
    const endsAt = async () => {
      const { rows } = await sql<{
        at: Date;
      }>`select expires_at as at from messages where shop_id = ${stage.shop.shopId}`.execute(database.db);
      return rows[0]?.at;
    };
    await stage.send(eve);
    for (const hours of [1, 12, 13, 40]) {
      const at = plusMs(eve, hours * HOUR_MS);
      await changeSendingRules(stage.shop.shopId, { ...DEFAULT_RULES, restSundays: true, restHolidays: true }, false, at);
      await stage.send(at);
      expect(await endsAt()).toEqual(plusMs(eve, (72 + 72) * HOUR_MS));
    }
    // On the second of the three days, Christmas Day is over and the others are no rest any more.
    const free = new Date("2026-12-26T14:00:00Z");
    await changeSendingRules(stage.shop.shopId, DEFAULT_RULES, false, free);
    expect(await endsAt()).toEqual(plusMs(eve, (72 + 31) * HOUR_MS));
  });

  it("are not waited for by what was decided by the rules of before as they were saved (limits 18)", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await rule({ restHolidays: true });
    const christmas = new Date("2026-12-25T10:00:00Z");
    await stage.queue(1n, {}, christmas);
    let saved = false;
    let saving = Promise.resolve();
    await database.db.transaction().execute(async (tx) => {
      await claimDue(tx, stage.shop.shopId, christmas, 50, factSources);
      saving = changeSendingRules(stage.shop.shopId, DEFAULT_RULES, false, plusMs(christmas, 1_000)).then(() => {
        saved = true;
      });
      const waits = () => sql`select 1 from pg_locks where locktype = 'advisory' and not granted`.execute(database.db);
      while (!saved && (await waits()).rows.length === 0) await new Promise(setImmediate);
    });
    await saving;
    await stage.send(plusMs(christmas, 2_000));
    expect(await outcomes()).toEqual([["sent", null]]);
  });

  it("are asked about again when the merchant changes the rules", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await rule({ restSundays: true, restHolidays: true });
    const christmas = new Date("2026-12-25T10:00:00Z");
    await stage.queue(1n, {}, christmas);
    await stage.send(christmas);
    expect(await outcomes()).toEqual([["queued", "rest-day"]]);
    await rule({ restSundays: true });
    await releaseDeferred(
      database.db,
      stage.shop.shopId,
      ["frequency-cap", "daily-limit", "rest-day"],
      plusMs(christmas, HOUR_MS),
    );
    await stage.send(plusMs(christmas, HOUR_MS));
    expect(await outcomes()).toEqual([["sent", null]]);
  });
});
