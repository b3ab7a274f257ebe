/** Which of a campaign's recipients are shown. */
export const outcomes = ["waiting", "sent", "not-sent", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

export type RecipientsQuery = {
  outcome: Outcome | null;
  /** As it is stored. */
  reason: string | null;
  /** After which customer the page begins. */
  after: bigint;
};

/** What makes no sense is left out: an old bookmark opens the list, not an error. */
export function parseRecipientsQuery(params: URLSearchParams): RecipientsQuery {
  const reason = (params.get("reason") ?? "").replaceAll("\0", "").slice(0, 500);
  const after = params.get("after") ?? "";
  return {
    outcome: outcomes.find((one) => one === params.get("outcome")) ?? null,
    reason: reason === "" ? null : reason,
    after: /^\d{1,18}$/.test(after) ? BigInt(after) : 0n,
  };
}

/** The address of a state; defaults are left out. */
export function writeRecipientsQuery({ outcome, reason, after }: RecipientsQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (outcome !== null) params.set("outcome", outcome);
  if (reason !== null) params.set("reason", reason);
  if (after > 0n) params.set("after", String(after));
  return params;
}
