import type { Db } from "../../../app/db.server.ts";
import { drainInbox, INBOX_BATCH } from "../../../app/jobs/loops/inbox-loop.server.ts";
import { verify } from "../../../app/points/verification/verify.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { fillInbox } from "../inbox.ts";
import { NOW, openShop, type Stage } from "../stage.ts";
import { renderWebhooks } from "../webhooks.ts";

const ROUNDS = 3;

/**
 * What most shops of an app that serves many are like: one order each, now and then. Each order is a transaction of its own, with all that follows
 * from it; beside it stand as many orders of one shop, which share one.
 */
export async function processManyShops(stage: Stage, { shops: count }: { shops: number }): Promise<Figure> {
  const { db } = stage;
  const shops: Shop[] = [];
  while (shops.length < count) shops.push(await openShop(db));
  const single = await openShop(db);
  const orders = renderWebhooks(single.domain, count * (ROUNDS + 1), stage.folder).filter(
    ({ topic }) => topic === "orders/create",
  );
  if (orders.length < count * (ROUNDS + 1)) throw new Error("The history has too few orders");
  const take = (round: number) => orders.slice(round * count, (round + 1) * count);

  let [ms, cpuMs] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    await fillInbox(
      db,
      take(round).map((event, index) => ({ ...event, shop: shops[index]?.domain ?? "" })),
    );
    const spent = await timed(drain);
    ms += spent.ms;
    cpuMs += spent.cpuMs;
  }
  await fillInbox(db, take(ROUNDS));
  const together = await timed(drain);
  for (const shop of [single, ...shops]) await provedRight(db, shop);
  const processed = count * ROUNDS;
  return {
    scenario: `Orders of ${count} shops, one each`,
    unit: "orders",
    app: { what: "drainInbox: a transaction an order", perSecond: perSecond(processed, ms) },
    baselines: [{ what: `${count} orders of one shop, ${INBOX_BATCH} a transaction`, perSecond: perSecond(count, together.ms) }],
    notes: [`${(cpuMs / processed).toFixed(2)} ms of the worker's processor an order, ${(ms / processed).toFixed(2)} ms in all`],
  };
}

async function drain(): Promise<void> {
  while ((await drainInbox(() => NOW)) > 0);
}

async function provedRight(db: Db, shop: Shop): Promise<void> {
  const { discrepancies } = await verify(db, shop);
  if (discrepancies.length > 0) throw new Error(`The ledger is wrong: ${JSON.stringify(discrepancies[0])}`);
}
