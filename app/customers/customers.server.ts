import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import { keepStatements, reportChanges, type ConsentStatement } from "./consent/consent.server.ts";
import { lockStates, unknownState, writeStates } from "./customer-rows.server.ts";
import { absorb, applyConsent, applyDeletion, applySnapshot, applyTags, type CustomerState } from "./snapshot/customer-state.ts";
import type { Channel, Consent } from "../facts/customer.ts";
import type { FactOf } from "../facts/fact.ts";
import { joinCustomers, moveRecords, type Merge } from "./merge.server.ts";
import type { TimelineEvent } from "./timeline.server.ts";

type CustomerFact = FactOf<"customer" | "customer-deleted" | "customers-merged" | "consent" | "tags">;
type States = Map<bigint, CustomerState>;

export type AppliedCustomers = {
  /** Customers of whom anything changed; both sides of a merge. */
  customerIds: bigint[];
  /** Addresses that a customer has now and had not before: guest orders placed with them may be claimed. */
  guestEmails: string[];
  /** Whose points must move to whom. */
  merged: Merge[];
};

/**
 * Applies what is said about customers: profile, consents, tags, deletion, merge. The same facts in any order and any number of times end in the
 * same rows; what is said late about a merged customer reaches whom it became as far as it still counts.
 */
export async function apply(db: Db, shop: Shop, facts: readonly CustomerFact[], now: Date): Promise<AppliedCustomers> {
  if (facts.length === 0) return { customerIds: [], guestEmails: [], merged: [] };
  // Nothing is waited for before these are locked, so that what `apply` of the pipeline asks for meanwhile is asked behind it.
  const known = facts.some(isOfAddress) ? await nameByAddress(db, shop.shopId, facts) : facts;
  const { before, added } = await lockWithKept(db, shop.shopId, known, now);
  const states: States = new Map(before);

  for (const fact of known) if (fact.kind !== "customers-merged") fold(states, fact);
  const merged = joinCustomers(
    states,
    known.filter((fact) => fact.kind === "customers-merged"),
  );
  takeOver(states, before);

  const changed = [...states.values()].filter((state) => state !== before.get(state.customerId));
  await writeStates(
    db,
    shop.shopId,
    changed.filter(({ customerId }) => !added.has(customerId)),
  );
  await moveRecords(db, shop.shopId, merged, now);
  await keepStatements(
    db,
    shop.shopId,
    known.flatMap((fact) => statementsOf(fact, states)),
    now,
  );
  await reportChanges(
    db,
    shop.shopId,
    changed.map((after) => ({ before: before.get(after.customerId) ?? after, after, source: "shopify" })),
    now,
    changed.flatMap((state) => arrival(state, before)),
  );
  const guestEmails = changed.flatMap((state) => newAddress(state, before));
  const touched = [...changed.map(({ customerId }) => customerId), ...merged.flatMap(({ keptId, goneId }) => [keptId, goneId])];
  return { customerIds: [...new Set(touched)], guestEmails: [...new Set(guestEmails)], merged };
}

/** An order brings one, a busy shop hundreds, most of whom are known: writing down what becomes of each, for the few who are not, would cost more than writing those twice. */
const FEW = 20;

/**
 * Named customers, and whom those have become that were merged. Nobody else locks several: one change of a shop at a time.
 * @returns their states before these facts, and whose rows hold what these facts say already, because nobody knew them
 */
async function lockWithKept(
  db: Db,
  shopId: number,
  facts: readonly CustomerFact[],
  now: Date,
): Promise<{ before: States; added: ReadonlySet<bigint> }> {
  const named = [...new Set(facts.flatMap(idsOf))];
  const arriving = named.length <= FEW ? arrivingBy(facts, named, now) : [];
  const { states, added } = await lockStates(db, shopId, named, now, arriving);
  const kept = [...states.values()].flatMap(({ mergedInto }) =>
    mergedInto === null || states.has(mergedInto) ? [] : mergedInto,
  );
  const others = await lockStates(db, shopId, [...new Set(kept)], now);
  const before = new Map([...states, ...others.states]);
  if (arriving.length === 0) return { before, added: new Set() };
  for (const customerId of added) before.set(customerId, unknownState(customerId, now));
  return { before, added };
}

/** What these facts come to of customers whom nobody knows; none where customers become one, which looks at both. */
function arrivingBy(facts: readonly CustomerFact[], customerIds: readonly bigint[], now: Date): CustomerState[] {
  const states: States = new Map(customerIds.map((customerId) => [customerId, unknownState(customerId, now)]));
  for (const fact of facts) {
    if (fact.kind === "customers-merged") return [];
    fold(states, fact);
  }
  return [...states.values()];
}

