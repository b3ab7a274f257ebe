import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";
import type { Shop } from "../shops/shop.ts";
import { decideClicks, listUndecided, postponeClicks } from "./clicks/clicks.server.ts";
import { forgetEvents } from "./outcomes/store.server.ts";
import { mergePreferences } from "./preferences/preferences.server.ts";

/** That something was sent stays; to whom and what does not. What waits is dropped. */
async function forget(db: Db, shopId: number, { customerIds, emails }: Person): Promise<void> {
  await sql`
    update messages set recipient = null, subject = null, data = '{}', provider_id = null,
      state = case when state = 'queued' then 'dropped' else state end, reason = case when state = 'queued' then 'redacted' else reason end
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
  await sql`update message_clicks set target = '' where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(
    db,
  );
  await sql`delete from message_contents where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  await sql`
    delete from sign_ups where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
  await sql`delete from email_answers where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  await sql`delete from preferences where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  // An address that meanwhile belongs to nobody here, or to another customer.
  await sql`update messages set recipient = null where shop_id = ${shopId} and recipient = any(${emails}::text[])`.execute(db);
  await sql`delete from suppressions where shop_id = ${shopId} and address = any(${emails}::text[])`.execute(db);
  await sql`delete from suppression_changes where shop_id = ${shopId} and address = any(${emails}::text[])`.execute(db);
  await forgetEvents(db, shopId, customerIds, emails);
}

/** What was sent to customers who were merged was sent to whom they became. */
async function merge(tx: Db, shop: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`update messages set customer_id = ${keptId} where shop_id = ${shop.shopId} and customer_id = ${goneId}`.execute(tx);
  await sql`update message_contents set customer_id = ${keptId} where shop_id = ${shop.shopId} and customer_id = ${goneId}`.execute(
    tx,
  );
  await sql`update sign_ups set customer_id = ${keptId} where shop_id = ${shop.shopId} and customer_id = ${goneId}`.execute(tx);
  await sql`update email_answers set customer_id = ${keptId} where shop_id = ${shop.shopId} and customer_id = ${goneId}`.execute(
    tx,
  );
  await mergePreferences(tx, shop.shopId, { goneId, keptId });
  // After the messages: who notes a click holds its message.
  await sql`update message_clicks set customer_id = ${keptId} where shop_id = ${shop.shopId} and customer_id = ${goneId}`.execute(
    tx,
  );
}

export const messages: Noun = {
  forget,
  merge,
  follow: null,
  byTime: [
    {
      loop: "clicks",
      listDue: listUndecided,
      work: async (...due) => {
        await decideClicks(...due);
        return {};
      },
      rest: postponeClicks,
    },
  ],
  // What is sent rests on facts of other nouns, which jobs/loops hands in (loops.server.ts).
  loops: [],
};
