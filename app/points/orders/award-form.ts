import { addDays, instantIn } from "../../lib/time.ts";
import type { AwardSpec } from "./award-history.ts";

export type AwardInput = Pick<AwardSpec, "since" | "waiting">;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The form of an award of past orders: a day in the shop's zone or none, and when points can be spent. @returns null for a day that is none, or not yet */
export function parseAward(form: FormData, timeZone: string, now: Date): AwardInput | null {
  const waiting = form.get("waiting") === "none" ? "none" : "from-order";
  const text = form.get("since");
  if (typeof text !== "string" || text.trim() === "") return { since: null, waiting };
  const [, year, month, day] = (DAY.exec(text.trim()) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = addDays({ year, month, day }, 0);
  if (date.month !== month || date.day !== day) return null;
  const since = instantIn(date, timeZone);
  return since > now ? null : { since: since.toISOString(), waiting };
}
