import { sql } from "kysely";

import { parameter, rows } from "../../attribute.ts";

/** What a customer has answered to surveys. What a program has answered counts nowhere. */
export const surveys = {
  survey_answered: rows({
    label: "attributes.survey_answered",
    ours: true,
    movedBy: ["surveys"],
    rows: sql`survey_responses a join surveys q on q.shop_id = a.shop_id and q.survey_id = a.survey_id
      where a.shop_id = c.shop_id and a.customer_id = c.customer_id and a.flag is null`,
    parameters: {
      survey_id: parameter.id("segmentParameters.survey_id", sql`a.survey_id`, { suggests: "surveys" }),
      kind: parameter.oneOf("segmentParameters.kind", sql`q.kind`, ["NPS", "CSAT", "PRODUCT", "HEARD", "LEAVING", "FREE"]),
      // Of the first question, where that is a scale.
      score: parameter.number("segmentParameters.score", sql`a.score`),
      date: parameter.date("segmentParameters.date", sql`a.answered_at`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
};
