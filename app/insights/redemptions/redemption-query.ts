import type { RedemptionState } from "../../rewards/redemptions/state.ts";

const states: readonly RedemptionState[] = ["reserved", "issued", "used", "releasing", "released"];

export type RedemptionQuery = {
  /** Beginning of a code, or words that begin a name or an email address. */
  search: string;
  state: RedemptionState | null;
  rewardId: number | null;
  customerId: bigint | null;
  cursor: { direction: "after" | "before"; id: bigint } | null;
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
    cursor: after !== null ? { direction: "after", id: after } : before !== null ? { direction: "before", id: before } : null,
  };
}

/** The address of a state; defaults are left out. */
export function writeRedemptionQuery({ search, state, rewardId, customerId, cursor }: RedemptionQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (search !== "") params.set("q", search);
  if (state !== null) params.set("state", state);
  if (rewardId !== null) params.set("reward", String(rewardId));
  if (customerId !== null) params.set("customer", String(customerId));
  if (cursor !== null) params.set(cursor.direction, String(cursor.id));
  return params;
}

function digits(text: string | null): bigint | null {
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}
