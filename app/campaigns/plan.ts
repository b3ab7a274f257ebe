/** What a campaign is to do, and when that is. */
import { z } from "zod";

import { HOUR_MS, instantIn, MINUTE_MS, plusMs, type CalendarDay } from "../lib/time.ts";

/** Nothing leaves at night, so nobody is promised that it does (messages/timing/quiet-hours.ts). */
export const LOCAL_HOURS = { from: 8, until: 20 } as const;
/** VIPs are let in so long before everyone else, unless said otherwise. */
export const EARLY_HOURS = 48;
const MOST_HOLDOUT = 50;
/** Nobody plans further ahead. */
const MOST_DAYS_AHEAD = 366;

function isDay(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

/** `2026-12-01`; empty while nobody has said it. */
const day = z.string().refine((text) => text === "" || isDay(text));
/** `09:30`, by the shop's clock. */
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

const audience = z.discriminatedUnion("kind", [
  /** Everybody who has consented. */
  z.object({ kind: z.literal("everyone") }),
  z.object({ kind: z.literal("segment"), segmentId: z.int().positive() }),
  z.object({ kind: z.literal("tier"), tier: z.string().min(1).max(100) }),
]);

const timing = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("now") }),
  z.object({ kind: z.literal("at"), day, time }),
  /** That hour of that day by each recipient's own clock. */
  z.object({ kind: z.literal("local"), day, hour: z.int().min(LOCAL_HOURS.from).max(LOCAL_HOURS.until) }),
  /** So many hours before what it is about. */
  z.object({ kind: z.literal("before"), hours: z.int().min(1).max(336) }),
]);

export const planSchema = z.object({
  emailId: z.int().positive().nullable(),
  audience: audience.nullable(),
  timing,
  /** The day and time that it is about, which the email calls "date". */
  about: z.object({ day, time }).nullable(),
  /** Percent of the audience who get nothing, to compare. */
  holdout: z.int().min(0).max(MOST_HOLDOUT),
});

export type Plan = z.infer<typeof planSchema>;
export type Audience = z.infer<typeof audience>;
export type Timing = z.infer<typeof timing>;

export const NO_PLAN: Plan = { emailId: null, audience: null, timing: { kind: "now" }, about: null, holdout: 0 };

/** What of the shop's a campaign can name. */
export type Around = {
  emails: readonly { emailId: number; published: boolean }[];
  segments: readonly { segmentId: number; awaiting: boolean }[];
  tiers: readonly { key: string }[];
};

export type PlanProblem =
  | "email-none"
  | "email-gone"
  | "email-unpublished"
  | "audience-none"
  | "segment-gone"
  | "segment-waiting"
  | "tier-gone"
  | "day-none"
  | "about-none"
  | "past"
  | "far";
export type PlanField = "email" | "audience" | "timing";

/** What is still missing or wrong before a campaign can go, by field. */
export function problemsOf(plan: Plan, around: Around, timeZone: string, now: Date): Partial<Record<PlanField, PlanProblem>> {
  const found = {
    email: emailProblem(plan, around),
    audience: audienceProblem(plan, around),
    timing: timingProblem(plan, timeZone, now),
  };
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== null));
}

function emailProblem({ emailId }: Plan, { emails }: Around): PlanProblem | null {
  if (emailId === null) return "email-none";
  const email = emails.find((one) => one.emailId === emailId);
  if (email === undefined) return "email-gone";
  return email.published ? null : "email-unpublished";
}

function audienceProblem({ audience: wanted }: Plan, { segments, tiers }: Around): PlanProblem | null {
  if (wanted === null) return "audience-none";
  if (wanted.kind === "segment") {
    const segment = segments.find(({ segmentId }) => segmentId === wanted.segmentId);
    return segment === undefined ? "segment-gone" : segment.awaiting ? "segment-waiting" : null;
  }
  if (wanted.kind === "tier") return tiers.some(({ key }) => key === wanted.tier) ? null : "tier-gone";
  return null;
}

function timingProblem(plan: Plan, timeZone: string, now: Date): PlanProblem | null {
  const { timing: when } = plan;
  if (when.kind === "now") return null;
  if (when.kind === "before" && aboutAt(plan, timeZone) === null) return "about-none";
  const at = saidAt(plan, timeZone);
  if (at === null) return "day-none";
  if (at <= now) return "past";
  return at > plusMs(now, MOST_DAYS_AHEAD * 24 * HOUR_MS) ? "far" : null;
}

/** The instant of what it is about; null where it is about no day. */
export function aboutAt({ about }: Pick<Plan, "about">, timeZone: string): Date | null {
  return about === null || about.day === "" ? null : clockAt(about.day, about.time, timeZone);
}

/** The instant that the merchant has said, by the shop's clock; null: none, or "now". */
export function saidAt(plan: Plan, timeZone: string): Date | null {
  const { timing: when } = plan;
  switch (when.kind) {
    case "now":
      return null;
    case "at":
      return when.day === "" ? null : clockAt(when.day, when.time, timeZone);
    case "local":
      return when.day === "" ? null : instantIn(dayOf(when.day), timeZone, when.hour);
    case "before": {
      const about = aboutAt(plan, timeZone);
      return about === null ? null : plusMs(about, -when.hours * HOUR_MS);
    }
  }
}

/** Where a day begins first. */
const FIRST_ZONE = "Pacific/Kiritimati";

/** When it is to begin: at the recipients' hour, in the first of all zones. Never before `now`. */
export function startOf(plan: Plan, timeZone: string, now: Date): Date {
  const { timing: when } = plan;
  const at =
    when.kind === "local" && when.day !== "" ? instantIn(dayOf(when.day), FIRST_ZONE, when.hour) : saidAt(plan, timeZone);
  return at === null || at < now ? now : at;
}

/** When it is the turn of somebody who lives by a clock. @param startsAt of the campaign */
export function turnOf({ timing: when }: Plan, zone: string, startsAt: Date): Date {
  return when.kind === "local" && when.day !== "" ? instantIn(dayOf(when.day), zone, when.hour) : startsAt;
}

function clockAt(text: string, clock: string, timeZone: string): Date {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return instantIn(dayOf(text), timeZone, hour, minute);
}

function dayOf(text: string): CalendarDay {
  const [year = 1970, month = 1, date = 1] = text.split("-").map(Number);
  return { year, month, day: date };
}

/** One that has not begun so long after its time begins no more by itself: the merchant decides. */
export const TOO_LATE_MS = 24 * HOUR_MS;
/** Work that is so late is reported. */
export const OVERDUE_MS = 5 * MINUTE_MS;
