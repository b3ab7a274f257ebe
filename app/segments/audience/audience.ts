/** Whom something is for; both null: everybody. */
export type Audience = { tier: string | null; segmentId: number | null };

/** As a form holds it. */
export type TypedAudience = { audience: "all" | "tier" | "segment"; tier: string; segmentId: string };
export type AudienceIssue = "required" | "unknown";
export type AudienceErrors = { tier?: AudienceIssue; segmentId?: AudienceIssue };
/** The tiers and segments that there are. */
export type KnownAudience = { tiers: readonly string[]; segmentIds: readonly number[] };

/** Whom a form means, and what is wrong with it at which field. */
export function readAudience({ audience, tier, segmentId }: TypedAudience, known: KnownAudience): [Audience, AudienceErrors] {
  const id = Number(segmentId);
  if (audience === "tier")
    return [{ tier, segmentId: null }, known.tiers.includes(tier) ? {} : { tier: tier === "" ? "required" : "unknown" }];
  if (audience === "segment") {
    const issue = segmentId === "" ? "required" : "unknown";
    return [{ tier: null, segmentId: id }, known.segmentIds.includes(id) ? {} : { segmentId: issue }];
  }
  return [{ tier: null, segmentId: null }, {}];
}
