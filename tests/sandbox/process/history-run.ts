import { setTimeout as sleep } from "node:timers/promises";

import { DAY_MS } from "../../../app/lib/time.ts";
import type { MovableClock } from "../clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Player } from "../history/play.ts";
import { describePending, type Idleness } from "./idle.ts";

/** So many webhooks may wait in the app before time goes on: a few days' worth, so that what happens in it happens near its day. */
const MOST_WAITING = 900;
const MOST_UNDELIVERED = 200;
const IDLE_TIMEOUT_MS = 120_000;

/**
 * Lets the past happen from `from` to `to`, a day at a time: the app's clock first, then that day's events, delivered while the next day begins.
 */
export async function runHistory(
  parts: { clock: MovableClock; delivery: Delivery; idleness: Idleness; players: readonly Player[]; log: (line: string) => void },
  from: Date,
  to: Date,
): Promise<void> {
  const { clock, delivery, idleness, players, log } = parts;
  const days = Math.ceil((to.getTime() - from.getTime()) / DAY_MS);
  const started = performance.now();
  for (let day = 1; day <= days; day += 1) {
    const until = new Date(Math.min(from.getTime() + day * DAY_MS, to.getTime()));
    clock.set(until);
    for (const player of players) player.playUntil(until);
    await delivery.drainedTo(MOST_UNDELIVERED);
    while ((await idleness.inboxLength()) > MOST_WAITING) await sleep(25);
    if (day % 60 === 0) log(`history: ${until.toISOString().slice(0, 10)}`);
  }
  clock.set(to);
  const pending = await idleness.waitForIdle(IDLE_TIMEOUT_MS);
  if (pending !== null) throw new Error(`The app did not finish the history: ${describePending(pending)}`);
  const { delivered, failed } = delivery.counts();
  log(
    `history: ${delivered} webhooks delivered in ${((performance.now() - started) / 1000).toFixed(1)} s${failed > 0 ? `, ${failed} given up` : ""}`,
  );
}
