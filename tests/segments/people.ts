import fc from "fast-check";
import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { stringifyJson } from "../../app/lib/json.ts";
import type { Person, RawOrder, RawProduct } from "./oracle.ts";

/** What the shops of these tests sell, and what their customers can be. Few values, so that queries meet them often. */
export const PRODUCTS: readonly RawProduct[] = [
  { productId: 101n, tags: ["Sports wear", "new"], vendor: "Acme", variants: [{ variantId: 1011n, sku: "A-1" }] },
  { productId: 102n, tags: [], vendor: null, variants: [{ variantId: 1021n, sku: null }] },
  { productId: 103n, tags: ["sale"], vendor: "Birch", variants: [{ variantId: 1031n, sku: "b-2" }] },
];

const DAY = 86_400_000;
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 4 });
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 24, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

/** Instants up to some days after `now`; most of them near it, or near the edges that queries name. */
export function instantsAround(now: Date, ahead = 0): fc.Arbitrary<Date> {
  const near = [0, 1, 7, 14, 16, 30, 60, 90, 240, 365, 730].flatMap((days) => [-days, ahead > 0 ? days : -days]);
  return fc
    .oneof(
      fc.tuple(fc.constantFrom(...near), fc.integer({ min: -2 * DAY, max: 2 * DAY })).map(([days, ms]) => days * DAY + ms),
      fc.integer({ min: -800 * DAY, max: ahead * DAY }),
    )
    .map((away) => new Date(Math.floor((now.getTime() + Math.min(away, ahead * DAY)) / 1_000) * 1_000));
}

const lines = fc.array(
  fc.record({
    product: fc.constantFrom(...PRODUCTS, null),
    quantity: fc.constantFrom(1, 2, 5),
    tip: fc.boolean().map((is) => is && true),
    byPlan: fc.boolean(),
  }),
  { maxLength: 3 },
);

function orders(instants: fc.Arbitrary<Date>): fc.Arbitrary<RawOrder> {
  return fc
    .record({
      at: instants,
      net: fc.constantFrom(0n, 50n, 9_999n, 10_000n, 25_000n, 99_999n),
      state: fc.oneof(
        { weight: 8, arbitrary: fc.constant("counts" as const) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(
            "test" as const,
            "cancelled" as const,
            "deleted" as const,
            "lost" as const,
            "voided" as const,
            "expired" as const,
          ),
        },
      ),
      codes: fc.subarray(["WELCOME", "Sale10"]),
      lines,
    })
    .map(({ lines: bought, ...order }) => ({
      ...{ orderId: 0n, ...order },
      lines: bought.map(({ product, ...line }) => ({
        ...line,
        productId: product?.productId ?? null,
        variantId: product?.variants[0]?.variantId ?? null,
      })),
    }));
}

const consents = fc.constantFrom("subscribed", "not_subscribed", "unsubscribed", "pending");

