import type { Db } from "../db.server.ts";
import { restsOf } from "../program/state/state.ts";
import type { ProgramRead } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readContributions, readMembers, type Member } from "./qualification/members.server.ts";
import { follow, NOTHING_HELD, type Basis, type Followed } from "./qualification/tier-state.ts";

export type Outcome = { member: Member; followed: Followed };

/**
 * What follows for each customer from all that is known; changes nothing.
 * @param without orders that do not count yet @param revoked those who lose a tier now that was granted them
 */
export async function followAll(
  db: Db,
  shop: Shop,
  { programs, states }: ProgramRead,
  customerIds: readonly bigint[],
  now: Date,
  { without = [], revoked = new Set() }: { without?: readonly bigint[]; revoked?: ReadonlySet<bigint> } = {},
): Promise<Outcome[]> {
  const members = await readMembers(db, shop.shopId, customerIds, now);
  const living = members.filter((member) => member.living).map(({ customerId }) => customerId);
  const bases = new Set<Basis>(programs.flatMap(({ rules }) => rules.tiers?.basis ?? []));
  const contributionsOf = await readContributions(db, shop.shopId, living, bases, without);
  const setting = { programs, timeZone: shop.timeZone, from: shop.installedAt };
  return members.map((member) => {
    if (!member.living) return { member, followed: leave(member, now) };
    const { customerId, memberSince, floor, holding } = member;
    const facts = { contributions: contributionsOf(customerId), memberSince, floor };
    const rests = restsOf(states, member);
    return { member, followed: follow(holding, facts, { ...setting, rests }, now, revoked.has(customerId)) };
  });
}

/** Deleted, erased and merged customers have no tier. */
function leave({ holding: { tier } }: Member, now: Date): Followed {
  return {
    ...{ holding: { ...NOTHING_HELD, asOf: now }, progress: 0n, graceBegan: null, nextAt: null },
    moves: tier === null ? [] : [{ before: tier, tier: null, at: now, reason: "lost" }],
  };
}
