import type { NewMessage } from "../messages/outbox.server.ts";
import { DAY_MS } from "../lib/time.ts";
import type { TierRules } from "../program/rules/tier-rules.ts";
import type { Member } from "./qualification/members.server.ts";
import type { Followed } from "./qualification/tier-state.ts";

/** Nobody is congratulated on what happened long ago: past orders that were awarded, a shop whose app was away. */
const NEWS_FOR_MS = 7 * DAY_MS;

type Outcome = { member: Pick<Member, "customerId" | "living">; followed: Followed };

/** The emails that follow from changes: a tier reached by what was earned or granted, a tier that is about to be lost. */
export function letters(outcomes: readonly Outcome[], rules: TierRules | null, now: Date): NewMessage[] {
  if (rules === null) return [];
  return outcomes.flatMap(({ member, followed }) =>
    member.living
      ? [...reached(member.customerId, followed, rules, now), ...atRisk(member.customerId, followed, rules, now)]
      : [],
  );
}

function reached(customerId: bigint, { moves, holding }: Followed, rules: TierRules, now: Date): NewMessage[] {
  const move = moves.at(-1);
  const rank = rules.levels.findIndex(({ key }) => key === holding.tier);
  const level = rules.levels[rank];
  if (move === undefined || level === undefined || level.threshold === 0 || holding.graceUntil !== null) return [];
  if (move.reason !== "earned" || now.getTime() - move.at.getTime() > NEWS_FOR_MS) return [];
  const highest = Math.max(...moves.map(({ before }) => rules.levels.findIndex(({ key }) => key === before)));
  if (rank <= highest) return [];
  const data = { tierKey: level.key, tier: level.name, benefits: level.benefits, perMille: level.perMille };
  return [{ template: "tier-reached", customerId, key: `tier-reached:${customerId}:${level.key}:${move.at.getTime()}`, data }];
}

function atRisk(
  customerId: bigint,
  { graceBegan, holding: { tier, graceUntil }, progress }: Followed,
  rules: TierRules,
  now: Date,
): NewMessage[] {
  const level = rules.levels.find(({ key }) => key === tier);
  if (graceBegan === null || graceUntil === null || level === undefined || graceUntil.getTime() - now.getTime() < DAY_MS)
    return [];
  const missing = BigInt(level.threshold) - progress;
  if (missing <= 0n) return [];
  const data = { tierKey: level.key, tier: level.name, keepUntil: graceUntil, missing, basis: rules.basis };
  return [{ template: "tier-at-risk", customerId, key: `tier-at-risk:${customerId}:${level.key}:${graceUntil.getTime()}`, data }];
}
