import { sql } from "kysely";

import { parameter, rows } from "../../attribute.ts";

/** The badges, challenges and streaks that a customer has by now, and the learning modules that they have passed. */
export const achievements = {
  achievement_earned: rows({
    label: "attributes.achievement_earned",
    ours: true,
    movedBy: ["achievements"],
    rows: sql`achievement_awards w join achievements d on d.shop_id = w.shop_id and d.achievement_id = w.achievement_id
      where w.shop_id = c.shop_id and w.customer_id = c.customer_id and w.state = 'held'`,
    parameters: {
      achievement_id: parameter.id("segmentParameters.achievement_id", sql`w.achievement_id`, { suggests: "achievements" }),
      kind: parameter.oneOf("segmentParameters.kind", sql`d.terms ->> 'kind'`, ["BADGE", "CHALLENGE", "STREAK"]),
      date: parameter.date("segmentParameters.date", sql`w.reached_at`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
  event_registered: rows({
    label: "attributes.event_registered",
    ours: true,
    movedBy: ["gatherings"],
    rows: sql`gathering_registrations w where w.shop_id = c.shop_id and w.customer_id = c.customer_id and w.state = 'registered'`,
    parameters: {
      event_id: parameter.id("segmentParameters.event_id", sql`w.gathering_id`, { suggests: "events" }),
      attended: parameter.oneOf(
        "segmentParameters.attended",
        sql`case when w.attended then 'yes' when w.attended = false then 'no' else 'unknown' end`,
        ["YES", "NO", "UNKNOWN"],
      ),
      date: parameter.date("segmentParameters.date", sql`w.asked_at`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
  module_passed: rows({
    label: "attributes.module_passed",
    ours: true,
    movedBy: ["learning"],
    rows: sql`learning_passes w where w.shop_id = c.shop_id and w.customer_id = c.customer_id`,
    parameters: {
      module_id: parameter.id("segmentParameters.module_id", sql`w.module_id`, { suggests: "modules" }),
      date: parameter.date("segmentParameters.date", sql`w.passed_at`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
};
