import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset, texts } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { NO_ORDER } from "../ledger/balance.server.ts";
import { sealPaypal } from "../people/payee.server.ts";
import type { System } from "./columns.ts";
import type { FilePerson } from "./read-file.ts";
import { sourceKey, type Arriving, type Known } from "./sort-people.ts";

/** Of these people, and those who recruited them, who is here; and all codes that are somebody's, or about to be. */
export async function readKnown(db: Db, shopId: number, people: readonly FilePerson[], system: System): Promise<Known> {
  const names = people.flatMap(({ id, email, parent }) => [id, email, parent]).filter((name) => name !== "");
  const keys = names.flatMap((name) => sourceKey(system, name) ?? []);
  const { rows } = await sql<{ key: string | null; email: string | null }>`
    select source_key as key, email from affiliates where shop_id = ${shopId} and (source_key = any(${texts(keys)}) or email = any(${texts(names)}))
  `.execute(db);
  const { rows: codes } = await sql<{ code: string }>`
    select code from affiliates where shop_id = ${shopId} and code is not null
    union select code from affiliate_arrivals where shop_id = ${shopId}
  `.execute(db);
  return {
    keys: new Set(rows.flatMap(({ key }) => key ?? [])),
    emails: new Set(rows.flatMap(({ email }) => email ?? [])),
    codes: new Set(codes.map(({ code }) => code)),
  };
}

type Taking = { actor: string; tell: boolean };

/**
 * Takes people over who are not here, and writes down what another program owed them: once, with the row that makes them. Who is to be an affiliate waits until Shopify has their code (arrivals.server.ts). Nobody is written to here.
 * Runs inside a change of the shop, by what was known in it, so that of two at once the second finds nobody new. @returns how many
 */
export async function takeOver(
  tx: Db,
  { shopId, primaryLocale }: Shop,
  people: readonly Arriving[],
  { actor, tell }: Taking,
  now: Date,
): Promise<number> {
  const given = people.map(({ key, name, email, state, since }) => ({
    ...{ source_key: key, name, email, state: state === "approved" ? "applied" : state },
    at: since ?? now,
  }));
  const { rows: made } = await sql<{ affiliate_id: bigint; email: string }>`
    insert into affiliates (shop_id, name, email, locale, state, applied_at, decided_at, decided_by, approved_at, ended_at, reason, source_key)
    select ${shopId}, t.name, t.email, ${/^de\b/i.test(primaryLocale) ? "de" : "en"}, t.state, t.at, case when t.state <> 'applied' then t.at end,
      case when t.state <> 'applied' then ${actor}::text end, case when t.state = 'ended' then t.at end, case when t.state = 'ended' then ${now}::timestamptz end,
      case when t.state = 'declined' then '' end, t.source_key
    from ${recordset(given)} as t(source_key text, name text, email text, state text, at timestamptz)
    on conflict do nothing returning affiliate_id, coalesce(email, '') as email
  `.execute(tx);
  const idOf = new Map(made.map(({ affiliate_id, email }) => [email, affiliate_id]));
  const here = people.flatMap((person) => {
    const affiliateId = idOf.get(person.email);
    return affiliateId === undefined ? [] : [{ ...person, affiliateId }];
  });
  const addresses = here.filter(({ paypal }) => paypal !== "");
  await sql`
    update affiliates a set paypal = t.paypal
    from ${recordset(addresses.map(({ affiliateId: id, paypal }) => ({ id, paypal: sealPaypal(paypal, shopId, id) })))} as t(id bigint, paypal text)
    where a.shop_id = ${shopId} and a.affiliate_id = t.id
  `.execute(tx);
  const recruited = here.flatMap(({ affiliateId: id, recruiter }) => (recruiter === null ? [] : [{ id, ...recruiter }]));
  await sql`
    update affiliates a set recruited_by = u.affiliate_id
    from ${recordset(recruited)} as t(id bigint, email text, key text)
    join lateral (
      select r.affiliate_id from affiliates r where r.shop_id = ${shopId} and (r.email = t.email or r.source_key = t.key) and r.state <> 'declined' and r.affiliate_id <> t.id
      order by r.state = 'ended', r.affiliate_id limit 1
    ) u on true
    where a.shop_id = ${shopId} and a.affiliate_id = t.id
  `.execute(tx);
  const owed = here.filter(({ owedMinor }) => owedMinor > 0n).map(({ affiliateId: id, owedMinor: owing }) => ({ id, owing }));
  await sql`
    insert into commission_entries (shop_id, order_id, line_id, seq, affiliate_id, level, amount_minor, recorded_at)
    select ${shopId}, ${NO_ORDER}, t.id, 1, t.id, 0, t.owing, ${now} from ${recordset(owed)} as t(id bigint, owing bigint)
    on conflict do nothing
  `.execute(tx);
  const coming = here.flatMap(({ affiliateId: id, planId, newCode: code }) =>
    planId === null || code === null ? [] : [{ id, plan: planId, code }],
  );
  await sql`
    insert into affiliate_arrivals (shop_id, affiliate_id, plan_id, code, tell, decided_by, due_at)
    select ${shopId}, t.id, t.plan, t.code, ${tell}, ${actor}, ${now} from ${recordset(coming)} as t(id bigint, plan bigint, code text)
  `.execute(tx);
  return made.length;
}
