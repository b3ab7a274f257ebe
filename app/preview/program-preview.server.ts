import { sql } from "kysely";

import { netOf } from "../customers/orders/worth/order-net.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { addDays, dayIn, instantIn } from "../lib/time.ts";
import { readEntries } from "../points/accounts.server.ts";
import { expiries, expiryPolicy, type ExpiryPolicy } from "../points/expiry/expiry.ts";
import type { LotEntry } from "../points/expiry/lots.ts";
import { orderColumns, readRow, type OrderRow } from "../points/orders/settle.server.ts";
import { readOutstanding } from "../points/totals.server.ts";
import { worthMinor, type Program, type ProgramRules } from "../program/rules/rules.ts";
import { versionFor } from "../program/version-for.ts";
import { asIfLive, liveSince } from "../program/state/state.ts";
import { readProgram } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";
import { foresee } from "../tiers/tiers.server.ts";
import { keepMostDifferent, NAMES, type Example, type Expiry, type Preview, type TierMove } from "./preview.ts";
import { readReplayFacts, readReplayProducts } from "./replay-facts.server.ts";
import { replay, type Placed, type Replay } from "./replay.ts";

export const PREVIEW_DAYS = 90;
const PAGE = 500;

/**
 * What a draft would change: the orders of the last 90 days as if either set of rules had been in force all that time, and what would follow for tiers,
 * expiry and the worth of points if the draft came into force now. While the program is not live, both sides are seen as if it were, so that only the draft
 * makes a difference. Reads customers page by page and changes nothing.
 */
export async function preview(db: Db, shop: Shop, draft: ProgramRules, now: Date): Promise<Preview> {
  const { programs: all, states } = await readProgram(db, shop.shopId);
  const live = liveSince(states, now) !== null;
  const current = versionFor(now, all);
  const since = instantIn(addDays(dayIn(now, shop.timeZone), -PREVIEW_DAYS), shop.timeZone);
  const earlier = all.filter(({ effectiveFrom }) => effectiveFrom < since);
  const installedAt = live || shop.installedAt < since ? shop.installedAt : since;
  const shared = { since, earlier, timeZone: shop.timeZone, installedAt };
  const sides: Sides = { before: { ...shared, rules: current.rules }, after: { ...shared, rules: draft } };
  const inForce = all.filter(({ effectiveFrom }) => effectiveFrom <= now);
  const next: Program = { version: Math.max(...all.map(({ version }) => version)) + 1, effectiveFrom: now, rules: draft };
  const policyOf = (programs: readonly Program[]) =>
    expiryPolicy({ programs, states: asIfLive(states, now) }, now, shop.timeZone);
  const policies = {
    before: policyOf(inForce),
    after: policyOf([...inForce.filter(({ effectiveFrom }) => effectiveFrom < now), next]),
  };
  const horizon = instantIn(addDays(dayIn(now, shop.timeZone), 365), shop.timeZone);
  const withTiers = current.rules.tiers !== null || draft.tiers !== null;

  const earned = { orders: 0, before: 0n, after: 0n, sales: 0n };
  let examples: Example[] = [];
  const moves = new Map<string, TierMove>();
  const expiring = { before: nothingExpires(), after: nothingExpires() };
  for (let after = 0n; ;) {
    const page = await readPage(db, shop.shopId, after);
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.customerId;
    const customerIds = page.map(({ customerId }) => customerId);
    const names = new Map(page.map(({ customerId, name }) => [customerId, name]));

    const found = await replayPage(db, shop, customerIds, { all, current, live }, sides, now);
    earned.orders += found.length;
    for (const { before, after: then, netMinor } of found) {
      earned.before += before;
      earned.after += then;
      earned.sales += netMinor;
    }
    examples = keepMostDifferent(
      examples,
      found.map(({ orderId, name, customerId, before, after: then }) => ({
        ...{ orderId, name, customerId, before, after: then },
        customer: names.get(customerId) ?? null,
      })),
    );
    if (withTiers) {
      for (const [customerId, { before, after: then }] of await foresee(db, shop, customerIds, draft, now))
        if (before !== then) note(moves, before, then, { customerId, name: names.get(customerId) ?? null });
    }
    if (policies.before !== null || policies.after !== null) {
      for (const entries of (await readEntries(db, shop.shopId, customerIds)).values()) {
        addExpiry(expiring.before, entries, policies.before, horizon);
        addExpiry(expiring.after, entries, policies.after, horizon);
      }
    }
  }

  const outstanding = await readOutstanding(db, shop.shopId);
  const worth = (points: bigint, rules: ProgramRules) => worthMinor(points, rules, shop.currency);
  return {
    live,
    orders: earned.orders,
    before: { points: earned.before, worthMinor: worth(earned.before, current.rules) },
    after: { points: earned.after, worthMinor: worth(earned.after, draft) },
    salesMinor: earned.sales,
    ahead: beginningAfter(draft, now),
    examples,
    tierMoves: withTiers ? [...moves.values()].sort((a, b) => b.count - a.count) : null,
    liability: {
      points: outstanding,
      beforeMinor: worth(outstanding, current.rules),
      afterMinor: worth(outstanding, draft),
    },
    expiry: policies.before === null && policies.after === null ? null : expiring,
  };
}

