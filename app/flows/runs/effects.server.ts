import { sql } from "kysely";

import type { MovedByTime } from "../../customers/noun.ts";
import type { Db, Tx } from "../../db.server.ts";
import { backoffSql } from "../../lib/backoff.ts";
import { customersByShop, ids, recordset } from "../../lib/rows.server.ts";
import { HOUR_MS, MINUTE_MS } from "../../lib/time.ts";
import type { FactSource } from "../../messages/templates/facts.ts";
import { adjust } from "../../points/ledger.server.ts";
import type { JobData } from "../../queue/jobs.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { give } from "../../rewards/redemptions/taking/give.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { flowLabel } from "./read-flows.server.ts";
import type { StepOf } from "../definition/steps.ts";

type Effect = {
  runId: bigint;
  stepId: string;
  flowId: number;
  /** What the flow is called. */
  label: string;
  customerId: bigint;
  step: StepOf<"points" | "reward" | "tag">;
};

export async function listDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select distinct shop_id, customer_id from (
      select shop_id, customer_id from flow_effects where done_at is null and due_at <= ${now} order by due_at limit ${limit}
    ) due order by shop_id, customer_id
  `.execute(db);
  return customersByShop(rows);
}

/** Gives what is due to these customers, in a change of the shop: each effect once, because it is marked in the transaction that gives it. */
export async function work(tx: Tx, shop: Shop, customerIds: bigint[], at: Date): Promise<MovedByTime> {
  const { shopId } = shop;
  const { rows } = await sql<Effect>`
    select e.run_id as "runId", e.step_id as "stepId", r.flow_id as "flowId", ${flowLabel} as label, e.customer_id as "customerId", e.step
    from flow_effects e join flow_runs r on r.shop_id = e.shop_id and r.run_id = e.run_id
    join flows f on f.shop_id = r.shop_id and f.flow_id = r.flow_id
    where e.shop_id = ${shopId} and e.customer_id = any(${ids(customerIds)}) and e.done_at is null and e.due_at <= ${at}
    order by e.due_at, e.run_id, e.step_id for no key update of e
  `.execute(tx);
  const outcomes: { run_id: bigint; step_id: string; outcome: string }[] = [];
  for (const effect of rows) {
    const { runId, stepId } = effect;
    outcomes.push({ run_id: runId, step_id: stepId, outcome: await carryOut(tx, shop, effect, at) });
  }
  await enqueue(
    "tag-customer",
    rows.flatMap((effect) => tagsOf(shopId, effect)),
    { db: tx },
  );
  await sql`
    update flow_effects e set done_at = ${at}, outcome = t.outcome
    from ${recordset(outcomes)} as t(run_id bigint, step_id text, outcome text)
    where e.shop_id = ${shopId} and e.run_id = t.run_id and e.step_id = t.step_id
  `.execute(tx);
  const moved = rows.filter(({ step }, index) => step.kind === "points" && outcomes[index]?.outcome === "given");
  return { points: moved.map(({ customerId }) => customerId) };
}

/** Names what a step of a run gives. */
const intentOf = (runId: bigint, stepId: string) => `flow:${runId}:${stepId}`;

/** As the source that is given tells of gifts; one that could not be given (its reward was put away meanwhile) is waited for no more. */
export const withoutFailed =
  (source: FactSource<"gift">): FactSource<"gift"> =>
  async (tx, shopId, questions, now) => {
    const gifts = await source(tx, shopId, questions, now);
    const waiting = questions.flatMap(({ about }, at) =>
      gifts[at]?.state === "making" && about !== null && "intent" in about ? [about.intent] : [],
    );
    if (waiting.length === 0) return gifts;
    const { rows } = await sql<{ runId: bigint; stepId: string }>`
      select run_id as "runId", step_id as "stepId" from flow_effects
      where shop_id = ${shopId} and outcome <> 'given'
        and run_id = any(${ids(waiting.map((intent) => BigInt(/^flow:(\d{1,18}):/.exec(intent)?.[1] ?? 0)))})
    `.execute(tx);
    const failed = new Set(rows.map(({ runId, stepId }) => intentOf(runId, stepId)));
    return gifts.map((gift, at) => {
      const about = questions[at]?.about ?? null;
      return about !== null && "intent" in about && failed.has(about.intent) ? { state: "gone" } : gift;
    });
  };

/** @returns "given", or why not */
async function carryOut(
  tx: Tx,
  shop: Shop,
  { runId, stepId, flowId, label, customerId, step }: Effect,
  at: Date,
): Promise<string> {
  const key = intentOf(runId, stepId);
  switch (step.kind) {
    case "points": {
      const given = await adjust(
        tx,
        shop,
        { customerId, points: BigInt(step.points), reason: label, actor: `flow:${flowId}`, key },
        at,
      );
      return given.ok ? "given" : given.reason;
    }
    case "reward": {
      const given = await give(tx, shop, { customerId, rewardId: step.rewardId, intent: key }, at);
      return given.ok ? "given" : given.reason;
    }
    case "tag":
      // Shopify is told by a job, which is asked for with those of all the others.
      return "given";
  }
}

function tagsOf(shopId: number, { customerId, step }: Effect): JobData<"tag-customer">[] {
  if (step.kind !== "tag") return [];
  return [{ shopId, customerId: String(customerId), add: step.add, remove: step.remove }];
}

/** Puts off what could not be done, so that a shop that fails or is busy holds up no other. */
export async function rest(db: Db, shopId: number, customerIds: bigint[], now: Date, why: "busy" | "failed"): Promise<void> {
  const wait = why === "busy" ? sql`interval '2 seconds'` : backoffSql(sql`attempts + 1`, MINUTE_MS, HOUR_MS);
  await sql`
    update flow_effects set due_at = ${now}::timestamptz + ${wait},
      attempts = attempts + ${why === "failed" ? 1 : 0}
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and done_at is null and due_at <= ${now}
  `.execute(db);
}
