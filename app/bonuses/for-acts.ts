import type { Program } from "../program/rules/rules.ts";
import { versionFor } from "../program/version-for.ts";
import type { Shop } from "../shops/shop.ts";
import { addressHash } from "./address.ts";
import type { Award, GivenEntry } from "./given.server.ts";
import type { BonusPerson } from "./people.server.ts";
import { enabled, rulesAt } from "./rules-in-force.ts";

type Act = "sign-up" | "newsletter";

const ONCE = "bonus:once:";

/** Whether a customer has had the bonus of an act, under whatever key its rule had. */
export function hadOnce(act: Act, given: readonly GivenEntry[]): boolean {
  return given.some(({ key }) => key.startsWith(`${ONCE}${act}:`));
}

/**
 * The bonus for opening an account or for subscribing, once ever for a customer and once for a mailbox. The rule must have been in force when it was
 * done, and still be.
 * @param secret keys the hash by which the ledger remembers the mailbox
 */
export function actAwards(
  act: Act,
  people: readonly BonusPerson[],
  given: ReadonlyMap<bigint, GivenEntry[]>,
  programs: readonly Program[],
  shop: Shop,
  secret: string,
  now: Date,
): Award[] {
  const program = versionFor(now, programs);
  const [rule] = enabled(program, act);
  if (rule === undefined) return [];
  return people.flatMap((person): Award[] => {
    const at = act === "sign-up" ? signedUpAt(person, shop) : subscribedAt(person, shop);
    if (at === null || at > now || rulesAt(programs, act, at).length === 0) return [];
    if (hadOnce(act, given.get(person.customerId) ?? [])) return [];
    const mailbox = person.email === null ? `customer-${person.customerId}` : addressHash(person.email, shop.shopId, secret);
    return [
      {
        ...{ customerId: person.customerId, key: `${ONCE}${act}:${mailbox}`, rule, points: BigInt(rule.points) },
        ...{ availableAt: now, earnedAt: now, programVersion: program.version, actor: "system" },
      },
    ];
  });
}

/** An account that can log in, of a customer who came since the install; a customer known only from an order has none yet. */
function signedUpAt({ accountState, toldAt, createdAt }: BonusPerson, shop: Shop): Date | null {
  return accountState === "enabled" && toldAt !== null && createdAt >= shop.installedAt ? createdAt : null;
}

/** Where a consent must be confirmed, one that is not is no consent yet. */
function subscribedAt(
  { email, emailConsent, consentAt, mustConfirm, confirmed }: BonusPerson,
  { installedAt }: Shop,
): Date | null {
  if (email === null || emailConsent !== "subscribed" || consentAt === null || consentAt < installedAt) return null;
  return mustConfirm && !confirmed ? null : consentAt;
}