function idsOf(fact: CustomerFact): bigint[] {
  switch (fact.kind) {
    case "customer":
      return [fact.customer.customerId];
    case "customers-merged":
      return [fact.keptId, fact.goneId];
    case "consent":
      return fact.customerId === null ? [] : [fact.customerId];
    case "customer-deleted":
    case "tags":
      return [fact.customerId];
    default:
      return fact satisfies never;
  }
}

function fold(states: States, fact: Exclude<CustomerFact, { kind: "customers-merged" }>): void {
  const [customerId] = idsOf(fact);
  const state = customerId === undefined ? undefined : states.get(customerId);
  if (state === undefined) return;
  states.set(state.customerId, foldOne(state, fact));
}

function foldOne(state: CustomerState, fact: Exclude<CustomerFact, { kind: "customers-merged" }>): CustomerState {
  switch (fact.kind) {
    case "customer":
      return applySnapshot(state, fact.customer);
    case "customer-deleted":
      return applyDeletion(state, fact.at);
    case "consent":
      return applyConsent(state, fact.channel, fact.consent);
    case "tags":
      return applyTags(state, fact.added, fact.removed, fact.at);
    default:
      return fact satisfies never;
  }
}

/** Whatever became known late of a customer who is gone counts for whom they became. */
function takeOver(states: States, before: ReadonlyMap<bigint, CustomerState>): void {
  for (const gone of [...states.values()]) {
    if (gone.mergedInto === null || gone.deletedAt === null || gone === before.get(gone.customerId)) continue;
    const kept = states.get(gone.mergedInto);
    if (kept !== undefined) states.set(kept.customerId, absorb(kept, gone, gone.deletedAt));
  }
}

function isOfAddress(fact: CustomerFact): boolean {
  return fact.kind === "consent" && fact.customerId === null && fact.email !== null;
}

/** Consents that name an address only belong to whoever has it; one that nobody has says nothing yet. */
async function nameByAddress(db: Db, shopId: number, facts: readonly CustomerFact[]): Promise<CustomerFact[]> {
  const emails = facts.flatMap((fact) => (fact.kind === "consent" && isOfAddress(fact) ? (fact.email ?? []) : []));
  const { rows } = await sql<{ email: string; customer_id: bigint }>`
    select distinct on (email) email, customer_id from customers
    where shop_id = ${shopId} and email = any(${emails}::text[]) and merged_into is null and deleted_at is null order by email, customer_id
  `.execute(db);
  const byEmail = new Map(rows.map((row) => [row.email, row.customer_id]));
  for (const fact of facts)
    if (fact.kind === "customer" && fact.customer.email !== null) byEmail.set(fact.customer.email, fact.customer.customerId);
  return facts.map((fact) =>
    fact.kind === "consent" && fact.customerId === null ? { ...fact, customerId: byEmail.get(fact.email ?? "") ?? null } : fact,
  );
}

function statementsOf(fact: CustomerFact, states: ReadonlyMap<bigint, CustomerState>): ConsentStatement[] {
  const statement = (customerId: bigint, channel: Channel, consent: Consent, source: string, key: string): ConsentStatement[] => {
    const state = states.get(customerId);
    if (consent.at === null || state === undefined || (state.redactedAt !== null && consent.at <= state.redactedAt)) return [];
    const { state: stated, optInLevel, at } = consent;
    return [{ customerId: state.mergedInto ?? customerId, channel, state: stated, optInLevel, source, key, occurredAt: at }];
  };
  if (fact.kind === "consent" && fact.customerId !== null)
    return statement(fact.customerId, fact.channel, fact.consent, fact.source, fact.key);
  if (fact.kind !== "customer") return [];
  const { customerId, emailConsent, smsConsent } = fact.customer;
  const ofSnapshot = (channel: Channel, consent: Consent | undefined) =>
    consent === undefined
      ? []
      : statement(
          customerId,
          channel,
          consent,
          "shopify",
          `shopify:${channel}:${customerId}:${consent.at?.toISOString() ?? "undated"}:${consent.state}:${consent.optInLevel ?? ""}`,
        );
  return [...ofSnapshot("email", emailConsent), ...ofSnapshot("sms", smsConsent)];
}

function arrival(state: CustomerState, before: ReadonlyMap<bigint, CustomerState>): TimelineEvent[] {
  if (state.updatedAt === null || (before.get(state.customerId)?.updatedAt ?? null) !== null || state.mergedInto !== null)
    return [];
  const { customerId, profile } = state;
  return [
    { customerId, kind: "customer.created", key: `customer:${customerId}:created`, occurredAt: profile.createdAt, data: {} },
  ];
}

function newAddress(state: CustomerState, before: ReadonlyMap<bigint, CustomerState>): string[] {
  const { email, emailVerified } = state.profile;
  const known = before.get(state.customerId)?.profile;
  if (email === null || state.mergedInto !== null || state.deletedAt !== null || state.redactedAt !== null) return [];
  return known?.email === email && known.emailVerified === emailVerified ? [] : [email];
}
