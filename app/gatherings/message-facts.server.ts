import { sql } from "kysely";

import { recordset } from "../lib/rows.server.ts";
import type { FactSource } from "../messages/templates/facts.ts";
import { termsSchema } from "./content/terms.ts";
import { guestToken } from "./link.server.ts";

/** What an email tells of an event, as it is now, and where its reader stands. */
export const gatheringFacts: FactSource<"gathering"> = async (tx, shopId, questions) => {
  const asked = questions.map(({ customerId, about }, place) => ({ place, customer_id: customerId, gathering_id: about }));
  const { rows } = await sql<{ place: number; handle: string; state: string; terms: unknown; registration: string }>`
    select k.place, e.handle, e.state, e.terms, g.state as registration
    from ${recordset(asked)} as k(place int, customer_id bigint, gathering_id int)
    join gatherings e on e.shop_id = ${shopId} and e.gathering_id = k.gathering_id and e.terms is not null
    join gathering_registrations g on g.shop_id = ${shopId} and g.gathering_id = k.gathering_id and g.customer_id = k.customer_id
  `.execute(tx);
  const found = new Map(rows.map((row) => [row.place, row]));
  return questions.map(({ customerId, about: gatheringId }, place) => {
    const row = found.get(place);
    if (row === undefined) return null;
    const { handle, state, registration } = row;
    const { title, startsAt, endsAt, timeZone, place: where, url } = termsSchema.parse(row.terms);
    return {
      ...{ handle, title, startsAt: new Date(startsAt), endsAt: new Date(endsAt), timeZone, place: where, url },
      ...{
        isOpen: state === "open",
        isCalledOff: state === "cancelled",
        registration,
        token: guestToken({ shopId, gatheringId, customerId }),
      },
    };
  });
};
