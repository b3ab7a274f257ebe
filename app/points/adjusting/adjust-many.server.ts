import { sql, type RawBuilder } from "kysely";

import { lowerAddress } from "../../lib/lower-address.ts";
import type { Batch, BatchPart } from "../../batches/batch.ts";
import { conditions, readNamed } from "../../customers/views/narrowing.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { readAccounts } from "../accounts.server.ts";
import type { AdjustManyInput, Who } from "./adjust-many-form.ts";
import { adjustResultSchema, adjustSpecSchema, NAMED, type Target } from "./adjust-many.ts";
import { adjust } from "../ledger.server.ts";

const CUSTOMERS = 200;
const SAMPLE = 5;

export type Person = { customerId: bigint; firstName: string | null; lastName: string | null; email: string | null };

/** Whom a bulk adjustment means, and whom it names that the shop does not know. */
export type Found = { target: Target | null; unknown: string[] };

/** Looks up whom a form names: a list by customer id or email address, in any case. */
export async function findTarget(db: Db, shop: Shop, who: Who): Promise<Found> {
  if (who.kind === "query") return { target: { ...who, also: [...who.also] }, unknown: [] };
  const { rows } = await sql<{ name: string; customerId: bigint | null }>`
    select n.name, (
      select c.customer_id from customers c
      where c.shop_id = ${shop.shopId} and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
        and (lower(c.email) = n.address or c.customer_id = case when n.name ~ '^[0-9]{1,18}$' then n.name::bigint end)
      order by c.source_updated_at desc nulls last, c.customer_id limit 1
    ) as "customerId"
    from unnest(${who.names}::text[], ${who.names.map(lowerAddress)}::text[]) as n(name, address)
  `.execute(db);
  const known = [...new Set(rows.flatMap(({ customerId }) => (customerId === null ? [] : [customerId.toString()])))];
  return {
    target: known.length === 0 ? null : { kind: "list", customerIds: known },
    unknown: rows.filter(({ customerId }) => customerId === null).map(({ name }) => name),
  };
}

export type AdjustPreview = {
  people: number;
  /** A few of them, so that one sees whom one has chosen. */
  sample: Person[];
  /** Who has fewer points than are to be taken: they are left out. */
  short: number;
  shortPeople: (Person & { available: bigint })[];
};

/** What a bulk adjustment would do now. */
export async function previewAdjustment(
  db: Db,
  shop: Shop,
  target: Target,
  { points }: Pick<AdjustManyInput, "points">,
  now: Date,
): Promise<AdjustPreview> {
  const where = await whom(db, shop, target);
  const { rows } = await sql<{ people: number }>`select count(*)::int as people from customers c where ${where}`.execute(db);
  const sample = await sql<Person>`
    select ${person} from customers c where ${where} order by c.last_order_at desc nulls last, c.customer_id limit ${SAMPLE}
  `.execute(db);
  const short = points < 0n ? await tooLittle(db, shop, where, points, now) : { count: 0, people: [] };
  return { people: rows[0]?.people ?? 0, sample: sample.rows, short: short.count, shortPeople: short.people };
}

/** The stored balances find who may have too little; what they have at this instant is the accounts' to say. */
async function tooLittle(db: Db, shop: Shop, where: RawBuilder<unknown>, points: bigint, now: Date) {
  const { rows } = await sql<Person & { total: number }>`
    select ${person}, count(*) over ()::int as total from customers c
    left join ledger_accounts a on a.shop_id = c.shop_id and a.customer_id = c.customer_id
    where ${where} and coalesce(a.available, 0) < ${-points} order by c.customer_id limit ${NAMED}
  `.execute(db);
  const accounts = await readAccounts(
    db,
    shop,
    rows.map(({ customerId }) => customerId),
    now,
  );
  return {
    count: rows[0]?.total ?? 0,
    people: rows.map(({ customerId, firstName, lastName, email }) => ({
      ...{ customerId, firstName, lastName, email },
      available: accounts.get(customerId)?.available ?? 0n,
    })),
  };
}

const person = sql`c.customer_id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.email`;

async function whom(db: Db, shop: Shop, target: Target, startedAt: Date | null = null): Promise<RawBuilder<unknown>> {
  if (target.kind === "query") {
    // Whoever entered the segment since the run began, perhaps because of it, was not meant.
    const since =
      startedAt === null || target.segment === null
        ? sql`true`
        : sql`exists (select from segment_members m join segments s on s.shop_id = m.shop_id and s.segment_id = m.segment_id
            where m.shop_id = c.shop_id and m.customer_id = c.customer_id and s.key = ${target.segment} and m.entered_at <= ${startedAt})`;
    const named = await readNamed(db, shop.shopId, target);
    return sql`${conditions(shop.shopId, { ...target, named })} and ${since}`;
  }
  const { search, segment } = { search: "", segment: null };
  return sql`${conditions(shop.shopId, { search, segment })} and c.customer_id = any(${ids(target.customerIds.map(BigInt))})`;
}

/** Adjusts the next customers' points. Nobody is taken more than they have: who has less is left out and named. */
export async function adjustMany(tx: Tx, shop: Shop, batch: Batch, now: Date): Promise<BatchPart> {
  const { target, points, reason, affectsTier, publicReason } = adjustSpecSchema.parse(batch.spec);
  const result = adjustResultSchema.parse(batch.result);
  const { rows } = await sql<{ customerId: bigint }>`
    select c.customer_id as "customerId" from customers c
    where ${await whom(tx, shop, target, batch.createdAt)} and c.customer_id > ${batch.cursor} order by c.customer_id limit ${CUSTOMERS}
  `.execute(tx);
  const changed: bigint[] = [];
  const short: bigint[] = [];
  for (const { customerId } of rows) {
    const key = `run:${batch.runId}:${customerId}`;
    const outcome = await adjust(
      tx,
      shop,
      {
        ...{ customerId, points, reason, publicReason, affectsTier, actor: batch.createdBy, key },
      },
      now,
    );
    (outcome.ok ? changed : short).push(customerId);
  }
  return {
    cursor: rows.at(-1)?.customerId ?? batch.cursor,
    done: batch.done + rows.length,
    finished: rows.length < CUSTOMERS,
    result: {
      adjusted: result.adjusted + changed.length,
      short: result.short + short.length,
      shortIds: [...result.shortIds, ...short.map(String)].slice(0, NAMED),
    },
    changed,
  };
}

/** Names for ids that a run has noted. */
export async function namePeople(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select ${person} from customers c where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)})
    order by array_position(${ids(customerIds)}, c.customer_id)
  `.execute(db);
  return rows;
}
