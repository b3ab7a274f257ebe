import type { Bonus, KindGivenFor } from "../../program/rules/bonus-rules.ts";
import { stateAt, takesPart } from "../../program/state/state.ts";
import type { ProgramRead } from "../../program/versions.server.ts";
import { versionFor } from "../../program/version-for.ts";
import type { Shop } from "../../shops/shop.ts";
import { addressHash } from "./address.ts";
import type { Award, GivenEntry } from "./awarded.server.ts";
import type { BonusPerson } from "../people.server.ts";
import { enabled, rulesAt } from "../rules-in-force.ts";

type Act = KindGivenFor<"act">;

const ONCE = "bonus:once:";

/** When a customer did it, as far as that earns; and whether they have done it at all, so that they cannot do it again. */
const ACTS: Record<Act, { doneAt: (person: BonusPerson, shop: Shop) => Date | null; isDone: (person: BonusPerson) => boolean }> =
  {
    "sign-up": { doneAt: signedUpAt, isDone: ({ accountState }) => accountState === "enabled" },
    newsletter: { doneAt: subscribedAt, isDone: ({ emailConsent }) => emailConsent === "subscribed" },
  };

/** Whether nothing can be had of an act any more. */
export function actIsUsedUp(act: Act, person: BonusPerson, given: readonly GivenEntry[]): boolean {
  return ACTS[act].isDone(person) || hadOnce(act, given);
}

/** Whether a customer has had the bonus of an act, under whatever key its rule had. */
function hadOnce(act: Act, given: readonly GivenEntry[]): boolean {
  return given.some(({ key }) => key.startsWith(`${ONCE}${act}:`));
}

/** A bonus of an act that a customer is to get, unless their mailbox has had it. */
export type ActDue = { act: Act; customerId: bigint; email: string | null; rule: Bonus; programVersion: number };

/**
 * Who is to get the bonus for opening an account or for subscribing, once ever for a customer. The program must have run when it was done, and the rule
 * been in force then, and still be.
 */
export function actsDue(
  act: Act,
  people: readonly BonusPerson[],
  given: ReadonlyMap<bigint, GivenEntry[]>,
  { programs, states }: ProgramRead,
  shop: Shop,
  now: Date,
): ActDue[] {
  const program = versionFor(now, programs);
  const [rule] = enabled(program, act);
  if (rule === undefined) return [];
  return people.flatMap((person): ActDue[] => {
    const at = ACTS[act].doneAt(person, shop);
    if (at === null || at > now || rulesAt(programs, act, at).length === 0) return [];
    if (!takesPart(states, at, person)) return [];
    // Nobody can carry a tag before they have an account: who is given it while the test lasts takes part in it. Later it says nothing of then.
    if (stateAt(states, at)?.state === "test" && stateAt(states, now) !== stateAt(states, at)) return [];
    if (hadOnce(act, given.get(person.customerId) ?? [])) return [];
    return [{ act, customerId: person.customerId, email: person.email, rule, programVersion: program.version }];
  });
}

/** Once for a mailbox, too. @param mailboxKey keys the hash by which the shop's ledger remembers the mailbox */
export function actAward(due: ActDue, shopId: number, mailboxKey: string, now: Date): Award {
  const { act, customerId, email, rule, programVersion } = due;
  const mailbox = email === null ? `customer-${customerId}` : addressHash(email, shopId, mailboxKey);
  return {
    ...{ customerId, key: `${ONCE}${act}:${mailbox}`, rule, points: BigInt(rule.points) },
    ...{ availableAt: now, earnedAt: now, programVersion, actor: "system" },
  };
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
