import { sql } from "kysely";

import { appending } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { isTold } from "../../deliveries/receivers.server.ts";
import { ids, numbers, texts, unnested, yesOrNo } from "../../lib/rows.server.ts";
import { latestPublished } from "../../messages/content/store/emails.server.ts";
import { enqueue } from "../../messages/outbox.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { About, Run } from "../planner/flow.ts";
import { emailIdsOf, messagesOf, type Placed, type Step } from "./messages-of.ts";
import * as store from "./store.server.ts";

/** Occasions that come every year are kept only when they are near: a nightly look finds those that have come near. */
export const HORIZON_MS = 40 * DAY_MS;

/** Carries out what was planned, set-based. The caller holds the customers' locks. */
export async function carryOut(db: Db, shopId: number, all: readonly Step[], now: Date): Promise<void> {
  const steps = all.filter((step) => !isUnchanged(step) && !isFar(step, now));
  if (steps.length === 0) return;
  const { forgotten, kept } = reused(steps);
  await store.forgetRuns(db, shopId, forgotten);
  const existing = kept.flatMap((step) =>
    step.stored === null ? [] : [{ ...step, stored: step.stored, runId: step.stored.runId }],
  );
  const { moves, ends, rest } = byChange(existing);
  await store.moveRuns(db, shopId, moves);
  await store.endRuns(db, shopId, ends, now);
  await store.updateRuns(db, shopId, rest, now);
  const fresh = kept.filter(({ stored }) => stored === null);
  if (fresh.every(isWaiting)) await store.addRuns(db, shopId, fresh.map(rowOf), now);
  const inserted = fresh.every(isWaiting) ? NONE : await store.insertRuns(db, shopId, fresh.map(rowOf), now);
  // In the order of the plan, in which emails are then queued: of two at one instant the cap lets the first leave.
  const placed = kept.flatMap((step): Placed[] => {
    const runId = step.stored?.runId ?? inserted.get(store.runKey(step.flow.flowId, step.customerId, step.planned.run.occasion));
    return runId === undefined ? [] : [{ ...step, runId }];
  });
  await store.addEffects(db, shopId, placed.flatMap(effectsOf));
  const published = await latestPublished(db, shopId, emailIdsOf(placed));
  await enqueue(
    db,
    shopId,
    placed.flatMap((step) => messagesOf(step, published)),
    now,
  );
  await tellOf(db, shopId, placed, now);
}

const NONE: ReadonlyMap<string, bigint> = new Map();

/** Nothing is done yet, nor told: nobody needs to know which row it is. */
function isWaiting({ planned }: Step): boolean {
  return planned.kind === "go" && !planned.entered && planned.acts.length === 0;
}

/** Rows of waits that are over take up the waits that follow: who buys again waits anew, at the price of one row. */
function reused(steps: readonly Step[]): { forgotten: bigint[]; kept: Step[] } {
  const free = new Map<string, store.StoredRun[]>();
  for (const { flow, customerId, planned, stored } of steps) {
    if (planned.kind !== "forget" || stored === null) continue;
    const key = `${flow.flowId}:${customerId}`;
    free.set(key, [...(free.get(key) ?? []), stored]);
  }
  const kept = steps.flatMap((step) => {
    if (step.planned.kind === "forget") return [];
    if (step.stored !== null || step.planned.kind !== "go" || step.planned.entered) return [step];
    const stored = free.get(`${step.flow.flowId}:${step.customerId}`)?.pop() ?? null;
    return [{ ...step, stored }];
  });
  return { forgotten: [...free.values()].flat().map(({ runId }) => runId), kept };
}

type Existing = Placed & { stored: store.StoredRun };

/** Most runs only move, or end where they stand: of these little is written. */
function byChange(existing: readonly Existing[]) {
  const moves: store.Move[] = [];
  const ends: store.End[] = [];
  const rest: (store.RunRow & { runId: bigint })[] = [];
  for (const step of existing) {
    const { planned, stored, runId } = step;
    const { run } = planned;
    if (!isSameRun(step)) rest.push({ runId, ...rowOf(step) });
    else if (planned.kind === "end" && isAtSamePlace(stored, run))
      ends.push({ runId, reason: planned.reason, entering: planned.entered });
    else if (planned.kind === "go" && stored.state === run.phase && stored.dueAt !== null)
      moves.push({ runId, stepId: run.stepId, arrivedAt: run.arrivedAt, gift: run.gift, dueAt: planned.dueAt });
    else rest.push({ runId, ...rowOf(step) });
  }
  return { moves, ends, rest };
}

function rowOf({ flow, customerId, version, planned }: Step): store.RunRow {
  const { run } = planned;
  const { occasion, since, about, holdout, gift, stepId, arrivedAt, notBefore } = run;
  const over = planned.kind === "end";
  return {
    ...{ flowId: flow.flowId, version, customerId, occasion, since, about, holdout, gift, arrivedAt, notBefore },
    stepId: over ? null : stepId,
    state: over ? "ended" : run.phase,
    entering: planned.kind !== "forget" && planned.entered,
    endReason: over ? planned.reason : null,
    dueAt: planned.kind === "go" ? planned.dueAt : null,
  };
}