/** @param instants when things of them have happened */
export function people(now: Date, instants = instantsAround(now)): fc.Arbitrary<Person> {
  const points = fc.constantFrom(0n, 1n, 50n, 100n, 500n);
  return fc.record({
    customerId: fc.constant(0n),
    gone: seldom(fc.constantFrom("deleted" as const, "redacted" as const, "merged" as const)),
    email: maybe(fc.constantFrom("a@shop.de", "B@EXAMPLE.COM", "odd@x@de", "nothing", "@vip")),
    phone: maybe(fc.constant("+49301")),
    locale: maybe(fc.constantFrom("de", "de-AT", "DE-at", "en_US", "en")),
    country: maybe(fc.constantFrom("DE", "AT", "US", "CA")),
    province: maybe(fc.constantFrom("BE", "CA", "NY")),
    account: maybe(fc.constantFrom("enabled", "disabled", "invited", "declined")),
    tags: fc.subarray(["vip", "VIP", "'VIP'", "it's", "a\\b", "%", "wholesale"]),
    emailConsent: consents,
    smsConsent: consents,
    addedAt: instants,
    orders: fc.array(orders(instants), { maxLength: 5 }),
    left: fc.array(fc.record({ at: instants, over: fc.constantFrom(null, "bought" as const, "gone" as const) }), {
      maxLength: 2,
    }),
    points: maybe(
      fc.record({
        available: fc.constantFrom(-20n, 0n, 50n, 100n, 1_000n),
        pending: points,
        expiry: maybe(fc.record({ at: instantsAround(now, 60), points })),
      }),
    ),
    entries: fc.array(
      fc.record({
        kind: fc.constantFrom("order", "bonus", "adjustment", "redemption"),
        points: fc.constantFrom(10n, 100n, 600n),
        at: instants,
      }),
      { maxLength: 3 },
    ),
    redemptions: fc.array(
      fc.record({
        ...{ at: instants, rewardId: fc.constantFrom(1n, 2n), points },
        state: fc.constantFrom("reserved", "issued", "used", "releasing", "released"),
      }),
      { maxLength: 2 },
    ),
    tier: maybe(fc.record({ key: fc.constantFrom("gold", "silver"), since: instants })),
    birthday: maybe(
      fc.oneof(
        fc.constantFrom({ month: 2, day: 29 }, { month: 12, day: 24 }),
        fc.integer({ min: -40, max: 40 }).map((days) => {
          const day = new Date(now.getTime() + days * DAY);
          return { month: day.getUTCMonth() + 1, day: day.getUTCDate() };
        }),
      ),
    ),
  });
}

/** Gives each of them and each of their orders a number. */
export function numbered(found: readonly Person[]): Person[] {
  let order = 0n;
  return found.map((person, index) => ({
    ...person,
    customerId: BigInt(index + 1),
    orders: person.orders.map((one) => ({ ...one, orderId: (order += 1n) })),
  }));
}

/** A shop's customers as the app would hold them, written as rows. Replaces whoever the shop had, not what segments know of them. */
export function putPeople(db: Db, ...what: Parameters<typeof replace> extends [Db, ...infer Rest] ? Rest : never): Promise<void> {
  return db.transaction().execute(async (tx) => {
    // What the database keeps by itself, and that the ledger only grows, is not what these tests are about.
    await sql`set local session_replication_role = replica`.execute(tx);
    await replace(tx, ...what);
  });
}

