import { sql } from "kysely";

import { expireDue } from "../../../app/rewards/redemptions/release/due.server.ts";
import { issueDue } from "../../../app/rewards/redemptions/issue.server.ts";
import { releaseDue } from "../../../app/rewards/redemptions/release/release.server.ts";
import { redeem, withdraw } from "../../../app/rewards/redemptions/redemptions.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { Crash, Fault } from "./faults.ts";
import { meansWith } from "./means.ts";
import { DAY } from "./orders.ts";
import type { Reward, ShopLife, World } from "./life/shop-life.ts";

type Row = { id: bigint; state: string; code: string; intent: string; issued_at: Date | null; expires_at: Date | null };

/** What the app has written down of redemptions; releases in the order in which they were posted. */
async function readRows(life: ShopLife): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select r.redemption_id as id, r.state, r.code, r.intent, r.issued_at, r.expires_at from redemptions r
    left join ledger_entries e on e.shop_id = r.shop_id and e.key = 'redemption:' || r.redemption_id || ':release'
    where r.shop_id = ${life.shop.shopId} order by e.seq nulls first, r.redemption_id
  `.execute(life.db);
  return rows;
}

/** Takes from the app when a step was recorded. Whether it might be is the model's to say. */
export async function observe(life: ShopLife): Promise<void> {
  for (const row of await readRows(life)) {
    const known = life.model.redemptions.get(row.id);
    if (known === undefined) throw new Error(`Redemption ${row.id} of ${row.intent} came from nowhere`);
    known.issued = row.issued_at !== null;
    if (row.issued_at !== null && !known.paidOut) {
      const midnight = row.issued_at.getTime() - (row.issued_at.getTime() % DAY);
      known.expires = known.validDays === null ? null : midnight + (known.validDays + 1) * DAY - 60_000;
      if (row.expires_at?.getTime() !== known.expires && (row.expires_at ?? known.expires) !== null)
        throw new Error(`Redemption ${row.id} expires at ${row.expires_at?.toISOString() ?? "no time"}`);
    }
    if (row.state !== "released" || known.released) continue;
    if (known.usedBy !== null) throw new Error(`Redemption ${row.id} was used and is released`);
    if (life.shopify.refused.has(row.code)) known.ending ??= "refused";
    if (known.expires !== null && known.expires <= life.now) known.ending ??= "expired";
    if (known.ending === null) throw new Error(`Redemption ${row.id} was released for no reason`);
    life.model.release(known, life.now);
  }
}

function meansOf(lives: readonly ShopLife[], fault: Fault) {
  const [first] = lives;
  if (first === undefined) throw new Error("No shops");
  const lifeOf = (shop: Shop) => lives.find((life) => life.shop.shopId === shop.shopId) ?? first;
  return meansWith(first.db, lifeOf, fault, async (shop, orderIds) => {
    const life = lifeOf(shop);
    await observe(life);
    await life.tell(
      life.truth().filter(({ id }) => orderIds.includes(id)),
      [],
    );
    // The app judges a tier with the order that it asked for, in the middle of a round.
    life.model.judgeChanged(life.now);
  });
}

/** A shopper's click, with whatever befalls the process meanwhile. */
export async function click(life: ShopLife, world: World, customer: bigint, reward: Reward, again: string | null): Promise<void> {
  const { random, model, shop, now } = life;
  const points = reward.price(random);
  const cost = reward.cost(points);
  const intent = again ?? `intent:${customer}:${now}:${random.below(1_000_000)}`;
  if (again === null) model.expire(now, customer);
  const enough = model.available(customer, now) >= cost;
  if (random.chance(4)) life.shopify.refuseNext = true;
  const chosen = points === null ? null : BigInt(points);
  const request = { customerId: customer, rewardId: reward.rewardId, points: chosen, intent, actor: "shopper" };
  const outcome = await redeem(meansOf([life], Fault.some(random, 25)), shop, request).catch((error: unknown) => {
    if (error instanceof Crash || (error instanceof Error && error.message === "The connection was reset")) return null;
    throw error;
  });
  if (again !== null) {
    if (outcome?.ok === true && !outcome.duplicate) throw new Error("The same click was taken for another");
    return;
  }
  const { rows } = await sql<{ id: bigint; code: string; points: bigint }>`
    select redemption_id as id, code, points from redemptions where shop_id = ${shop.shopId} and intent = ${intent}
  `.execute(life.db);
  const [row] = rows;
  if (outcome !== null && outcome.ok !== enough)
    throw new Error(
      `${customer} has ${model.available(customer, now)}, ${cost} are asked: ${outcome.ok ? "given" : outcome.reason}`,
    );
  if (row === undefined) return;
  if (!enough || Number(row.points) !== cost) throw new Error(`${customer} cannot pay ${cost}`);
  const { paidOut, validDays } = reward;
  model.reserved(
    {
      ...{ id: row.id, customer: model.who(customer).id, points: cost, paidOut, validDays, ending: null, expires: null },
      ...{ issued: false, released: false, usedBy: null, back: 0 },
    },
    row.code,
    now,
  );
  world.intents.push({ intent, customer, rewardId: reward.rewardId });
}

/** A merchant takes a code back. */
export async function takeBack(life: ShopLife, redemptionId: bigint): Promise<void> {
  const known = life.model.redemptions.get(redemptionId);
  if (known === undefined || known.paidOut) return;
  const fault = Fault.some(life.random, 30);
  const withdrawal = { reason: "withdrawn" as const, actor: "merchant:1" };
  await withdraw(meansOf([life], fault), life.shop, redemptionId, withdrawal).catch((error: unknown) => {
    if (!(error instanceof Crash) && !fault.hit) throw error;
  });
  const { rows } = await sql<{ state: string }>`
    select state from redemptions where shop_id = ${life.shop.shopId} and redemption_id = ${redemptionId}
  `.execute(life.db);
  if (rows[0]?.state === "releasing" || rows[0]?.state === "released") known.ending ??= "withdrawn";
}

const WORKERS = 4;

/** What the loops do for redemptions. @returns how many they dealt with */
export async function runLoops(lives: readonly ShopLife[], percent: number): Promise<number> {
  const [first] = lives;
  if (first === undefined) return 0;
  const at = first.date();
  let done = 0;
  const run = async (step: (means: ReturnType<typeof meansOf>) => Promise<number>) => {
    const fault = Fault.some(first.random, percent);
    try {
      done += await step(meansOf(lives, fault));
    } catch (error) {
      if (!(error instanceof Crash) && !fault.hit) throw error;
      done += 1;
    }
  };
  await run((means) => expireDue(means, at, 1_000));
  for (const due of [issueDue, releaseDue])
    await Promise.all(Array.from({ length: WORKERS }, () => run((means) => due(means, at, 40))));
  return done;
}
