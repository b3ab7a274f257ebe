import { DAY_MS } from "../../lib/time.ts";
import { dayOf, isoOf } from "../figures/asked.ts";
import type { Period } from "../figures/period.ts";

/** So far back the figures of a flow's steps go. */
export const STEP_FIGURES_MS = 90 * DAY_MS;

/** Figures of a flow that are told of its runs, and of its emails: with each, whom it counts can be listed. */
export const runFigures = ["ahead", "inside", "entered", "waiting"] as const;
export const messageFigures = ["sent", "delivered", "deferred", "not-sent", "clicked", "unsubscribed", "complained"] as const;
const figures = [...runFigures, ...messageFigures, "ordered", "reached"] as const;

export type RunFigure = (typeof runFigures)[number];
export type MessageFigure = (typeof messageFigures)[number];
export type Figure = (typeof figures)[number];

export type PeopleQuery = {
  figure: Figure;
  /** Of one step, of the last 90 days; null: of the whole flow. */
  stepId: string | null;
  /** Of the whole flow: of the last 90 days, too, as sums of steps are; else since it began. */
  recent: boolean;
  /** Only with this reason, as it is stored; null: with any. */
  reason: string | null;
  /** Only orders of these days of the shop, since 1970; null: of all. */
  within: Period | null;
  /** Before which run, message or order the page begins; null: at the latest. */
  before: bigint | null;
};

/** What makes no sense is left out: an old bookmark opens a list, not an error. */
export function parsePeopleQuery(params: URLSearchParams): PeopleQuery {
  const text = (name: string, length: number) => (params.get(name) ?? "").replaceAll("\0", "").slice(0, length);
  const orNull = (value: string) => (value === "" ? null : value);
  const stepId = orNull(text("step", 64));
  const asked = figures.find((one) => one === params.get("figure")) ?? "entered";
  const before = text("before", 18);
  const [first, last] = [dayOf(params.get("from")), dayOf(params.get("to"))];
  return {
    // Only at a step somebody waits.
    figure: asked === "waiting" && stepId === null ? "inside" : asked,
    within: asked === "ordered" && first !== null && last !== null && first <= last ? { first, last } : null,
    ...{ stepId, recent: stepId === null && params.get("recent") === "1" },
    ...{ reason: orNull(text("reason", 500)), before: /^\d+$/.test(before) ? BigInt(before) : null },
  };
}

/** The address of a state; defaults are left out. */
export function writePeopleQuery({ figure, stepId, recent, reason, within, before }: PeopleQuery): URLSearchParams {
  const params = new URLSearchParams({ figure });
  if (stepId !== null) params.set("step", stepId);
  if (recent) params.set("recent", "1");
  if (reason !== null) params.set("reason", reason);
  if (within !== null) {
    params.set("from", isoOf(within.first));
    params.set("to", isoOf(within.last));
  }
  if (before !== null) params.set("before", String(before));
  return params;
}
