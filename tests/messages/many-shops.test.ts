import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import type { FactSources } from "../../app/messages/templates/facts.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { noon, useOutbox } from "./outbox-stage.ts";
import { messagesOf, stageCustomer, stageShop, timelineOf } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);

/** So many customers of a shop, each with an email that is due. */
async function fill(shop: Shop, count: number, at = noon): Promise<void> {
  for (let id = 1n; id <= count; id += 1n) {
    await stageCustomer(database.db, shop, id, { email: `c${id}@shop-${shop.shopId}.example` });
    await enqueue(
      database.db,
      shop.shopId,
      [{ customerId: id, flowId: 1, runId: id, stepId: "value", key: `k${id}`, locale: "de", template: "win-back", data: {} }],
      at,
    );
  }
}

/** Takes everything, and notes to whom, and how many were on their way at once. */
function counting(): Transport<Email> & { to: string[]; most: () => number } {
  const to: string[] = [];
  let flying = 0;
  let most = 0;
  return {
    to,
    most: () => most,
    close: () => undefined,
    async send(email) {
      to.push(email.to);
      flying += 1;
      most = Math.max(most, flying);
      await sql`select 1`.execute(database.db);
      flying -= 1;
      return { kind: "accepted" };
    },
  };
}

const another = () => stageShop(database.db, plusMs(noon, -400 * DAY_MS));
const states = async (shop: Shop) => (await messagesOf(database.db, shop)).map(({ state }) => state);
const send = (over: Transport<Email>, limit = 12, at = noon, sources = factSources) =>
  sendDue(database.db, () => at, limit, sources, emailsBy(over));

describe("messages of several shops (house 1)", () => {
  it("leave in turn: many that are due in one shop do not hold up the one of another", async () => {
    const small = await another();
    await fill(stage.shop, 60, plusMs(noon, -MINUTE_MS));
    await fill(small, 1);
    const over = counting();
    await send(over);
    expect(over.to).toHaveLength(7);
    expect(await states(small)).toEqual(["sent"]);
  });

  it("leave as fast as the limit allows where one shop is alone, and in all never more at once than it says", async () => {
    await fill(stage.shop, 30);
    const alone = counting();
    expect(await send(alone)).toBe(12);
    const shops = [await another(), await another(), await another(), await another()];
    for (const shop of shops) await fill(shop, 10);
    const together = counting();
    while ((await send(together)) > 0);
    expect(together.to).toHaveLength(18 + 40);
    expect(together.most()).toBeLessThanOrEqual(12);
  });

  it("are never more than a hundred on their way at once, and one shop alone has several hundreds in a turn", async () => {
    await fill(stage.shop, 130);
    const over = counting();
    while ((await send(over, 1_000)) > 0);
    expect(new Set(over.to).size).toBe(130);
    expect(over.to).toHaveLength(130);
    expect(over.most()).toBeLessThanOrEqual(100);
  });

  it("are their sender's from when there is room for them, not from when its turn began", async () => {
    await fill(stage.shop, 110);
    let at = noon;
    let stalled = 0;
    let go!: () => void;
    const slow = new Promise<void>((resolve) => (go = resolve));
    const kept: boolean[] = [];
    const over: Transport<Email> = {
      close: () => undefined,
      async send({ to }) {
        stalled += 1;
        // The server takes none of the first hundred for eight minutes.
        if (stalled === 100) {
          at = plusMs(noon, 8 * MINUTE_MS);
          go();
        }
        if (stalled <= 100) await slow;
        const { rows } = await sql<{ left: number }>`
          select extract(epoch from claimed_until - ${at}::timestamptz)::int as left from messages
          where shop_id = ${stage.shop.shopId} and recipient = ${to} and state = 'sending'
        `.execute(database.db);
        kept.push((rows[0]?.left ?? 600) >= 600);
        return { kind: "accepted" };
      },
    };
    while ((await sendDue(database.db, () => at, 1_000, factSources, emailsBy(over))) > 0);
    expect([kept.length, kept.filter((isWhole) => isWhole).length]).toEqual([110, 10]);
  });

  it("leave once each from several workers at once, and are told of once", async () => {
    const shops = [stage.shop, await another(), await another()];
    for (const shop of shops) await fill(shop, 15);
    const workers = Array.from({ length: 4 }, counting);
    await Promise.all(
      workers.map(async (worker) => {
        while ((await send(worker, 6)) > 0);
      }),
    );
    while ((await send(stage.smtp)) > 0);
    const taken = [...workers.flatMap(({ to }) => to), ...(await stage.server.emails()).map(({ to }) => to?.[0]?.address)];
    expect(taken).toHaveLength(45);
    expect(new Set(taken).size).toBe(45);
    for (const shop of shops) {
      expect((await messagesOf(database.db, shop)).every(({ state, attempts }) => state === "sent" && attempts === 1)).toBe(true);
      for (const customerId of [1n, 15n]) expect(await timelineOf(database.db, shop, customerId)).toEqual(["message.sent"]);
    }
  });

  it("that senders died over are given up once each, whichever workers find them", async () => {
    const shops = [stage.shop, await another(), await another()];
    for (const shop of shops) await fill(shop, 5);
    await sql`update messages set state = 'sending', attempts = 1, claimed_until = ${plusMs(noon, -1)}, sent_at = ${noon}`.execute(
      database.db,
    );
    const over = counting();
    await Promise.all([send(over), send(over), send(over)]);
    await send(over);
    expect(over.to).toEqual([]);
    for (const shop of shops) {
      expect(await states(shop)).toEqual(Array.from({ length: 5 }, () => "failed"));
      expect(await timelineOf(database.db, shop, 3n)).toEqual(["message.dropped unknown-outcome"]);
    }
  });

  it("leave although another shop's cannot be decided about; those rest, and leave when they can", async () => {
    const broken = await another();
    await fill(stage.shop, 3);
    await fill(broken, 3);
    const told = { points: 800, expiresAt: plusMs(noon, 30 * DAY_MS), days: 30 };
    await sql`
      update messages set template = 'points-expiring', data = ${JSON.stringify(told)}::jsonb where shop_id = ${broken.shopId}
    `.execute(database.db);
    const sources: FactSources = { ...factSources, points: () => Promise.reject(new Error("not today")) };
    const over = counting();
    expect(await send(over, 12, noon, sources)).toBe(3);
    expect(await states(stage.shop)).toEqual(["sent", "sent", "sent"]);
    const resting = await messagesOf(database.db, broken);
    expect(resting.every(({ state, attempts }) => state === "queued" && attempts === 0)).toBe(true);
    expect(resting.every(({ due_at }) => due_at >= plusMs(noon, MINUTE_MS) && due_at <= plusMs(noon, 5 * MINUTE_MS))).toBe(true);
    expect(await send(over, 12, noon, sources)).toBe(0);
    await sql`update messages set template = 'win-back' where shop_id = ${broken.shopId}`.execute(database.db);
    await send(over, 12, plusMs(noon, 5 * MINUTE_MS), sources);
    expect(await states(broken)).toEqual(["sent", "sent", "sent"]);
  });
});
