import { DAY_MS, parseInstant, plusMs } from "../lib/time.ts";
import type { Arrival } from "./facts.ts";

/** What is known of how an order came to its customer. Countries as ISO codes. */
export type Shipping = { orderedAt: Date; fulfilledAt: string | null; from: string | null; to: string | null };

/** Days that a parcel takes, at home and elsewhere. */
const AT_HOME = 3;
const ELSEWHERE = 7;

/** When an order is taken to have come: so many days after it was sent, else after it was placed. */
export function arrivalOf({ orderedAt, fulfilledAt, from, to }: Shipping): Arrival {
  const days = from !== null && to !== null && from !== to ? ELSEWHERE : AT_HOME;
  return fulfilledAt === null
    ? { at: plusMs(orderedAt, days * DAY_MS), by: "ordered" }
    : { at: plusMs(parseInstant(fulfilledAt), days * DAY_MS), by: "fulfilled" };
}
