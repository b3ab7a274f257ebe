import { sql } from "kysely";
import { expect, it } from "vitest";

import { appendNew, appending, type TimelineEvent } from "../../app/customers/timeline.server.ts";
import { readTale } from "../../app/customers/timeline.ts";
import { listHistory } from "../../app/customers/views/history.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const NOW = new Date("2026-06-01T10:00:00Z");
const about = { customerId: 7n, occurredAt: NOW };

const told = async (shopId: number) => {
  const { events } = await listHistory(database.db, shopId, 7n, { limit: 10, before: null });
  return events.map(({ kind, data }) => ({ kind, data })).reverse();
};

it("is read back as it was written: ids and points beyond what a number holds, and names in their languages (house A5)", async () => {
  const { shopId } = await createEarningShop(database.db);
  const reward = { redemptionId: 1n, title: "Gutschein", points: 9_007_199_254_740_993n, code: null, "title.en": "Voucher" };
  const events: TimelineEvent[] = [
    { ...about, kind: "reward.redeemed", key: "a", data: { ...reward, actor: "shopper" } },
    { ...about, kind: "reward.used", key: "b", data: { ...reward, orderId: 5n, orderName: "#5", again: true } },
    { ...about, kind: "customer.created", key: "c", data: {} },
  ];
  expect(await appendNew(database.db, shopId, events, NOW)).toEqual(events);
  expect(await appendNew(database.db, shopId, events, NOW)).toEqual([]);
  expect(await told(shopId)).toEqual(events.map(({ kind, data }) => ({ kind, data })));
});

it("is the same when a statement writes it (house A5)", async () => {
  const { shopId } = await createEarningShop(database.db);
  await sql`${appending({
    ...{ kind: "message.dropped", shopId: sql`${shopId}::int`, customerId: sql`one.id`, key: sql`'m:' || one.id`, now: NOW },
    data: { template: sql`'win-back'`, reason: sql`one.reason` },
    from: sql`(values (7::bigint, 'no-consent'), (7, 'twice')) as one(id, reason)`,
  })}`.execute(database.db);
  expect(await told(shopId)).toEqual([{ kind: "message.dropped", data: { template: "win-back", reason: "no-consent" } }]);
});

it("says what can still be read of an event that another version wrote, or that was made to forget (house A5)", () => {
  expect(readTale("points.adjusted", { points: "12", actor: 5, more: "of it" })).toEqual({
    ...{ kind: "points.adjusted", data: { points: 12n, reason: null, actor: null } },
  });
  expect(readTale("points.available", "nonsense").data).toEqual({ points: null });
  expect(readTale("quest.solved", { points: "12" })).toEqual({ kind: "quest.solved", data: {} });
  expect(readTale("constructor", {})).toEqual({ kind: "constructor", data: {} });
});

it("takes only a body of its kind (house A5)", () => {
  const refused = (): TimelineEvent[] => [
    // @ts-expect-error: who adjusted is missing
    { ...about, kind: "points.adjusted", key: "k", data: { points: 1n, reason: "r" } },
    // @ts-expect-error: points are whole numbers of any size
    { ...about, kind: "points.available", key: "k", data: { points: "1" } },
    // @ts-expect-error: no such kind
    { ...about, kind: "points.found", key: "k", data: { points: 1n } },
    // @ts-expect-error: nobody has read such a field
    { ...about, kind: "customer.created", key: "k", data: { by: "import" } },
  ];
  expect(refused()).toHaveLength(4);
});
