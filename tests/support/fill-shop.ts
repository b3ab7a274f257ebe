import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";

const NAMES = ["Lena", "Leo", "Anna", "Jonas", "Mia", "Paul", "Emma", "Noah", "Ida", "Emil"];
/** Orders of eight customers. */
const EACH = [0, 1, 2, 3, 1, 5, 7, 1];

/**
 * A large shop in a few statements: three of four customers have orders, and of those some have accounts with points, some in debt, some with none
 * left; three orders and entries each, over a year; tiers. Without the arithmetic that makes them.
 * @param orders how many each has, where that is not three; with `lines`, so many products of a catalog lie in each
 * @param varied from none to seven orders each and of different worth, a better tier for those who have five, and few in a tier without points
 */
export async function fillShop(
  db: Db,
  shopId: number,
  customers: number,
  now: Date,
  { orders = 3, lines = 0, varied = false }: { orders?: number; lines?: number; varied?: boolean } = {},
): Promise<void> {
  const each = sql`generate_series(1, ${customers}::int) i`;
  const placed = (of: number) => {
    const most = varied ? Math.max(...EACH) : of;
    const some = varied ? sql`o / ${customers}::int < (${EACH}::int[])[1 + i % 8]` : sql`i % 4 <> 0`;
    return sql`generate_series(1, ${most * customers}::int) o, lateral (select o % ${customers}::int + 1 as i) person where ${some}`;
  };
  const people = () =>
    sql`
    insert into customers (shop_id, customer_id, email, first_name, last_name, created_at, orders_count, net_spend_minor, aov_minor, first_order_at, last_order_at)
    select ${shopId}, i, lower((${NAMES}::text[])[1 + i % 10]) || i || '@example.com', (${NAMES}::text[])[1 + i % 10], 'Name' || i % 997,
      ${now}::timestamptz - i % 700 * interval '1 day' - i * interval '1 second', coalesce(n, 0), coalesce(net, 0), coalesce(net / n, 0), first, last
    from ${each} left join (${varied ? boughtBy(shopId) : madeUp(customers, now)}) bought using (i)
  `.execute(db);
  const worth = varied ? sql`500 + o::bigint * 7919 % 15000` : sql`1999`;
  if (!varied) await people();
  // Side by side: none of these needs another.
  const orderly = async () => {
    await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, earns,
      first_seen_at, snapshot)
    select ${shopId}, o, '#' || o, i, at, at, at, 'paid', 'EUR', worth, true, at, ${lines === 0 ? sql`'{}'` : snapshotOf(lines)}
    from (select o, i, ${now}::timestamptz - (o::bigint * 17 % 365) * interval '1 day' as at, (${worth})::bigint as worth from ${placed(orders)}) made
  `.execute(db);
  };
  const points = async () => {
    await sql`
    insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, order_id, program_version, actor)
    select ${shopId}, i, row_number() over (partition by i order by o), 'order:' || o, 'order', 90 + o % 20, at, at, at, o, 1, 'system'
    from (select o, i, ${now}::timestamptz - (o::bigint * 17 % 365) * interval '1 day' as at from ${placed(3)}) made
  `.execute(db);
    await sql`
    insert into ledger_accounts (shop_id, customer_id, last_seq, available, pending, lifetime_earned, as_of)
    select shop_id, customer_id, max(seq), case customer_id % 10 when 3 then 0 when 7 then -5 else sum(points) end, customer_id % 3, sum(points), ${now}
    from ledger_entries where shop_id = ${shopId} group by 1, 2
  `.execute(db);
  };
  const given = async () => {
    await sql`
    insert into redemptions (shop_id, customer_id, reward_id, intent, points, terms, terms_hash, code, state, reserved_at)
    select ${shopId}, i, 1 + i % 3, 'intent-' || i, 500, '{"kind": "amount", "title": {"en": "5 off"}}', 'hash', 'CODE-' || i,
      case when i % 2000 = 1 then 'releasing' when i % 2 = 0 then 'used' else 'released' end, ${now}::timestamptz - i * interval '1 minute'
    from ${each}
  `.execute(db);
    await sql`
    insert into bonus_claims (shop_id, customer_id, rule, occasion, state, note, submitted_at, decided_at, decided_by)
    select ${shopId}, i, 'review', 'review ' || i, case when i % 2000 = 1 then 'waiting' when i % 9 = 0 then 'declined' else 'approved' end, 'Lovely',
      ${now}::timestamptz - i * interval '1 minute', case when i % 2000 = 1 then null else ${now}::timestamptz end, 'merchant:1'
    from ${each}
  `.execute(db);
  };
  await Promise.all([orderly(), points(), given()]);
  // Whether somebody has an account stands in their row, which so is written once.
  if (varied) await people();
  await sql`
    insert into members (shop_id, customer_id, tier)
    select ${shopId}, i, case when ${varied ? sql`i % 40 = 5` : sql`i % 50 = 1`} then 'gold' else 'bronze' end from ${each}
    where i % 2 = 1 ${varied ? sql`or i % 800 = 0` : sql``}
  `.execute(db);
}

/** Profiles that agree with the orders. */
const boughtBy = (shopId: number) => sql`
  select customer_id as i, count(*)::int as n, sum(net_minor)::bigint as net, min(processed_at) as first, max(processed_at) as last
  from orders where shop_id = ${shopId} group by 1`;

/** Profiles of up to eight orders, whatever the orders are. */
const madeUp = (customers: number, now: Date) => sql`
  select i, n, n * aov as net, last - (n - 1) * interval '30 days' as first, last from (
    select i, i % 9 as n, 1000 + (i::bigint * 7919) % 15000 as aov, ${now}::timestamptz - (i * 31 % 400) * interval '1 day' - interval '1 hour' as last
    from generate_series(1, ${customers}::int) i
  ) made where n > 0`;

const PRODUCTS = 500;

/** Whole, as the app keeps them. Some products lie in far more orders than others, and some together more often than by chance. */
function snapshotOf(lines: number) {
  const many = sql`${lines}::int`;
  // The lines' worth is the order's: the first takes what division leaves over.
  const net = sql`(worth / ${many} + case when n = 0 then worth % ${many} else 0 end)::text`;
  const line = sql`jsonb_build_object('lineId', (o::bigint * 10 + n)::text, 'productId', product::text, 'variantId', (product * 10)::text,
    'title', 'Product ' || product, 'quantity', 1, 'currentQuantity', 1, 'netMinor', ${net}, 'taxMinor', '0', 'discountMinor', '0', 'giftCard', false, 'tip', false)`;
  const instant = sql`to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  return sql`(
    select jsonb_build_object('orderId', o::text, 'name', '#' || o, 'customerId', i::text, 'email', 'buyer' || i || '@example.com', 'customerLocale', 'de-DE',
      'createdAt', ${instant}, 'processedAt', ${instant}, 'updatedAt', ${instant}, 'cancelledAt', null, 'fulfilledAt', ${instant}, 'test', false,
      'financialStatus', 'paid', 'fulfillmentStatus', 'fulfilled', 'sourceName', 'web', 'currency', 'EUR', 'shippingNetMinor', '0', 'shippingTaxMinor', '0',
      'totalMinor', worth::text, 'receivedMinor', worth::text, 'discountCodes', jsonb_build_array(), 'lines', jsonb_agg(${line}), 'refunds', jsonb_build_array()) from (
      select n, 1 + (power((o::bigint * 7919 + n * 104729) % 9973 / 9973.0, 3) * ${PRODUCTS - 10}::int)::bigint + case when n > 0 then (o % 3) else 0 end as product
      from generate_series(0, ${lines - 1}::int) n
    ) bought
  )`;
}

