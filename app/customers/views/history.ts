import { bodies, type Subject, type TimelineKind } from "../timeline.ts";

/** Where a page of a customer's timeline ends. */
export type HistoryCursor = { atMs: bigint; eventId: bigint };

export function parseHistoryCursor(text: string | null): HistoryCursor | null {
  const found = /^(\d{1,15})~(\d{1,18})$/.exec(text ?? "");
  return found?.[1] === undefined || found[2] === undefined ? null : { atMs: BigInt(found[1]), eventId: BigInt(found[2]) };
}

export function writeHistoryCursor({ atMs, eventId }: HistoryCursor): string {
  return `${atMs}~${eventId}`;
}

/** What a merchant may want to see alone. */
export const historyViews = ["orders", "points", "segments", "messages", "consent", "notes", "other"] as const;
export type HistoryView = (typeof historyViews)[number];

/** Where each event is found. One whose subject is not here does not compile. */
const VIEW_OF: Record<Subject, HistoryView> = {
  ...{ order: "orders", checkout: "orders" },
  ...{
    points: "points",
    reward: "points",
    tier: "points",
    referral: "points",
    achievement: "points",
    draw: "points",
    leaderboard: "points",
    module: "points",
    gathering: "points",
    community: "points",
  },
  segment: "segments",
  ...{ message: "messages", flow: "messages", question: "messages", survey: "messages", review: "messages" },
  ...{ consent: "consent", preferences: "consent" },
  note: "notes",
  ...{ customer: "other", custom: "other", visit: "other", refill: "other" },
};

/** Which views an address asks for, in their own order; none is all of them. What is no view is left out. */
export function parseHistoryViews(text: string | null): HistoryView[] {
  const asked = new Set((text ?? "").split(","));
  return historyViews.filter((view) => asked.has(view));
}

/** As an address has it; null is all of them, which goes without saying. */
export function writeHistoryViews(views: readonly HistoryView[]): string | null {
  return views.length === 0 ? null : historyViews.filter((view) => views.includes(view)).join(",");
}

/** The kinds of event that these views show; null: all, also those that this version does not know. */
export function kindsIn(views: readonly HistoryView[]): TimelineKind[] | null {
  if (views.length === 0) return null;
  return (Object.keys(bodies) as TimelineKind[]).filter((kind) => views.includes(VIEW_OF[kind.split(".")[0] as Subject]));
}
