import type { RedemptionState } from "../../rewards/redemptions/state.ts";

const states: readonly RedemptionState[] = ["reserved", "issued", "used", "releasing", "released"];

export const redemptionSorts = ["newest", "oldest", "points"] as const;
export type RedemptionSort = (typeof redemptionSorts)[number];

export type RedemptionQuery = {
  /** Beginning of a code, or words that begin a name or an email address. */
  search: string;
  state: RedemptionState | null;
  rewardId: number | null;
  customerId: bigint | null;
  /** Redeemed on or after, and on or before this day of the shop: "2026-11-30". */
  from: string | null;
  until: string | null;
  /** `points`: the most first. */
  sort: RedemptionSort;
  cursor: { direction: "after" | "before"; id: bigint } | null;
};

/** The list as it opens. */
export const ALL_REDEMPTIONS: RedemptionQuery = {
  ...{ search: "", state: null, rewardId: null, customerId: null, from: null, until: null, sort: "newest", cursor: null },
};

const MAX_SEARCH = 100;

/** The list's state as its address has it. What makes no sense is left out: an old bookmark opens the list, not an error. */
export function parseRedemptionQuery(params: URLSearchParams): RedemptionQuery {
  const rewardId = params.get("reward") ?? "";
  const customerId = digits(params.get("customer"));
  const after = digits(params.get("after"));
  const before = digits(params.get("before"));
  return {
    search: (params.get("q") ?? "").replaceAll("\0", "").trim().slice(0, MAX_SEARCH),
    state: states.find((state) => state === params.get("state")) ?? null,
    rewardId: /^\d{1,9}$/.test(rewardId) ? Number(rewardId) : null,
    customerId,
    from: dayOf(params.get("from")),
    until: dayOf(params.get("until")),
    sort: redemptionSorts.find((sort) => sort === params.get("sort")) ?? "newest",
    cursor: after !== null ? { direction: "after", id: after } : before !== null ? { direction: "before", id: before } : null,
  };
}

/** The address of a state; defaults are left out. */
export function writeRedemptionQuery({
  search,
  state,
  rewardId,
  customerId,
  from,
  until,
  sort,
  cursor,
}: RedemptionQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (search !== "") params.set("q", search);
  if (state !== null) params.set("state", state);
  if (rewardId !== null) params.set("reward", String(rewardId));
  if (customerId !== null) params.set("customer", String(customerId));
  if (from !== null) params.set("from", from);
  if (until !== null) params.set("until", until);
  if (sort !== "newest") params.set("sort", sort);
  if (cursor !== null) params.set(cursor.direction, String(cursor.id));
  return params;
}

/** A day that there is; what makes none is null. */
export function dayOf(text: string | null): string | null {
  if (text === null || !/^20\d\d-\d\d-\d\d$/.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? null : text;
}

function digits(text: string | null): bigint | null {
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}
