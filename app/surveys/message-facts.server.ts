import { sql } from "kysely";

import { recordset } from "../lib/rows.server.ts";
import type { FactSource } from "../messages/templates/facts.ts";
import { askedOf, surveysOf } from "./asked/quiet.server.ts";

/**
 * Whether an email may ask what it asks: not when the survey was put away, nor when its reader was asked by one of the same kind within the survey's quiet period, however that was. Emails without a
 * survey may.
 */
export const surveyFacts: FactSource<"survey"> = async (tx, shopId, questions, now) => {
  const asked = questions.map(({ customerId, about: { emailId, version } }, place) => ({
    ...{ place, customer_id: customerId, email_id: emailId, version },
  }));
  const { rows } = await sql<{ place: number; closed: boolean; asked: boolean }>`
    with asking as (
      select distinct k.place, k.customer_id, s.kind, s.quiet_days, (s.archived_at is not null) as closed
      from ${recordset(asked)} as k(place int, customer_id bigint, email_id int, version int)
      join email_versions v on v.shop_id = ${shopId} and v.email_id = k.email_id and v.version = k.version
      cross join lateral ${surveysOf} as named(id)
      join surveys s on s.shop_id = ${shopId} and s.survey_id = (named.id #>> '{}')::int
    ), before as (${askedOf(shopId, sql`select customer_id from asking where quiet_days > 0`, now)})
    select a.place, bool_or(a.closed) as closed, bool_or(exists (
      select from before b where b.customer_id = a.customer_id and b.kind = a.kind and b.asked_at > ${now}::timestamptz - make_interval(days => a.quiet_days)
    )) as asked
    from asking a group by a.place
  `.execute(tx);
  const found = new Map(rows.map(({ place, ...fact }) => [place, fact]));
  return questions.map((_, place) => {
    const fact = found.get(place);
    return fact?.closed === true ? "closed" : fact?.asked === true ? "asked-lately" : "open";
  });
};
