import { sql, type RawBuilder } from "kysely";

import { isExcluded, parseExclusions } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import type { Db } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { markForSync } from "../../points/accounts.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { termsSchema, type Terms } from "../terms.ts";
import { newLinkCode } from "./code.server.ts";

export type Link = { advocateId: bigint; firstName: string | null; terms: Terms };

/** Whose link it is, with what it offers now. Null where nobody has it, referrals are off, or its advocate is gone or kept out. */
export async function findLink(db: Db, shopId: number, code: string, now: Date): Promise<Link | null> {
  const { rows } = await sql<{ customer_id: bigint; first_name: string | null; terms: unknown; exclusions: unknown }>`
    select l.customer_id, c.first_name, p.terms, ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions
    from referral_codes l
    join referral_programs p on p.shop_id = l.shop_id and p.enabled
    join customers c on c.shop_id = l.shop_id and c.customer_id = l.customer_id
      and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
    where l.shop_id = ${shopId} and l.code = ${code}
  `.execute(db);
  const row = rows[0];
  if (row === undefined || isExcluded(parseExclusions(row.exclusions), now)) return null;
  return { advocateId: row.customer_id, firstName: row.first_name, terms: termsSchema.parse(row.terms) };
}

/** The first code of each of these customers, where its link leads to the offer (`findLink`). */
export async function listLeading(
  db: Pick<Db, "getExecutor">,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, string>> {
  const { rows } = await sql<{ customer_id: bigint; code: string; exclusions: unknown }>`
    select distinct on (l.customer_id) l.customer_id, l.code, ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions
    from referral_codes l
    join referral_programs p on p.shop_id = l.shop_id and p.enabled
    join customers c on c.shop_id = l.shop_id and c.customer_id = l.customer_id
      and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
    where l.shop_id = ${shopId} and l.customer_id = any(${ids(customerIds)})
    order by l.customer_id, l.made_at, l.code
  `.execute(db);
  const leading = rows.filter(({ exclusions }) => !isExcluded(parseExclusions(exclusions), now));
  return new Map(leading.map(({ customer_id, code }) => [customer_id, code]));
}

/** What customers have of referrals: their first code, and how many friends have ordered and are waited for, or were paid. Who has no code is not in it. */
export type OwnLink = { code: string; waiting: number; paid: number };

export async function listOwnLinks(db: Db, shop: Shop, customerIds: readonly bigint[]): Promise<Map<bigint, OwnLink>> {
  if (shop.referralsSince === null || customerIds.length === 0) return new Map();
  const { rows } = await sql<OwnLink & { customer_id: bigint }>`
    select l.customer_id, (array_agg(l.code order by l.made_at, l.code))[1] as code,
      (select count(*)::int from referrals r where r.shop_id = ${shop.shopId} and r.advocate_id = l.customer_id and r.state in ('ordered', 'pending', 'review')) as waiting,
      (select count(*)::int from referrals r where r.shop_id = ${shop.shopId} and r.advocate_id = l.customer_id and r.state = 'paid') as paid
    from referral_codes l
    where l.shop_id = ${shop.shopId} and l.customer_id = any(${ids(customerIds)})
      and exists (select from referral_programs p where p.shop_id = l.shop_id and p.enabled)
    group by l.customer_id
  `.execute(db);
  return new Map(rows.map(({ customer_id, ...link }) => [customer_id, link]));
}

/** The customer's code, made where there is none. Inside a change of the shop, so that nobody gets two. Null where referrals are off. */
export async function ownCode(tx: Db, shop: Shop, customerId: bigint, now: Date): Promise<string | null> {
  const known = (await listOwnLinks(tx, shop, [customerId])).get(customerId);
  if (known !== undefined) return known.code;
  for (;;) {
    const code = newLinkCode();
    const { rows } = await sql<{ made: boolean; enabled: boolean }>`
      with program as (select from referral_programs where shop_id = ${shop.shopId} and enabled), made as (
        insert into referral_codes (shop_id, code, customer_id, made_at)
        select ${shop.shopId}, ${code}, ${customerId}, ${now} from program
        on conflict do nothing returning 1
      )
      select exists (select from made) as made, exists (select from program) as enabled
    `.execute(tx);
    if (rows[0]?.enabled !== true) return null;
    if (!rows[0].made) continue;
    await markForSync(tx, shop.shopId, [customerId], now);
    return code;
  }
}

/** A code that a customer had in another program. */
export type OldCode = { email: string; code: string };
/** What can become of each, in their order: it is theirs now, was before, is somebody else's, or nobody here has the address. */
export type Kept = "kept" | "known" | "taken" | "no-customer";

/**
 * Lets customers keep the codes that they had as advocates in another program: each leads to their offer beside the code that they have here. @param write false: only says what would become of them
 */
export async function keepCodes(tx: Db, shopId: number, codes: readonly OldCode[], write: boolean, now: Date): Promise<Kept[]> {
  const { rows } = await sql<{ at: number; customer_id: bigint | null; owner: bigint | null }>`
    select t.at, c.customer_id, l.customer_id as owner
    from ${recordset(codes.map((one, at) => ({ ...one, at })))} as t(at int, email text, code text)
    left join lateral (
      select customer_id from customers k where k.shop_id = ${shopId} and k.email = t.email and k.merged_into is null and k.deleted_at is null and k.redacted_at is null
      order by k.email_verified desc, k.customer_id limit 1
    ) c on true
    left join referral_codes l on l.shop_id = ${shopId} and l.code = t.code
    order by t.at
  `.execute(tx);
  const owners = new Map<string, bigint>();
  const fresh: { code: string; customer_id: bigint }[] = [];
  const kept = rows.map(({ at, customer_id, owner }): Kept => {
    const code = codes[at]?.code ?? "";
    if (customer_id === null) return "no-customer";
    const has = owners.get(code) ?? owner;
    if (has !== null) return has === customer_id ? "known" : "taken";
    owners.set(code, customer_id);
    fresh.push({ code, customer_id });
    return "kept";
  });
  if (!write || fresh.length === 0) return kept;
  await sql`
    insert into referral_codes (shop_id, code, customer_id, made_at)
    select ${shopId}, t.code, t.customer_id, ${now} from ${recordset(fresh)} as t(code text, customer_id bigint) on conflict do nothing
  `.execute(tx);
  await markForSync(tx, shopId, [...new Set(fresh.map(({ customer_id }) => customer_id))], now);
  return kept;
}

/** Whether a customer has ever ordered, as far as anybody has told us. */
export async function hasOrdered(db: Db, shopId: number, customerId: bigint): Promise<boolean> {
  const { rows } =
    await sql`select from orders where shop_id = ${shopId} and customer_id = ${customerId} and not test limit 1`.execute(db);
  return rows.length > 0;
}

/** Whoever has a link, as what stands behind `customer_id =`. */
export function listAdvocates(shopId: number): RawBuilder<unknown> {
  return sql`any(array(select customer_id from referral_codes where shop_id = ${shopId}))`;
}
