import { sql } from "kysely";

import { parameter, rows } from "../../attribute.ts";

/** What a shop's own fields say of a customer (app/notes/fields): a row each. What is no number, no date and no yes is none. */
export const fields = {
  customer_field: rows({
    label: "attributes.customer_field",
    ours: true,
    movedBy: ["fields"],
    rows: sql`customer_field_values v join customer_fields d on d.shop_id = v.shop_id and d.field_key = v.field_key
      where v.shop_id = c.shop_id and v.customer_id = c.customer_id`,
    parameters: {
      field: parameter.text("segmentParameters.field", sql`v.field_key`, { suggests: "own-fields" }),
      text: parameter.text("segmentParameters.text", sql`lower(v.value)`),
      number: parameter.number("segmentParameters.number", sql`(case when d.kind = 'number' then v.value::numeric end)`, "ratio"),
      date: parameter.date("segmentParameters.date", sql`(case when d.kind = 'date' then v.value::date end)`, {
        wholeDays: true,
      }),
      yes: parameter.flag("segmentParameters.yes", sql`(d.kind = 'yes-no' and v.value = 'yes')`),
    },
  }),
};
