import { sql } from "kysely";

import { mentions } from "../customers/privacy/mentions.ts";
import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";

/** Bodies that are looked through at a time; each may have two megabytes. */
const INBOX_PAGE = 50;

/** Bodies that wait or could not be read and mention the person; what the shop loses with them, reconciliation reads from Shopify. */
async function forget(db: Db, shopId: number, { customerIds, emails }: Person, now: Date): Promise<void> {
  for (let after = 0n; ;) {
    const { rows } = await sql<{ inbox_id: bigint; body: Buffer | null; rest: string }>`
      select inbox_id, body, concat_ws(' ', error, issues::text) as rest from webhook_inbox
      where shop_id = ${shopId} and state in ('pending', 'problem') and inbox_id > ${after} order by inbox_id limit ${INBOX_PAGE}
    `.execute(db);
    const theirs = rows.filter(({ body, rest }) =>
      mentions(`${body?.toString("utf8") ?? ""} ${rest}`, { ids: customerIds, emails }),
    );
    await sql`
      update webhook_inbox set state = 'done', body = null, error = null, issues = null, processed_at = ${now}
      where shop_id = ${shopId} and inbox_id = any(${ids(theirs.map(({ inbox_id }) => inbox_id))})
    `.execute(db);
    if (rows.length < INBOX_PAGE) return;
    after = rows.at(-1)?.inbox_id ?? after;
  }
}

export const webhooks: Noun = {
  forget,
  // A body that waits says of whom it was; its facts find who that is by then.
  merge: null,
  follow: null,
  byTime: [],
  // The inbox is drained by jobs/loops/inbox-loop.server.ts, through the pipeline's door.
  loops: [],
};
