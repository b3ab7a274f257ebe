import type { CustomerSnapshot } from "../../../../app/facts/customer.ts";
import type { Fact } from "../../../../app/facts/fact.ts";
import { DAY } from "../orders.ts";
import type { Word } from "../model/hearing.ts";
import type { Person } from "../model/people.ts";
import type { Random } from "./random.ts";

/** Somebody who comes to be known; some have written their friend's address in another way. */
export function someone(random: Random, id: bigint, created: number, friend: Person | null): Person {
  const shared = friend !== null && random.chance(30);
  const name = shared ? friend.mailbox.slice(0, friend.mailbox.indexOf("@")) : `c${id}`;
  const gmail = shared ? friend.mailbox.endsWith("@gmail.com") : random.chance(30);
  const written = gmail ? `${name[0] ?? ""}.${name.slice(1)}+${id}@googlemail.com` : `${name}+${id}@example.com`;
  const mailbox = gmail ? `${name}@gmail.com` : `${name}@example.com`;
  return {
    ...{ email: shared || gmail ? written : mailbox, mailbox, created, updated: created },
    ...{ verified: random.chance(80), enabled: random.chance(70), country: random.pick(["DE", "FR"]) },
  };
}

/** What may become of somebody: the account is opened, or the address is proved. */
export function grown(random: Random, person: Person, now: number): Person {
  return { ...person, updated: now, ...random.pick([{ enabled: true }, { verified: true }, { country: "AT" }]) };
}

/** When somebody came whom Shopify tells of now. */
export function cameBy(random: Random, now: number): number {
  return now - random.pick([0, 0, 3, 40]) * DAY;
}

/** A word as Shopify says it. */
export function factOf(word: Word): Fact {
  const { customer: customerId } = word;
  if ("person" in word) return { kind: "customer", customer: snapshotOfPerson(customerId, word.person) };
  const { state, confirmed, at } = word.consent;
  const key = `letters:${customerId}:${at}`;
  const consent = { state, optInLevel: confirmed ? "confirmed_opt_in" : "single_opt_in", at: new Date(at ?? 0) };
  return { kind: "consent", customerId, email: null, channel: "email", consent, source: "shopify", key };
}

function snapshotOfPerson(customerId: bigint, person: Person): CustomerSnapshot {
  const { email, verified: emailVerified, country: countryCode, enabled, created, updated } = person;
  return {
    ...{
      customerId,
      email,
      emailVerified,
      phone: null,
      firstName: "Ada",
      lastName: null,
      locale: "de",
      countryCode,
      provinceCode: null,
      note: null,
    },
    ...{ accountState: enabled ? "enabled" : "disabled", createdAt: new Date(created), updatedAt: new Date(updated) },
  };
}
