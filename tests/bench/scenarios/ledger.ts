import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { verify } from "../../../app/points/verification/verify.server.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { NOW, openShop, type Stage } from "../stage.ts";

const ENTRIES_AN_ACCOUNT = 5;

/** How fast a large ledger is proved: every balance from its entries, every order from its snapshot. */
export async function verifyLedger({ db }: Stage, { entries }: { entries: number }): Promise<Figure> {
  const shop = await openShop(db);
  await fillLedger(db, shop.shopId, entries);
  const { result, ms, cpuMs } = await timed(() => verify(db, shop));
  if (result.discrepancies.length > 0 || result.entries !== entries) throw new Error("The made-up ledger is wrong");
  const sums = await timed(() => sumsAlone(db, shop.shopId));
  return {
    scenario: "Ledger verified",
    unit: "entries",
    app: { what: "ledger:verify: accounts, sequences and orders", perSecond: perSecond(entries, ms) },
    baselines: [{ what: "PostgreSQL alone: the sums of the accounts, no orders", perSecond: perSecond(entries, sums.ms) }],
    notes: [
      `${result.accounts} accounts, ${entries} entries, ${result.orders} orders in ${(ms / 1_000).toFixed(1)} s`,
      `${((cpuMs / ms) * 100).toFixed(0)} % of the time is this process's own: the snapshots are read and their points computed anew`,
    ],
  };
}

/** One order of 19.99 for each entry, five orders a customer, 99 points each. */
async function fillLedger(db: Db, shopId: number, entries: number): Promise<void> {
  const order = sql`from generate_series(0, ${entries - 1}::int) i`;
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, earns,
      first_seen_at, snapshot)
    select ${shopId}, i + 1, '#' || i, i / ${ENTRIES_AN_ACCOUNT}::int + 1, ${NOW}, ${NOW}, ${NOW}, 'paid', 'EUR', 1999, true, ${NOW},
      jsonb_build_object('orderId', (i + 1)::text, 'name', '#' || i, 'customerId', (i / ${ENTRIES_AN_ACCOUNT}::int + 1)::text, 'email', null,
        'customerLocale', 'en', 'createdAt', ${NOW.toISOString()}::text, 'processedAt', ${NOW.toISOString()}::text,
        'updatedAt', ${NOW.toISOString()}::text, 'cancelledAt', null, 'fulfilledAt', null, 'test', false, 'financialStatus', 'paid',
        'fulfillmentStatus', null, 'currency', 'EUR', 'shippingNetMinor', '0', 'shippingTaxMinor', '0', 'totalMinor', '1999',
        'discountCodes', '[]'::jsonb, 'refunds', '[]'::jsonb, 'lines', jsonb_build_array(
          jsonb_build_object('lineId', '1', 'productId', '1', 'variantId', '1', 'title', 'Coffee', 'quantity', 1, 'currentQuantity', 1,
            'netMinor', '999', 'taxMinor', '0', 'giftCard', false, 'tip', false),
          jsonb_build_object('lineId', '2', 'productId', '2', 'variantId', '2', 'title', 'Filter', 'quantity', 2, 'currentQuantity', 2,
            'netMinor', '1000', 'taxMinor', '0', 'giftCard', false, 'tip', false)))
    ${order}
  `.execute(db);
  await sql`
    insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, order_id, program_version, actor)
    select ${shopId}, i / ${ENTRIES_AN_ACCOUNT}::int + 1, i % ${ENTRIES_AN_ACCOUNT}::int + 1, 'order:' || i, 'order', 99, ${NOW}, ${NOW}, ${NOW}, i + 1, 1, 'system'
    ${order}
  `.execute(db);
  await sql`
    insert into ledger_accounts (shop_id, customer_id, last_seq, available, pending, lifetime_earned, as_of)
    select shop_id, customer_id, max(seq), sum(points), 0, sum(points), ${NOW} from ledger_entries where shop_id = ${shopId} group by 1, 2
  `.execute(db);
  await sql`analyze`.execute(db);
}

async function sumsAlone(db: Db, shopId: number): Promise<void> {
  const { rows } = await sql`
    select a.customer_id from ledger_accounts a
    join (
      select customer_id, max(seq) as last_seq, count(*) as entries, sum(points) filter (where available_at <= ${NOW}) as available
      from ledger_entries where shop_id = ${shopId} group by customer_id
    ) s using (customer_id)
    where a.shop_id = ${shopId} and (a.available, a.last_seq) is distinct from (s.available, s.last_seq)
  `.execute(db);
  if (rows.length > 0) throw new Error("The made-up accounts are wrong");
}