function isUnchanged(step: Step): boolean {
  const { planned, stored } = step;
  if (planned.kind !== "go" || stored === null) return false;
  if (planned.entered || planned.acts.length > 0 || !isSameRun({ ...step, stored })) return false;
  const { run, dueAt } = planned;
  return stored.state === run.phase && stored.stepId === run.stepId && isAtSamePlace(stored, run) && isSame(stored.dueAt, dueAt);
}

/** It is about the same, and follows the same version. */
function isSameRun({ planned: { run }, stored, version }: Pick<Existing, "planned" | "stored" | "version">): boolean {
  return (
    stored.version === version &&
    stored.occasion === run.occasion &&
    stored.holdout === run.holdout &&
    isSame(stored.since, run.since) &&
    isSame(stored.notBefore, run.notBefore) &&
    isSameAbout(stored.about, run.about)
  );
}

/** It came where it stands at the same time, with the same in its hands. */
function isAtSamePlace(stored: store.StoredRun, run: Run): boolean {
  return stored.gift === run.gift && isSame(stored.arrivedAt, run.arrivedAt);
}

const isSame = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();

/** The database keeps names in an order of its own. */
function isSameAbout(a: About, b: About): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function isFar({ flow, planned, stored }: Step, now: Date): boolean {
  const { kind } = flow.definition.trigger;
  if (kind === "lapsed" || kind === "due" || kind === "event") return false;
  return stored === null && planned.kind === "go" && planned.run.phase === "waiting" && planned.dueAt > plusMs(now, HORIZON_MS);
}

function effectsOf({ planned, runId, customerId }: Placed): store.NewEffect[] {
  if (planned.kind === "forget") return [];
  return planned.acts.flatMap(({ step, dueAt }) =>
    step.kind === "email" ? [] : [{ runId, stepId: step.id, customerId, step, dueAt }],
  );
}

/** What the timeline tells of runs. A thousand of them say much the same. */
async function tellOf(db: Db, shopId: number, placed: readonly Placed[], now: Date): Promise<void> {
  const entered = placed.flatMap((step) => (step.planned.kind !== "forget" && step.planned.entered ? [step] : []));
  if (entered.length > 0) {
    const holdouts = yesOrNo(entered.map(({ planned }) => planned.run.holdout));
    await sql`${appending({
      ...{ kind: "flow.entered", shopId: sql`${shopId}::int`, customerId: sql`e.customer_id`, now },
      key: sql`'flow:' || e.run_id || ':entered'`,
      data: { flow: sql`e.flow`, holdout: sql`e.holdout` },
      from: sql`${unnested(...whose(entered), holdouts)} as e(customer_id, run_id, flow, holdout)`,
    })}`.execute(sending(db));
  }
  await tellOfSteps(db, shopId, placed, now);
  const ended = placed.flatMap(({ planned, ...step }) =>
    planned.kind === "end" && planned.began ? [{ ...step, reason: planned.reason }] : [],
  );
  if (ended.length === 0) return;
  await sql`${appending({
    ...{ kind: "flow.ended", shopId: sql`${shopId}::int`, customerId: sql`e.customer_id`, now },
    key: sql`'flow:' || e.run_id || ':ended'`,
    data: { flow: sql`e.flow`, reason: sql`e.reason` },
    from: sql`${unnested(...whose(ended), texts(ended.map(({ reason }) => reason)))} as e(customer_id, run_id, flow, reason)`,
  })}`.execute(sending(db));
}

/** Steps that give something, for receivers that want to hear of each: else nothing is written. */
async function tellOfSteps(db: Db, shopId: number, placed: readonly Placed[], now: Date): Promise<void> {
  const reached = placed.flatMap(({ planned, ...of }) =>
    planned.kind === "forget" ? [] : planned.acts.map(({ step }) => ({ ...of, step })),
  );
  if (reached.length === 0) return;
  const flowIds = numbers(reached.map(({ flow }) => flow.flowId));
  const kinds = texts(reached.map(({ step }) => step.kind));
  const stepIds = texts(reached.map(({ step }) => step.id));
  const emailIds = numbers(reached.map(({ step }) => (step.kind === "email" ? step.emailId : null)));
  await sql`${appending({
    ...{ kind: "flow.reached", shopId: sql`${shopId}::int`, customerId: sql`e.customer_id`, now },
    key: sql`'flow:' || e.run_id || ':reached:' || e.step_id`,
    data: {
      ...{ flow: sql`e.flow`, flowId: sql`e.flow_id`, step: sql`e.step`, stepId: sql`e.step_id`, emailId: sql`e.email_id` },
    },
    from: sql`${unnested(...whose(reached), flowIds, kinds, stepIds, emailIds)} as e(customer_id, run_id, flow, flow_id, step, step_id, email_id)
      where ${isTold(shopId, "flow.reached")}`,
  })}`.execute(sending(db));
}

function whose(steps: readonly Pick<Placed, "customerId" | "runId" | "flow">[]) {
  const customers = ids(steps.map(({ customerId }) => customerId));
  return [customers, ids(steps.map(({ runId }) => runId)), texts(steps.map(({ flow }) => flow.label))] as const;
}