type Sides = { before: Replay; after: Replay };

/** Everybody who has an account or an order. */
async function readPage(db: Db, shopId: number, after: bigint): Promise<{ customerId: bigint; name: string | null }[]> {
  const { rows } = await sql<{ customerId: bigint; name: string | null }>`
    select c.customer_id as "customerId", nullif(trim(concat_ws(' ', c.first_name, c.last_name)), '') as name from customers c
    where c.shop_id = ${shopId} and c.customer_id > ${after} and (
      exists (select from members m where m.shop_id = c.shop_id and m.customer_id = c.customer_id)
      or exists (select from ledger_accounts a where a.shop_id = c.shop_id and a.customer_id = c.customer_id)
      or exists (select from orders o where o.shop_id = c.shop_id and o.customer_id = c.customer_id)
    )
    order by c.customer_id limit ${PAGE}
  `.execute(db);
  return rows;
}

function beginningAfter({ multipliers }: ProgramRules, now: Date): Preview["ahead"] {
  return multipliers.flatMap(({ name, from, until }) =>
    from !== null && Date.parse(from) > now.getTime()
      ? [{ name, from: new Date(from), until: until === null ? null : new Date(until) }]
      : [],
  );
}

type Found = Omit<Example, "customer"> & { netMinor: bigint };

/** What the orders of a page of customers earn on either side. */
async function replayPage(
  db: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  { all, current, live }: { all: readonly Program[]; current: Program; live: boolean },
  sides: Sides,
  now: Date,
): Promise<Found[]> {
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from orders
    where shop_id = ${shop.shopId} and customer_id = any(${ids(customerIds)}) and not test
      and (earns or (${!live} and is_sale(test, cancelled_at, deleted_at, dispute, financial_status)))
      and created_at >= ${sides.before.since} and created_at <= ${now}
    order by customer_id, created_at, order_id
  `.execute(db);
  if (rows.length === 0) return [];
  const read = rows.map((row) => readRow(row, all)).filter(({ left }) => left !== "excluded");
  const both = [sides.after, sides.before];
  const products = await readReplayProducts(db, shop.shopId, read, both);
  const factsOf = await readReplayFacts(db, shop, read, both, now);
  return [...Map.groupBy(read, ({ row }) => row.customer_id ?? 0n)].flatMap(([customerId, items]) => {
    const facts = factsOf(customerId);
    const under = (side: Replay, known: boolean) =>
      replay(
        items.map(({ row, order, program, earning }): Placed => {
          // What has been noted is what was awarded; nothing is worked out anew for these rules.
          const noted = known && row.earns && program.version === current.version ? { earning } : null;
          return { order, noted };
        }),
        facts,
        products,
        side,
      );
    const [before, after] = [under(sides.before, true), under(sides.after, false)];
    return items.map(({ order }, index) => ({
      ...{ orderId: order.orderId, name: order.name, customerId },
      ...{ before: before[index] ?? 0n, after: after[index] ?? 0n, netMinor: netOf(order) },
    }));
  });
}

function note(
  moves: Map<string, TierMove>,
  from: string | null,
  to: string | null,
  customer: TierMove["customers"][number],
): void {
  const key = `${from ?? ""} ${to ?? ""}`;
  const move = moves.get(key) ?? { from, to, count: 0, customers: [] };
  move.count += 1;
  if (move.customers.length < NAMES) move.customers.push(customer);
  moves.set(key, move);
}

function nothingExpires(): Expiry {
  return { points: 0n, customers: 0, first: null };
}

function addExpiry(sum: Expiry, entries: readonly LotEntry[], policy: ExpiryPolicy | null, horizon: Date): void {
  if (policy === null) return;
  const due = expiries(entries, policy).filter(({ at, points }) => at <= horizon && points > 0n);
  if (due.length === 0) return;
  sum.customers += 1;
  for (const { at, points } of due) {
    sum.points += points;
    if (sum.first === null || at < sum.first.at) sum.first = { at, points };
    else if (at.getTime() === sum.first.at.getTime()) sum.first.points += points;
  }
}
