import { sql } from "kysely";

import { recordset } from "../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../lib/time.ts";
import type { FactSource } from "../messages/templates/facts.ts";

/** The longest quiet period that a survey can have, in days. */
export const MOST_QUIET_DAYS = 730;

/**
 * Whether an email may ask what it asks: not when the survey was put away, nor when its reader was asked by one of the same kind within the survey's quiet period. Who has answered was asked. Emails without a
 * survey may.
 */
export const surveyFacts: FactSource<"survey"> = async (tx, shopId, questions, now) => {
  const asked = questions.map(({ customerId, about: { emailId, version } }, place) => ({
    ...{ place, customer_id: customerId, email_id: emailId, version },
  }));
  const surveysOf = sql.raw(`jsonb_path_query(v.compiled, '$.*.links[*] ? (@.to == "survey").survey')`);
  const { rows } = await sql<{ place: number; closed: boolean; asked: boolean }>`
    with asking as (
      select distinct k.place, k.customer_id, s.kind, s.quiet_days, (s.archived_at is not null) as closed
      from ${recordset(asked)} as k(place int, customer_id bigint, email_id int, version int)
      join email_versions v on v.shop_id = ${shopId} and v.email_id = k.email_id and v.version = k.version
      cross join lateral ${surveysOf} as named(id)
      join surveys s on s.shop_id = ${shopId} and s.survey_id = (named.id #>> '{}')::int
    ), sent as (
      select m.customer_id, m.sent_at, s.kind
      from messages m
      join email_versions v on v.shop_id = m.shop_id and v.email_id::text = m.data->>'emailId' and v.version::text = m.data->>'version'
      cross join lateral ${surveysOf} as named(id)
      join surveys s on s.shop_id = m.shop_id and s.survey_id = (named.id #>> '{}')::int
      where m.shop_id = ${shopId} and m.customer_id in (select customer_id from asking where quiet_days > 0)
        and m.sent_at > ${plusMs(now, -MOST_QUIET_DAYS * DAY_MS)}
    )
    select a.place, bool_or(a.closed) as closed, bool_or(exists (
      select from sent where sent.customer_id = a.customer_id and sent.kind = a.kind and sent.sent_at > ${now}::timestamptz - make_interval(days => a.quiet_days)
    )) as asked
    from asking a group by a.place
  `.execute(tx);
  const found = new Map(rows.map(({ place, ...fact }) => [place, fact]));
  return questions.map((_, place) => {
    const fact = found.get(place);
    return fact?.closed === true ? "closed" : fact?.asked === true ? "asked-lately" : "open";
  });
};
