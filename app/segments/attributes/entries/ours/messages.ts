import { sql } from "kysely";

import { parameter, rows } from "../../attribute.ts";

/**
 * Messages that were sent and did not come back, with the first time that a person, not a program, has opened a link of theirs. Opens count nothing here: programs open
 * most emails.
 */
const messages = sql`messages m
  left join lateral (
    select min(k.first_at) as at from message_clicks k
    where k.shop_id = m.shop_id and k.message_id = m.message_id and k.kind = 'human' and k.due_at is null
  ) click on true
  where m.shop_id = c.shop_id and m.customer_id = c.customer_id and m.state = 'sent'
    and coalesce(m.outcome, '') not in ('undelivered', 'bounced')`;

const about = {
  flow_id: parameter.id("segmentParameters.flow_id", sql`m.flow_id`, { suggests: "flows" }),
  campaign_id: parameter.id("segmentParameters.campaign_id", sql`m.campaign_id`, { suggests: "campaigns" }),
  channel: parameter.oneOf("segmentParameters.channel", sql`m.channel`, ["EMAIL"]),
  advertising: parameter.flag("segmentParameters.advertising", sql`(m.purpose = 'marketing')`),
};

/** What a customer was sent and has clicked. */
export const received = {
  messages_received: rows({
    label: "attributes.messages_received",
    ours: true,
    movedBy: ["messages"],
    rows: messages,
    parameters: {
      ...about,
      date: parameter.date("segmentParameters.date", sql`m.sent_at`),
      clicked: parameter.flag("segmentParameters.clicked", sql`(click.at is not null)`),
      // Of what queries can write, so that they can ask for an exact share. Of none it is none.
      clicked_share: parameter.sum(
        "segmentParameters.clicked_share",
        sql`coalesce(round(count(click.at)::numeric / nullif(count(*), 0), 4), 0)`,
        "ratio",
      ),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
  messages_clicked: rows({
    label: "attributes.messages_clicked",
    ours: true,
    movedBy: ["messages"],
    rows: sql`${messages} and click.at is not null`,
    parameters: {
      ...about,
      date: parameter.date("segmentParameters.date", sql`click.at`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
};