async function replace(db: Db, shopId: number, found: readonly Person[], currency = "EUR", products = PRODUCTS): Promise<void> {
  const before = await sql<{ customer_id: bigint; next_eval_at: Date | null }>`
    select customer_id, next_eval_at from customers where shop_id = ${shopId}
  `.execute(db);
  const due = new Map(before.rows.map((row) => [row.customer_id, row.next_eval_at]));
  const kept = [
    "customers",
    "orders",
    "products",
    "timeline_events",
    "ledger_accounts",
    "ledger_entries",
    "redemptions",
    "members",
  ];
  for (const table of kept) await sql`delete from ${sql.table(table)} where shop_id = ${shopId}`.execute(db);
  const write = async (table: string, rows: readonly object[]) => {
    if (rows.length === 0) return;
    const full = rows.map((row) => ({ shop_id: shopId, ...row }));
    const columns = sql.join([...new Set(full.flatMap((row) => Object.keys(row)))].map((column) => sql.ref(column)));
    await sql`
      insert into ${sql.table(table)} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${stringifyJson(full)}::jsonb)
    `.execute(db);
  };
  const epoch = new Date("2020-01-01T00:00:00Z");
  await write(
    "products",
    products.map(({ productId, tags, vendor, variants }) => ({
      ...{ product_id: productId, title: "x", handle: "x", status: "active", tags, vendor, variants, source_updated_at: epoch },
    })),
  );
  await write(
    "customers",
    found.map((person) => ({ ...customerRow(person), next_eval_at: due.get(person.customerId) ?? null })),
  );
  await write(
    "orders",
    found.flatMap(({ customerId, orders: placed }) => placed.map((order) => orderRow(customerId, order, currency))),
  );
  await write(
    "timeline_events",
    found.flatMap(({ customerId, left }) =>
      left.map(({ at, over }, index) => ({
        ...{
          event_id: 1_000_000_000n + customerId * 10n + BigInt(index),
          customer_id: customerId,
          kind: "checkout.abandoned",
          key: `${customerId}:${index}`,
        },
        ...{ occurred_at: at, recorded_at: at, data: over === null ? {} : { over } },
      })),
    ),
  );
  await write(
    "ledger_accounts",
    found.flatMap(({ customerId, points }) =>
      points === null
        ? []
        : {
            ...{ customer_id: customerId, last_seq: 0, lifetime_earned: 0, as_of: epoch, sync_attempts: 0 },
            ...{
              available: points.available,
              pending: points.pending,
              expires_at: points.expiry?.at ?? null,
              expires_points: points.expiry?.points ?? 0n,
            },
          },
    ),
  );
  await write(
    "ledger_entries",
    found.flatMap(({ customerId, entries }) =>
      entries.map(({ kind, points, at }, index) => ({
        ...{ customer_id: customerId, seq: index + 1, key: `${customerId}:${index}`, kind, points, tier_points: 0 },
        ...{ available_at: at, earned_at: at, recorded_at: at, actor: "system" },
      })),
    ),
  );
  await write(
    "redemptions",
    found.flatMap(({ customerId, redemptions }) =>
      redemptions.map(({ at, rewardId, points, state }, index) => ({
        ...{
          redemption_id: customerId * 10n + BigInt(index),
          customer_id: customerId,
          reward_id: rewardId,
          points,
          value_minor: 0,
          terms: {},
        },
        ...{
          intent: `${customerId}:${index}`,
          code: `${customerId}:${index}`,
          terms_hash: "x",
          state,
          reserved_at: at,
          returned_points: 0,
          attempts: 0,
        },
      })),
    ),
  );
  await write(
    "members",
    found.flatMap(({ customerId, tier, birthday }) =>
      tier === null && birthday === null
        ? []
        : {
            ...{ customer_id: customerId, tier: tier?.key ?? null, tier_since: tier?.since ?? null, tier_progress: 0 },
            ...{ birthday_month: birthday?.month ?? null, birthday_day: birthday?.day ?? null },
          },
    ),
  );
}

export function customerRow({ customerId, gone, orders: placed, ...person }: Person): object {
  const counted = placed.filter(({ state }) => state === "counts");
  const times = counted.map(({ at }) => at.getTime());
  const spent = counted.reduce((sum, { net }) => sum + net, 0n);
  return {
    ...{ customer_id: customerId, email: person.email, phone: person.phone, locale: person.locale, tags: person.tags, marks: {} },
    ...{ country_code: person.country, province_code: person.province, account_state: person.account, email_verified: false },
    ...{ email_consent: person.emailConsent, sms_consent: person.smsConsent, created_at: person.addedAt, has_account: false },
    ...{ deleted_at: gone === "deleted" ? person.addedAt : null, redacted_at: gone === "redacted" ? person.addedAt : null },
    merged_into: gone === "merged" ? 999_999n : null,
    ...{
      orders_count: counted.length,
      net_spend_minor: spent,
      aov_minor: counted.length === 0 ? 0n : spent / BigInt(counted.length),
    },
    first_order_at: times.length === 0 ? null : new Date(Math.min(...times)),
    last_order_at: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}

function orderRow(customerId: bigint, { orderId, at, net, state, codes, lines: bought }: RawOrder, currency: string): object {
  return {
    ...{
      order_id: orderId,
      name: `#${orderId}`,
      customer_id: customerId,
      created_at: at,
      processed_at: at,
      source_updated_at: at,
      first_seen_at: at,
    },
    ...{
      cancelled_at: state === "cancelled" ? at : null,
      deleted_at: state === "deleted" ? at : null,
      dispute: state === "lost" ? "lost" : null,
    },
    ...{
      test: state === "test",
      financial_status: state === "voided" || state === "expired" ? state : "paid",
      currency,
      net_minor: net,
      earns: true,
    },
    snapshot: {
      discountCodes: codes,
      // As the app writes them: absent where they are not so.
      lines: bought.map(({ byPlan, ...line }) => ({ ...line, ...(byPlan ? { byPlan: true } : {}) })),
    },
  };
}