/** The catalog that such lines are of. */
export async function fillCatalog(db: Db, shopId: number, now: Date): Promise<void> {
  await sql`
    insert into products (shop_id, product_id, title, handle, product_type, vendor, status, tags, variants, source_updated_at)
    select ${shopId}, p, 'Product ' || p, 'product-' || p, 'Type ' || p % 20, 'Vendor ' || p % 7, 'active', '{}',
      jsonb_build_array(jsonb_build_object('variantId', (p * 10)::text, 'title', 'Default Title', 'priceMinor', (500 + p * 7)::text)), ${now}
    from generate_series(1, ${PRODUCTS}::int) p
  `.execute(db);
}

/** Profiles that agree with the orders, as the app keeps them. */
export async function fillProfiles(db: Db, shopId: number): Promise<void> {
  await sql`
    update customers c set orders_count = o.many, net_spend_minor = o.spent, aov_minor = o.spent / o.many, first_order_at = o.first, last_order_at = o.last
    from (
      select customer_id, count(*)::int as many, sum(net_minor)::bigint as spent, min(processed_at) as first, max(processed_at) as last
      from orders where shop_id = ${shopId} and customer_id is not null group by 1
    ) o
    where c.shop_id = ${shopId} and c.customer_id = o.customer_id
  `.execute(db);
  await sql`
    update customers c set orders_count = 0, net_spend_minor = 0, aov_minor = 0, first_order_at = null, last_order_at = null
    where c.shop_id = ${shopId} and c.orders_count > 0 and not exists (select from orders o where o.shop_id = c.shop_id and o.customer_id = c.customer_id)
  `.execute(db);
}
