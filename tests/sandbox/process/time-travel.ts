import { DAY_MS, MINUTE_MS } from "../../../app/lib/time.ts";
import type { MovableClock } from "../clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Idleness, Pending } from "./idle.ts";

/** The clock never jumps further than this at once, so that what happens in a day happens within the day. */
const LONGEST_STEP_MS = DAY_MS;
/**
 * It stops where a mail or a flow step is due: advertising waits for the morning, and were every stop at night, it would wait for ever. But it
 * does not stop at each of many that lie close together.
 */
const SHORTEST_STEP_MS = 10 * MINUTE_MS;
/** How long a step may wait for the app; a step that cannot finish does not hold up the journey. */
const STEP_TIMEOUT_MS = 30_000;

export type Journey = { steps: number; /** What was not finished at the end, or null. */ pending: Pending | null };

/** Moves the one clock to an instant, step by step, letting the app finish what each step makes due. Backwards it jumps. */
export async function travel(clock: MovableClock, delivery: Delivery, idleness: Idleness, to: Date): Promise<Journey> {
  if (to <= clock.now()) {
    clock.set(to);
    return { steps: 1, pending: await idleness.waitForIdle(STEP_TIMEOUT_MS) };
  }
  let pending: Pending | null = null;
  for (let steps = 0; ; steps += 1) {
    const left = to.getTime() - clock.now().getTime();
    if (left <= 0) return { steps, pending };
    clock.advance(Math.min(left, await stepMs(clock.now(), idleness)));
    delivery.clockMoved();
    pending = await idleness.waitForIdle(STEP_TIMEOUT_MS);
  }
}

async function stepMs(now: Date, idleness: Idleness): Promise<number> {
  const due = await idleness.nextDue(now);
  if (due === null) return LONGEST_STEP_MS;
  return Math.min(LONGEST_STEP_MS, Math.max(SHORTEST_STEP_MS, due.getTime() - now.getTime()));
}
