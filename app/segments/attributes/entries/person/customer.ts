import { sql, type RawBuilder } from "kysely";

import { date, list, oneOf, text } from "../../attribute.ts";

const language = sql`replace(lower(c.locale), '_', '-')`;

/** Who a customer is. */
export const customer = {
  customer_added_date: date({
    label: "attributes.customer_added_date",
    nullable: false,
    movedBy: ["profile"],
    sql: sql`c.created_at`,
  }),
  customer_tags: list({
    label: "attributes.customer_tags",
    suggests: "customer-tags",
    nullable: true,
    movedBy: ["profile"],
    // Both sides are folded by the database, whose idea of case may differ from ours.
    contains: (tag) => sql`exists (select from unnest(c.tags) tag where lower(tag) = lower(${tag}::text))`,
    empty: sql`coalesce(cardinality(c.tags), 0) = 0`,
  }),
  customer_countries: list({
    label: "attributes.customer_countries",
    suggests: "countries",
    nullable: true,
    movedBy: ["profile"],
    contains: (country) => sql`coalesce(upper(c.country_code) = upper(${country}::text), false)`,
    empty: sql`c.country_code is null`,
  }),
  // As Shopify writes it: "US-CA". Of the default address, as the country.
  customer_regions: list({
    label: "attributes.customer_regions",
    suggests: "regions",
    nullable: true,
    movedBy: ["profile"],
    contains: (region) => sql`coalesce(upper(c.country_code || '-' || c.province_code) = upper(${region}::text), false)`,
    empty: sql`(c.country_code is null or c.province_code is null)`,
  }),
  customer_language: text({
    label: "attributes.customer_language",
    suggests: "languages",
    nullable: true,
    movedBy: ["profile"],
    sql: language,
    equals: speaks,
  }),
  customer_email_domain: text({
    label: "attributes.customer_email_domain",
    nullable: true,
    movedBy: ["profile"],
    sql: sql`(case when position('@' in c.email) > 0 then lower(split_part(c.email, '@', -1)) end)`,
  }),
  customer_account_status: oneOf({
    label: "attributes.customer_account_status",
    nullable: true,
    movedBy: ["profile"],
    values: ["ENABLED", "DISABLED", "INVITED", "DECLINED"],
    sql: sql`lower(c.account_state)`,
  }),
};

/** "de" is every German, "de-AT" only Austria's. */
function speaks(value: string): RawBuilder<boolean> {
  const tag = sql`replace(lower(${value}::text), '_', '-')`;
  return /[-_]/.test(value) ? sql`${language} = ${tag}` : sql`split_part(${language}, '-', 1) = ${tag}`;
}
