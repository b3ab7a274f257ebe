import type { TimelineKind } from "../../customers/timeline.ts";
import type { Movement } from "../attributes/attribute.ts";
import type { Happened } from "../meaning/depends.ts";

/**
 * Why somebody came to a segment or left it. `rules`: the segment itself, the shop's zone or its currency changed, or the night mended something. `details`: something
 * about the customer of which the timeline does not tell, such as a tag. `scores`: the last night has scored them anew.
 */
export const causes = [
  "order",
  "checkout",
  "visit",
  "consent",
  "points",
  "tier",
  "merge",
  "message",
  "scores",
  "details",
  "time",
  "rules",
] as const;
export type Cause = (typeof causes)[number];

/** What each subject of the timeline is as a cause, and what it moves; the first that is about the segment is taken. */
const SUBJECTS: readonly { subject: string; cause: Cause; moves: Movement | null }[] = [
  { subject: "order", cause: "order", moves: "orders" },
  { subject: "checkout", cause: "checkout", moves: "checkouts" },
  { subject: "visit", cause: "visit", moves: "visits" },
  { subject: "consent", cause: "consent", moves: "consent" },
  { subject: "tier", cause: "tier", moves: "tier" },
  { subject: "points", cause: "points", moves: "points" },
  { subject: "reward", cause: "points", moves: "points" },
  { subject: "message", cause: "message", moves: null },
];

/**
 * The cause of one move.
 * @param told what the timeline was told of the customer in the same change
 * @param movedBy what moves the segment
 */
export function causeOf(told: readonly TimelineKind[], movedBy: ReadonlySet<Happened>): Cause {
  if (told.includes("customer.merged")) return "merge";
  const subjects = new Set(told.map((kind) => kind.split(".")[0]));
  const known = SUBJECTS.filter(({ subject }) => subjects.has(subject));
  const fitting = known.find(({ moves }) => moves !== null && movedBy.has(moves));
  if (fitting !== undefined) return fitting.cause;
  // Whatever else was told does not move the segment; then something did of which nothing is told.
  return known.find(({ moves }) => moves === null)?.cause ?? "details";
}
