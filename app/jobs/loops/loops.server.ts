import { setTimeout as sleep } from "node:timers/promises";

import { meansBy } from "../../actions/redemption-means.server.ts";
import { affiliateLoops } from "../../affiliates/loops.server.ts";
import { onClockMoved } from "../../clock.server.ts";
import { log } from "../../log.server.ts";
import { messageLoops } from "../../messages/loops.server.ts";
import { NOUNS } from "../../pipeline/nouns.server.ts";
import type { Loop } from "../../queue/loop.ts";
import { rewardLoops } from "../../rewards/loops.server.ts";
import { syncLoops } from "../../sync/loops.server.ts";
import { programLoops } from "../runs/program-versions.server.ts";
import { createAlarm, gathering, type Alarm } from "./alarm.ts";
import { factSources } from "./fact-sources.server.ts";
import { inboxLoops } from "./inbox-loop.server.ts";
import { emailEventLoops } from "./email-events-loop.server.ts";
import { timeLoops } from "./time-loops.server.ts";

const MOST_GATHER_MS = 150;

/**
 * The claim loops, as those declare them whose they are; what works with something above it is handed that here. Each step does a bounded piece of work and
 * says how much it was; a loop rests when that was not `enough` (when there was nothing).
 */
export const LOOPS: readonly Loop[] = [
  ...inboxLoops,
  ...timeLoops,
  ...NOUNS.flatMap((noun) => noun.loops),
  ...rewardLoops(meansBy),
  ...affiliateLoops(meansBy),
  ...programLoops,
  ...messageLoops(factSources),
  ...emailEventLoops,
  ...syncLoops,
];

const inboxAlarm = createAlarm();

/** Webhooks of one change arrive within moments of each other. */
const GATHER_MS = 20;

/** Tells the inbox's loop of this process that a webhook has been stored. Where another process works, its loop looks by itself. */
export const wakeInbox = gathering(GATHER_MS, inboxAlarm.ring);

/** Runs all claim loops until the signal aborts; resolves when the last step has ended. */
export async function runLoops(signal: AbortSignal): Promise<void> {
  const running = LOOPS.map((loop) => ({ loop, alarm: loop.name === "inbox" ? inboxAlarm : createAlarm() }));
  // What was not due a moment ago may be now.
  const ringAll = () => running.forEach(({ alarm }) => alarm.ring());
  onClockMoved(ringAll, signal);
  signal.addEventListener("abort", ringAll, { once: true });
  await Promise.all(running.map(({ loop, alarm }) => run(loop, alarm, signal)));
}

async function run({ name, idleMs, enough = 1, gather = false, step }: Loop, alarm: Alarm, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let done = 0;
    // Taken before the step, so that a move of the clock during it is not slept through.
    const rung = alarm.rung();
    const began = performance.now();
    try {
      done = await step();
      failures = 0;
    } catch (error) {
      failures += 1;
      log().error({ error, loop: name }, "loop step failed");
    }
    if (gather && done > 0 && done < enough) await pause(Math.min(MOST_GATHER_MS, performance.now() - began), signal);
    const restMs = failures > 0 ? Math.min(30_000, idleMs * 2 ** failures) : done >= enough ? 0 : idleMs;
    if (restMs > 0 && alarm.rung() === rung) await alarm.rest(restMs);
  }
}

/** Whatever rings; only the end of the process ends it early. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
