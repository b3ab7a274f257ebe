import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import { movePushes } from "./consent/pushes.server.ts";
import { absorb, applyDeletion, type CustomerState } from "./snapshot/customer-state.ts";
import type { FactOf } from "../facts/fact.ts";
import { append } from "./timeline.server.ts";

export type Merge = { keptId: bigint; goneId: bigint; at: Date };

/** Makes customers one in `states`: the one that is gone points at the kept one, who takes over what counts. @returns the merges that are new */
export function joinCustomers(states: Map<bigint, CustomerState>, facts: readonly FactOf<"customers-merged">[]): Merge[] {
  const merges: Merge[] = [];
  for (const { keptId: named, goneId, at } of facts) {
    const keptId = currentId(states, named);
    const gone = states.get(goneId);
    const kept = states.get(keptId);
    // Known already; or told of a customer who has themselves become the other one.
    if (gone === undefined || kept === undefined || gone.mergedInto !== null || keptId === goneId) continue;
    const left = { ...applyDeletion(gone, at), mergedInto: keptId };
    states.set(goneId, left);
    states.set(keptId, absorb(kept, left, at));
    // Who had become the one that is gone now becomes the kept one, so that an alias is always one step.
    for (const state of [...states.values()])
      if (state.mergedInto === goneId) states.set(state.customerId, { ...state, mergedInto: keptId });
    merges.push({ keptId, goneId, at });
  }
  return merges;
}

function currentId(states: ReadonlyMap<bigint, CustomerState>, customerId: bigint): bigint {
  return states.get(customerId)?.mergedInto ?? customerId;
}

/** Who became whom in the end, as a relation t(kept bigint, gone bigint). */
function mergedPairs(merges: readonly Merge[]): RawBuilder<unknown> {
  const next = new Map(merges.map(({ keptId, goneId }) => [goneId, keptId]));
  const last = (customerId: bigint): bigint => {
    const kept = next.get(customerId);
    return kept === undefined ? customerId : last(kept);
  };
  const pairs = recordset(merges.map(({ goneId }) => ({ kept: last(goneId), gone: goneId })));
  return sql`${pairs} as t(kept bigint, gone bigint)`;
}

/**
 * Hands everything that happened to the customer who is gone to the kept one. What other nouns keep they move
 * themselves (pipeline/apply). Points stay where they are: the ledger only grows, so points/ posts their move. Memberships and runs stay too: segments and flows end them when they look at the customer who is gone.
 */
export async function moveRecords(db: Db, shopId: number, merges: readonly Merge[], now: Date): Promise<void> {
  if (merges.length === 0) return;
  const from = mergedPairs(merges);
  await sql`update customers c set merged_into = t.kept from ${from} where c.shop_id = ${shopId} and c.merged_into = t.gone`.execute(
    db,
  );
  await sql`update orders o set claimed_by = t.kept from ${from} where o.shop_id = ${shopId} and o.claimed_by = t.gone`.execute(
    db,
  );
  await sql`update orders o set customer_id = t.kept from ${from} where o.shop_id = ${shopId} and o.customer_id = t.gone`.execute(
    db,
  );
  await sql`update timeline_events e set customer_id = t.kept from ${from} where e.shop_id = ${shopId} and e.customer_id = t.gone`.execute(
    db,
  );
  await sql`update consent_events e set customer_id = t.kept from ${from} where e.shop_id = ${shopId} and e.customer_id = t.gone`.execute(
    db,
  );
  await sql`update customer_exclusions x set customer_id = t.kept from ${from} where x.shop_id = ${shopId} and x.customer_id = t.gone`.execute(
    db,
  );
  await movePushes(db, shopId, from, now);
  await sql`update privacy_requests p set customer_id = t.kept from ${from} where p.shop_id = ${shopId} and p.customer_id = t.gone`.execute(
    db,
  );
  const events = merges.map(({ keptId, goneId, at }) => ({
    customerId: keptId,
    kind: "customer.merged" as const,
    key: `merge:${goneId}:${keptId}`,
    occurredAt: at,
    data: { goneId },
  }));
  await append(db, shopId, events, now);
}
