import { setTimeout as sleep } from "node:timers/promises";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import * as flows from "../flows/runs.server.ts";
import { log } from "../log.server.ts";
import * as outbox from "../messages/outbox.server.ts";
import { matureDue } from "../points/ledger.server.ts";
import * as segments from "../segments/membership.server.ts";
import { getShop } from "../shops/shops.server.ts";
import { pushConsent } from "../sync/consent-push.server.ts";
import { syncDue } from "../sync/metafields.server.ts";
import { drainInbox } from "./inbox-loop.server.ts";

const DUE_LIMIT = 500;

type Loop = { name: string; idleMs: number; step: () => Promise<number> };

/** The claim loops. Each step does a bounded piece of work and says how much it was; a loop rests only when there was none. */
const LOOPS: readonly Loop[] = [
  { name: "inbox", idleMs: 250, step: () => drainInbox(now()) },
  { name: "points", idleMs: 1_000, step: () => maturePoints() },
  { name: "segments", idleMs: 1_000, step: () => ageSegments() },
  { name: "flows", idleMs: 1_000, step: () => flows.fireDue(db(), now(), DUE_LIMIT) },
  { name: "outbox", idleMs: 500, step: () => outbox.sendDue(db(), now(), 50) },
  { name: "metafields", idleMs: 1_000, step: () => syncDue(now()) },
  { name: "consent", idleMs: 2_000, step: () => pushConsent(now()) },
];

async function maturePoints(): Promise<number> {
  const touched = await db().transaction().execute((tx) => matureDue(tx, now(), DUE_LIMIT));
  return [...touched.values()].reduce((total, customerIds) => total + customerIds.length, 0);
}

/** Time alone moves customers between segments; their flows hear of it in the same transaction. */
async function ageSegments(): Promise<number> {
  const at = now();
  const touched = await segments.evaluateDue(db(), at, DUE_LIMIT, async (tx, shopId, customerIds) => {
    await flows.react(tx, await getShop(tx, shopId), customerIds, at);
  });
  return [...touched.values()].reduce((total, customerIds) => total + customerIds.length, 0);
}

/** Runs all claim loops until the signal aborts; resolves when the last step has ended. */
export async function runLoops(signal: AbortSignal): Promise<void> {
  await Promise.all(LOOPS.map((loop) => run(loop, signal)));
}

async function run({ name, idleMs, step }: Loop, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let done = 0;
    try {
      done = await step();
      failures = 0;
    } catch (error) {
      failures += 1;
      log().error({ error, loop: name }, "loop step failed");
    }
    const restMs = failures > 0 ? Math.min(30_000, idleMs * 2 ** failures) : done > 0 ? 0 : idleMs;
    if (restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
}
