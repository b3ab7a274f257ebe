import { sql, type RawBuilder } from "kysely";

import { DAY_MS, plusMs } from "../../lib/time.ts";

/** The longest quiet period that a survey can have, in days. */
export const MOST_QUIET_DAYS = 730;

/** The surveys that a version of an email asks, by their ids as JSON. */
export const surveysOf = sql.raw(`jsonb_path_query(v.compiled, '$.*.links[*] ? (@.to == "survey").survey')`);

/**
 * When customers were asked, as rows of `customer_id`, `asked_at` and `kind`: by an email that left, or elsewhere, where they have answered. What was only shown to them has asked nobody.
 * @param customers a subquery or list of their ids @param until emails that left later have asked only whoever has answered them
 */
export function askedOf(shopId: number, customers: RawBuilder<unknown>, now: Date, until = now): RawBuilder<unknown> {
  const since = sql`${plusMs(now, -MOST_QUIET_DAYS * DAY_MS)}::timestamptz`;
  const by = (instant: RawBuilder<unknown>) => (until < now ? sql`${instant} <= ${until}::timestamptz` : sql`true`);
  return sql`
    select m.customer_id, m.sent_at as asked_at, s.kind
    from messages m
    join email_versions v on v.shop_id = m.shop_id and v.email_id::text = m.data->>'emailId' and v.version::text = m.data->>'version'
    cross join lateral ${surveysOf} as named(id)
    join surveys s on s.shop_id = m.shop_id and s.survey_id = (named.id #>> '{}')::int
    where m.shop_id = ${shopId} and m.customer_id in (${customers}) and m.sent_at > ${since} and ${by(sql`m.sent_at`)}
    union all
    select r.customer_id, r.answered_at, s.kind
    from survey_responses r join surveys s on s.shop_id = r.shop_id and s.survey_id = r.survey_id
    where r.shop_id = ${shopId} and r.customer_id in (${customers}) and r.flag is null and (r.way <> 'email' or not ${by(sql`r.answered_at`)}) and r.answered_at > ${since}
  `;
}
