import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { enqueue } from "../../messages/outbox.server.ts";
import type { Words } from "../content/survey.ts";

/**
 * Queues the email that tells what was done, for everybody whose answer led to it and who has not been told: once for a person and change, whoever they were before a merge. Whether it may leave, the policy says:
 * nobody has asked for this email, so it is advertising. @returns how many; null where there is no such change
 */
export async function tellChange(tx: Tx, shopId: number, changeId: number, now: Date): Promise<number | null> {
  const { rows: changes } = await sql<{ title: Words; text: Words }>`
    update survey_changes set told_at = coalesce(told_at, ${now}) where shop_id = ${shopId} and change_id = ${changeId} returning title, text
  `.execute(tx);
  const [change] = changes;
  if (change === undefined) return null;
  const { rows } = await sql<{ customerId: bigint }>`
    with people as (
      select a.customer_id from survey_change_answers a
      join customers c on c.shop_id = a.shop_id and c.customer_id = a.customer_id and c.redacted_at is null and c.deleted_at is null
      where a.shop_id = ${shopId} and a.change_id = ${changeId}
      group by a.customer_id having bool_and(a.told_at is null)
    )
    update survey_change_answers a set told_at = ${now} from people p
    where a.shop_id = ${shopId} and a.change_id = ${changeId} and a.customer_id = p.customer_id
    returning a.customer_id as "customerId"
  `.execute(tx);
  const people = [...new Set(rows.map(({ customerId }) => customerId))];
  const [title, text] = [written(change.title), written(change.text)];
  const messages = people.map((customerId) => ({
    ...{ customerId, template: "survey-change" as const, key: `survey-change:${changeId}:${customerId}`, data: { title, text } },
  }));
  await enqueue(tx, shopId, messages, now);
  return people.length;
}

/** In the languages in which it is written. */
function written(words: Words): Record<string, string> {
  return Object.fromEntries(Object.entries(words).filter(([, text]) => text !== ""));
}

/** Marks of an answer follow its customer. */
export async function mergeMarks(tx: Db, shopId: number, goneId: bigint, keptId: bigint): Promise<void> {
  await sql`update survey_change_answers set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(
    tx,
  );
}

export async function forgetMarks(tx: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`delete from survey_change_answers where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(tx);
}
