import type { Reach } from "../progress/known.ts";
import type { Live } from "../achievements.server.ts";

/**
 * Awaited: its day is known and has not come. Outrun: reached, and others had taken all places. Missed: reached by somebody whom it was not for then, for
 * good once `dueAt` is null. Withdrawn: what it was reached with came to nothing.
 */
export type AwardState = "awaited" | "held" | "outrun" | "missed" | "withdrawn";

/** A row of `achievement_awards`: that a customer has reached an achievement, and what came of it. */
export type Award = {
  achievementId: number;
  customerId: bigint;
  occasion: string;
  state: AwardState;
  reachedAt: Date;
  availableAt: Date;
  orderId: bigint | null;
  /** That counted for it. */
  products: bigint[];
  points: bigint;
  rewardId: number | null;
  redemptionId: bigint | null;
  /** What the ledger has of it. */
  posted: bigint;
  /** Whether the customer was told that they have it, and not that it is gone. */
  told: boolean;
  /** How often it came, went, or its points did. */
  turn: number;
  dueAt: Date | null;
};

/** What decides about a customer besides what they have reached. */
export type Around = {
  /** Whether they are among those whom it is for, when it is first seen that they have reached it. */
  eligible: boolean;
  /** Whether the program ran for them at an instant. */
  takesPart: (at: Date) => boolean;
};

const NEVER_MOVED = { redemptionId: null, posted: 0n, told: false, turn: 0, dueAt: null } as const;

/**
 * The rows of one customer and one achievement that must become others. What is reached is noted as long as the achievement is active; what is no longer
 * reached is withdrawn also while it is paused. Whoever entered a segment has done so, whatever they do later. Who takes part for a place waits for it as
 * outrun (`takePlaces`).
 */
export function differences(
  { achievementId, state, terms, activatedAt }: Live,
  customerId: bigint,
  reaches: readonly Reach[],
  rows: readonly Award[],
  { eligible, takesPart }: Around,
  now: Date,
): Award[] {
  const limited = terms.challenge !== null && terms.challenge.winners !== null;
  const isBadge = terms.kind === "badge";
  const pays = ({ at, earns }: Reach) => earns && (!isBadge || (at >= activatedAt && takesPart(at)));
  const reached = reaches.flatMap((reach): Award[] => {
    const row = rows.find(({ occasion }) => occasion === reach.occasion);
    const availableAt = row !== undefined && isPaid(row, now) ? row.availableAt : reach.availableAt;
    const same = { reachedAt: reach.at, availableAt, orderId: reach.orderId, products: reach.products };
    const brings = pays(reach) ? { points: BigInt(terms.points), rewardId: terms.rewardId } : { points: 0n, rewardId: null };
    if (row !== undefined && (row.state === "held" || row.state === "outrun")) {
      // Who has entered a segment has it since the first time.
      if (terms.goal === "segment" || isSame(row, same)) return [];
      // What brings more than before is earned, and that waits for the end of a pause.
      if (isBadge && state !== "active" && brings.points > row.points) return [];
      // The first order came to nothing, and by the next the day is still to come.
      return [{ ...row, ...same, ...(isBadge ? brings : {}), ...(reach.at > now ? { state: "awaited" as const } : {}) }];
    }
    const come: AwardState = reach.at > now ? "awaited" : limited ? "outrun" : "held";
    if (row?.state === "awaited" && come === "awaited") return isSame(row, same) ? [] : [{ ...row, ...same }];
    if (state !== "active") return [];
    const next = { ...NEVER_MOVED, ...row, ...{ achievementId, customerId, occasion: reach.occasion }, ...same };
    if (row?.state === "missed" && (row.dueAt === null || !eligible)) return row.dueAt === null ? [] : [{ ...row, dueAt: null }];
    // Tiers and segments follow later in the same change: one more look tells what this order has made of them.
    if (!eligible) return [{ ...next, state: "missed", points: 0n, rewardId: null, dueAt: now }];
    return [{ ...next, state: come, ...brings }];
  });
  const gone = rows.filter(
    ({ state: before, occasion }) =>
      before !== "withdrawn" && terms.goal !== "segment" && !reaches.some((reach) => reach.occasion === occasion),
  );
  return handOn([...reached, ...gone.map((row): Award => ({ ...row, state: "withdrawn" }))], rows);
}

/** Whether what it brought can be spent already: then it stays so, although later orders may count for it now. */
function isPaid({ posted, redemptionId, availableAt }: Award, now: Date): boolean {
  return (posted !== 0n || redemptionId !== null) && availableAt <= now;
}

/** A reward that was given for what came to nothing is that of the next time: the same orders never bring a second. */
function handOn(changed: readonly Award[], rows: readonly Award[]): Award[] {
  const byOccasion = new Map([...rows, ...changed].map((award) => [award.occasion, award]));
  const given = [...byOccasion.values()].filter(({ state, redemptionId }) => state === "withdrawn" && redemptionId !== null);
  const waiting = [...byOccasion.values()]
    .filter(({ state, rewardId, redemptionId }) => state !== "withdrawn" && rewardId !== null && redemptionId === null)
    .sort((a, b) => a.reachedAt.getTime() - b.reachedAt.getTime());
  const handed = waiting.slice(0, given.length).flatMap((award, index): Award[] => {
    const from = given[index];
    return from === undefined
      ? []
      : [
          { ...award, redemptionId: from.redemptionId },
          { ...from, redemptionId: null },
        ];
  });
  return [...new Map([...changed, ...handed].map((award) => [award.occasion, award])).values()];
}

function isSame(row: Award, same: Pick<Award, "reachedAt" | "availableAt" | "orderId" | "products">): boolean {
  return (
    row.reachedAt.getTime() === same.reachedAt.getTime() &&
    row.availableAt.getTime() === same.availableAt.getTime() &&
    row.orderId === same.orderId &&
    row.products.join() === same.products.join()
  );
}

/** What a row is worth in points by its state. */
export function wantedOf({ state, points }: Award): bigint {
  return state === "held" ? points : 0n;
}

/** Whether something is to be told, posted or given, though the row is what it was: its time has come, or customers have become one. */
export function isUnsettled(row: Award, now: Date): boolean {
  return (row.dueAt !== null && row.dueAt <= now) || row.told !== (row.state === "held") || row.posted !== wantedOf(row);
}

/** When time has to look at a row: on its day, when its reward is to be given, or once more at whom it seems not to be for. */
export function dueOf({ state, reachedAt, availableAt, rewardId, redemptionId, dueAt }: Award): Date | null {
  if (state === "awaited") return reachedAt;
  if (state === "missed") return dueAt;
  return state === "held" && rewardId !== null && redemptionId === null ? availableAt : null;
}
