import { sql, type RawBuilder } from "kysely";

import { date, list, text } from "./attribute.ts";

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
    nullable: true,
    movedBy: ["profile"],
    // Both sides are folded by the database, whose idea of case may differ from ours.
    contains: (tag) => sql`exists (select from unnest(c.tags) tag where lower(tag) = lower(${tag}::text))`,
    empty: sql`coalesce(cardinality(c.tags), 0) = 0`,
  }),
  customer_countries: list({
    label: "attributes.customer_countries",
    nullable: true,
    movedBy: ["profile"],
    contains: (country) => sql`coalesce(upper(c.country_code) = upper(${country}::text), false)`,
    empty: sql`c.country_code is null`,
  }),
  customer_language: text({
    label: "attributes.customer_language",
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
};

/** "de" is every German, "de-AT" only Austria's. */
function speaks(value: string): RawBuilder<boolean> {
  const tag = sql`replace(lower(${value}::text), '_', '-')`;
  return /[-_]/.test(value) ? sql`${language} = ${tag}` : sql`split_part(${language}, '-', 1) = ${tag}`;
}
