import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { csvLine, instantCell, type Dialect } from "../../lib/csv.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Outcome, RecipientsQuery } from "./query.ts";
import { outcome, recipients, why } from "./tally.server.ts";

export type Recipient = {
  customerId: bigint;
  /** Null for who was erased. */
  email: string | null;
  outcome: Outcome;
  /** Why they got nothing, or wait; null where there is nothing to say. */
  reason: string | null;
  sentAt: Date | null;
};

/** A campaign's recipients in the order of their ids, each with what became of them. */
export async function listRecipients(
  db: Db,
  shopId: number,
  campaignId: number,
  query: RecipientsQuery,
  limit: number,
): Promise<Recipient[]> {
  const { rows } = await sql<Recipient>`
    select * from (
      select r.customer_id as "customerId", c.email, ${outcome} as outcome, case when m.state = 'sent' then null else ${why} end as reason,
        case when m.state = 'sent' then m.sent_at end as "sentAt"
      from ${recipients} left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
      where r.shop_id = ${shopId} and r.campaign_id = ${campaignId} and r.customer_id > ${query.after}
    ) told
    where (${query.outcome}::text is null or outcome = ${query.outcome}) and (${query.reason}::text is null or reason = ${query.reason})
    order by "customerId" limit ${limit}
  `.execute(db);
  return rows;
}

const BATCH = 2_000;
/** Part of the file's contract with spreadsheets and scripts, and so English. */
const header = ["customer_id", "email", "outcome", "reason", "sent_at"];

/** The list as CSV text (RFC 4180, UTF-8 with byte order mark), batch by batch. */
export async function* exportRecipients(
  db: Db,
  shop: Shop,
  campaignId: number,
  query: Omit<RecipientsQuery, "after">,
  dialect?: Dialect,
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(header, dialect)}`;
  for (let after = 0n; ;) {
    const rows = await listRecipients(db, shop.shopId, campaignId, { ...query, after }, BATCH);
    yield rows
      .map(({ customerId, email, outcome: what, reason, sentAt }) =>
        csvLine([customerId, email, what, reason, instantCell(sentAt, shop)], dialect),
      )
      .join("");
    after = rows.at(-1)?.customerId ?? after;
    if (rows.length < BATCH) return;
  }
}
