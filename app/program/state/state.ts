import { isExcluded, type Exclusion } from "../../customers/exclusions/exclusion.ts";
import type { Admission } from "../../customers/orders/earns.ts";
import { hasTag } from "../../lib/tags.ts";
import { addDays, dayIn, instantIn } from "../../lib/time.ts";

/** What a program can be switched to. Until it is for the first time, it is being set up. */
export const switchable = ["test", "live", "paused"] as const;
export type Switchable = (typeof switchable)[number];
export type ProgramState = "setup" | Switchable;

/** Since when a program has been in a state. `tag`: that of the customers who take part in a test. */
export type StateSince =
  | { state: "live" | "paused"; tag: null; since: Date; actor: string }
  | { state: "test"; tag: string; since: Date; actor: string };

/** Every state that a program was switched to, oldest first. What has happened does not change: a switch counts from the moment at which it is thrown. */
export type States = readonly Pick<StateSince, "state" | "tag" | "since">[];

/** The state at an instant; null while the program was being set up. */
export function stateAt<State extends Pick<StateSince, "since">>(states: readonly State[], at: Date): State | null {
  return states.findLast(({ since }) => since <= at) ?? null;
}

/** Who takes part at an instant: earns, redeems, claims and is shown anything. */
export function admissionAt(states: States, at: Date): Admission {
  const found = stateAt(states, at);
  if (found === null || found.state === "paused") return "nobody";
  return found.state === "live" ? "everybody" : { tag: found.tag ?? "" };
}

/** Whether a customer with these tags takes part. */
export function admits(admission: Admission, tags: readonly string[]): boolean {
  return typeof admission === "string" ? admission === "everybody" : hasTag(tags, admission.tag);
}

/** What decides whether a customer takes part. */
export type Participant = { tags: readonly string[]; exclusions: readonly Exclusion[] };

/** Whether a customer takes part at an instant: the program runs for them, and nobody keeps them out of it. */
export function takesPart(states: States, at: Date, { tags, exclusions }: Participant): boolean {
  return admits(admissionAt(states, at), tags) && !isExcluded(exclusions, at);
}

/** When the program began to be live without a break, as of an instant; null while it is not live. */
export function liveSince(states: States, at: Date): Date | null {
  const known = states.filter(({ since }) => since <= at);
  const other = known.findLastIndex(({ state }) => state !== "live");
  return known[other + 1]?.since ?? null;
}

/** The same, were the program live now: what a merchant wants to see of one that is not yet. */
export function asIfLive(states: readonly StateSince[], now: Date): StateSince[] {
  if (liveSince(states, now) !== null) return [...states];
  return [...states.filter(({ since }) => since < now), { state: "live", tag: null, since: now, actor: "system" }];
}

/** Nobody loses anything sooner than so many days after it began to be so: new rules, or the end of a pause. */
const NOTICE_DAYS = 30;

/** When those days are over: at the shop's midnight. */
export function noticeEnds(since: Date, timeZone: string): Date {
  return instantIn(addDays(dayIn(since, timeZone), NOTICE_DAYS + 1), timeZone);
}

/** A time in which somebody did not take part: milliseconds, `until` left out. */
export type Rest = { from: number; until: number };

/** When a customer did not take part: while the program was being set up, paused or tested by others, or they were excluded. The last may have no end: Infinity. */
export function restsOf(states: States, who: Participant): Rest[] {
  const rests: Rest[] = [];
  let from: number | null = Number.NEGATIVE_INFINITY;
  const ends = who.exclusions.flatMap(({ since, until }) => (until === null ? [since] : [since, until]));
  const instants = [...states.map(({ since }) => since), ...ends].sort((a, b) => a.getTime() - b.getTime());
  for (const instant of instants) {
    const time = instant.getTime();
    if (!takesPart(states, instant, who)) from ??= time;
    else if (from !== null) {
      rests.push({ from, until: time });
      from = null;
    }
  }
  return from === null ? rests : [...rests, { from, until: Number.POSITIVE_INFINITY }];
}
