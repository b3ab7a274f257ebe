import { sql } from "kysely";
import { expect } from "vitest";

import { readAccounts } from "../../../../app/points/accounts.server.ts";
import { verify } from "../../../../app/points/verification/verify.server.ts";
import type { ShopLife } from "./shop-life.ts";

/** Balances, expiry and tiers of everybody, app beside model. */
export async function compare(life: ShopLife, when: string): Promise<void> {
  const { model, shop, db, now } = life;
  const customers = [...model.customers.values()];
  const accounts = await readAccounts(
    db,
    shop,
    customers.map(({ id }) => id),
    life.date(),
  );
  const { rows } = await sql<{ id: bigint; tier: string | null; grace: Date | null; progress: bigint }>`
    select customer_id as id, tier, grace_until as grace, tier_progress as progress from members where shop_id = ${shop.shopId}
  `.execute(db);
  const members = new Map(rows.map((row) => [row.id, row]));
  for (const customer of customers) {
    const account = accounts.get(customer.id);
    const member = members.get(customer.id);
    const expiring = account?.expiring ?? null;
    const app = {
      available: Number(account?.available ?? 0n),
      pending: Number(account?.pending ?? 0n),
      expiring: expiring === null ? null : { points: Number(expiring.points), at: expiring.at.toISOString() },
      tier: member?.tier ?? null,
      graceUntil: member?.grace?.toISOString() ?? null,
      progress: Number(member?.progress ?? 0n),
    };
    const own = model.view(customer, now);
    if (JSON.stringify(app) !== JSON.stringify(own)) {
      const { rows: entries } = await sql`
        select seq, kind, points, available_at, recorded_at, order_id, redemption_id from ledger_entries
        where shop_id = ${shop.shopId} and customer_id = ${customer.id} order by seq
      `.execute(db);
      const story = {
        when,
        shopId: shop.shopId,
        now: life.date(),
        entries,
        changes: await historyOf(life, customer.id),
        model: customer,
        orders: model.ordersOf(customer).map(({ order, posted, ...heard }) => ({ ...heard, order, posted: [...posted] })),
      };
      const text = JSON.stringify(story, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value), 1);
      throw new Error(`App and model differ at ${when}: ${JSON.stringify(app)} is not ${JSON.stringify(own)}\n${text}`);
    }
  }
}

async function historyOf({ shop, db }: ShopLife, customerId: bigint): Promise<unknown[]> {
  const { rows } = await sql`
    select at, before, tier, reason from tier_changes where shop_id = ${shop.shopId} and customer_id = ${customerId} order by change_id
  `.execute(db);
  return rows;
}

/** Every redemption has ended as it should, Shopify holds what it should, and the ledger proves itself right. */
export async function compareEnd(life: ShopLife): Promise<void> {
  const { model, shop, db, shopify } = life;
  const { rows } = await sql<{ id: bigint; state: string; code: string; back: bigint }>`
    select redemption_id as id, state, code, returned_points as back from redemptions where shop_id = ${shop.shopId} order by redemption_id
  `.execute(db);
  const held = shopify.allCodes();
  const problems: unknown[] = [];
  const same = (what: string, app: unknown, right: unknown) => {
    if (app !== right) problems.push({ what, app, right });
  };
  for (const { id, state, code, back } of rows) {
    const known = model.redemptions.get(id);
    if (known === undefined) throw new Error("A redemption came from nowhere");
    const ended = known.usedBy === null && known.ending !== null;
    const used = known.usedBy !== null || (known.paidOut && !known.released);
    same(`state of redemption ${id}`, state, used ? "used" : ended ? "released" : "issued");
    same(`points back of redemption ${id}`, Number(back), known.back);
    if (known.paidOut || state === "used") continue;
    same(`codes of redemption ${id}`, held.filter((one) => one === code).length, state === "issued" ? 1 : 0);
  }
  const claims = await sql<{ id: bigint; state: string }>`
    select claim_id as id, state from bonus_claims where shop_id = ${shop.shopId}
  `.execute(db);
  for (const { id, state } of claims.rows) {
    const claim = model.bonuses.claims.find((one) => one.id === id);
    same(`claim ${id}`, state, claim?.state ?? "declined");
  }
  const credits = rows.filter(({ id, state }) => model.redemptions.get(id)?.paidOut === true && state === "used").length;
  same("store credits", shopify.credits.length, credits);
  expect({ shopId: shop.shopId, problems, proof: (await verify(db, shop)).discrepancies }).toEqual({
    ...{ shopId: shop.shopId, problems: [], proof: [] },
  });
}
