import { sql } from "kysely";
import { expect, it } from "vitest";

import { refreshProfiles } from "../../app/customers/profile.server.ts";
import { scoreShop } from "../../app/jobs/runs/segments.server.ts";
import { verify } from "../../app/segments/drift.server.ts";
import { dayOf, fillOrders } from "../insights/scores-stage.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, addShop, events, members } from "./support.ts";

const database = useDatabase();
const now = new Date("2026-11-10T02:05:00Z");
const today = dayOf("2026-11-10");

it("who is scored anew enters and leaves what asks for scores, in the job that scores (language: scores)", async () => {
  const [shop, other] = [await addShop(database.db), await addShop(database.db)];
  const orders = [1n, 2n, 3n].map((customerId) => ({
    ...{ customerId, orderId: customerId, day: today - 100 * Number(customerId), netMinor: 1_000 },
  }));
  for (const { shopId } of [shop, other]) {
    await fillOrders(database.db, shopId, orders);
    await refreshProfiles(database.db, shopId, [1n, 2n, 3n]);
    await addSegment(database.db, shopId, "recent", "recency_score = 5");
    await addSegment(database.db, shopId, "lost", "our_rfm_group IN ('DORMANT', 'ALMOST_LOST')");
    await addSegment(database.db, shopId, "bought", "number_of_orders = 1");
  }
  await scoreShop(shop, {}, () => now);
  expect(await members(database.db, shop.shopId)).toEqual(["1:recent", "3:lost"]);
  expect(await events(database.db, shop.shopId)).toEqual(["1:segment.entered:recent", "3:segment.entered:lost"]);
  expect((await verify(database.db, shop, now)).map(({ missing, extra }) => [missing, extra])).toEqual(
    [1, 2, 3].map(() => [["bought"], []]),
  );
  expect(await members(database.db, other.shopId)).toEqual([]);

  // The latest of them buys no more, and is gone from the scores of the next day.
  await sql`update orders set cancelled_at = ${now} where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
  await refreshProfiles(database.db, shop.shopId, [1n]);
  await scoreShop(shop, {}, () => new Date("2026-11-11T02:05:00Z"));
  expect(await members(database.db, shop.shopId)).toEqual(["2:recent", "3:lost"]);
});
