import { sql } from "kysely";

import { parseExclusions, type Exclusion } from "../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../customers/exclusions/exclusions.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";

/** What bonuses look at in a customer. */
export type BonusPerson = {
  customerId: bigint;
  email: string | null;
  tags: string[];
  exclusions: Exclusion[];
  accountState: string | null;
  createdAt: Date;
  /** When Shopify last told of the customer as such; null: known only from an order. */
  toldAt: Date | null;
  emailConsent: string;
  consentAt: Date | null;
  /** The consent is one that counts where it must be confirmed. */
  confirmed: boolean;
  mustConfirm: boolean;
  hasAccount: boolean;
  birthdayMonth: number | null;
  birthdayDay: number | null;
  birthdaySetAt: Date | null;
  nextOccasionAt: Date | null;
};

/** Those of the customers who are neither deleted nor erased nor merged into another. */
export async function readPeople(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<BonusPerson[]> {
  const { rows } = await sql<Omit<BonusPerson, "exclusions"> & { exclusions: unknown }>`
    select c.customer_id as "customerId", c.email, coalesce(c.tags, '{}') as tags, ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions, c.account_state as "accountState", c.created_at as "createdAt",
      c.source_updated_at as "toldAt", c.email_consent as "emailConsent", c.email_consent_at as "consentAt",
      (coalesce(c.email_opt_in_level, '') = 'confirmed_opt_in' or coalesce(proof.legal_basis, '') = 'documented-consent') as confirmed,
      coalesce(upper(coalesce(c.country_code, s.country_code)) = any(coalesce(st.confirmed_opt_in_countries, '{DE,AT}')), false) as "mustConfirm",
      exists (select from ledger_accounts a where a.shop_id = c.shop_id and a.customer_id = c.customer_id) as "hasAccount",
      m.birthday_month as "birthdayMonth", m.birthday_day as "birthdayDay", m.birthday_set_at as "birthdaySetAt",
      m.next_occasion_at as "nextOccasionAt"
    from customers c join shops s on s.shop_id = c.shop_id
    left join shop_settings st on st.shop_id = c.shop_id
    left join members m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
    left join lateral (
      select legal_basis from consent_events e
      where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.channel = 'email' and e.state = 'subscribed'
      order by e.occurred_at desc limit 1
    ) proof on true
    where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)})
      and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
    order by c.customer_id
  `.execute(db);
  return rows.map((row) => ({ ...row, exclusions: parseExclusions(row.exclusions) }));
}

/** Who has become whom: from each merged id to the customer who was kept. */
export async function readMergedInto(db: Db, shopId: number, keptIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const { rows } = await sql<{ gone: bigint; kept: bigint }>`
    select customer_id as gone, merged_into as kept from customers where shop_id = ${shopId} and merged_into = any(${ids(keptIds)})
  `.execute(db);
  return new Map(rows.map(({ gone, kept }) => [gone, kept]));
}
