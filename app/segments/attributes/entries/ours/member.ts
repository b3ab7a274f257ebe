import { sql } from "kysely";

import { anniversary, date, text } from "../../attribute.ts";

/** What the program knows of a customer besides points. Merchants name their tiers, so their keys are no closed list. */
export const member = {
  loyalty_tier: text({
    label: "attributes.loyalty_tier",
    ours: true,
    suggests: "tiers",
    nullable: true,
    movedBy: ["tier"],
    reads: ["member"],
    sql: sql`lower(p.tier)`,
  }),
  loyalty_tier_date: date({
    label: "attributes.loyalty_tier_date",
    ours: true,
    nullable: true,
    movedBy: ["tier"],
    reads: ["member"],
    sql: sql`(case when p.tier is not null then p.tier_since end)`,
  }),
  birthday: anniversary({
    label: "attributes.birthday",
    nullable: true,
    movedBy: ["profile"],
    reads: ["member"],
    metafield: "facts.birth_date",
    sql: sql`(p.birthday_month * 100 + p.birthday_day)`,
  }),
};
