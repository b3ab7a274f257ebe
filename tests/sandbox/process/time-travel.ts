import { DAY_MS, MINUTE_MS } from "../lib/time.ts";
import type { MovableClock } from "../clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Idleness, Pending } from "./idle.ts";
import { nextNight } from "./nights.ts";

/** The clock never jumps further than this at once, so that what happens in a day happens within the day. */
const LONGEST_STEP_MS = DAY_MS;
/**
 * It stops where a mail or a flow step is due: advertising waits for the morning, and were every stop at night, it would wait for ever; and at the end of each
 * night, whose jobs the app then runs. But it does not stop at each of many that lie close together.
 */
const SHORTEST_STEP_MS = 10 * MINUTE_MS;
/** How long a step may wait for the app; a step that cannot finish does not hold up the journey. */
const STEP_TIMEOUT_MS = 30_000;
/**
 * The nights of a journey's last week are spent. Those before would cost minutes and find nothing that the later ones do not: each looks at everything, or at
 * the last three days, and what changed before that the ten minutes' comparisons have found on the way.
 */
const NIGHTS_MS = 7 * DAY_MS;

export type Journey = { steps: number; /** What was not finished at the end, or null. */ pending: Pending | null };

/** Moves the one clock to an instant, step by step, letting the app finish what each step makes due. Backwards it jumps. */
export async function travel(clock: MovableClock, delivery: Delivery, idleness: Idleness, to: Date): Promise<Journey> {
  if (to <= clock.now()) {
    clock.set(to);
    return { steps: 1, pending: await idleness.waitForIdle(STEP_TIMEOUT_MS) };
  }
  let pending: Pending | null = null;
  const nightsFrom = new Date(to.getTime() - NIGHTS_MS);
  for (let steps = 0; ; steps += 1) {
    const left = to.getTime() - clock.now().getTime();
    if (left <= 0) return { steps, pending };
    const before = clock.now();
    clock.advance(Math.min(left, await stepMs(before, nightsFrom, idleness)));
    delivery.clockMoved();
    if (clock.now() > nightsFrom) await idleness.nightsPassed(before > nightsFrom ? before : nightsFrom, clock.now());
    pending = await idleness.waitForIdle(STEP_TIMEOUT_MS);
  }
}

async function stepMs(now: Date, nightsFrom: Date, idleness: Idleness): Promise<number> {
  const due = (await idleness.nextDue(now))?.getTime() ?? Infinity;
  const night = nextNight(now > nightsFrom ? now : nightsFrom).getTime();
  return Math.min(LONGEST_STEP_MS, Math.max(SHORTEST_STEP_MS, Math.min(due, night) - now.getTime()));
}
