import { sql } from "kysely";

import { prisma, type Db, type Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Words } from "../content/survey.ts";
import { MOST_CHANGES, type Change, type ChangeWords } from "./change.ts";

/** `answers`: that led to it; `people`: whose they are; `told`: of them, whom an email was queued for; `waiting`: who has not been. */
export type ListedChange = Change & { answers: number; people: number; told: number; waiting: number };

/** A shop's changes, the latest first. Answers of who was not logged in count, and nobody can be told of them. */
export async function listChanges(db: Db, shopId: number): Promise<ListedChange[]> {
  const { rows } = await sql<ListedChange & { title: Words; text: Words }>`
    select c.change_id as "changeId", c.title, c.text, to_char(c.made_on, 'YYYY-MM-DD') as "madeOn", c.told_at as "toldAt",
      (select count(*) from survey_change_answers a where a.shop_id = c.shop_id and a.change_id = c.change_id)::int as answers,
      count(p.customer_id)::int as people, count(p.customer_id) filter (where p.told)::int as told,
      count(p.customer_id) filter (where not p.told)::int as waiting
    from survey_changes c
    left join lateral (
      select a.customer_id, bool_or(a.told_at is not null) as told from survey_change_answers a
      where a.shop_id = c.shop_id and a.change_id = c.change_id and a.customer_id is not null group by a.customer_id
    ) p on true
    where c.shop_id = ${shopId}
    group by c.shop_id, c.change_id
    order by c.made_on desc, c.change_id desc
  `.execute(db);
  return rows;
}

/** What changes are called, the latest first, for who marks answers with them. */
export async function nameChanges(db: Db, shopId: number): Promise<Pick<Change, "changeId" | "title" | "toldAt">[]> {
  const { rows } = await sql<Pick<Change, "changeId" | "title" | "toldAt">>`
    select change_id as "changeId", title, told_at as "toldAt" from survey_changes where shop_id = ${shopId} order by made_on desc, change_id desc
  `.execute(db);
  return rows;
}

/** @returns its id, or null where the shop has as many as it may have */
export async function createChange(
  shopId: number,
  { title, text, madeOn }: ChangeWords,
  actor: string,
  now: Date,
): Promise<number | null> {
  return prisma().$transaction(async (tx) => {
    if ((await tx.survey_changes.count({ where: { shop_id: shopId } })) >= MOST_CHANGES) return null;
    const made = new Date(`${madeOn}T00:00:00Z`);
    const { change_id } = await tx.survey_changes.create({
      data: { shop_id: shopId, title, text, made_on: made, created_at: now, created_by: actor },
    });
    return change_id;
  });
}

/** Before anybody was told: after that its words stay, as they were sent. @returns whether it was there */
export async function rewriteChange(shopId: number, changeId: number, { title, text, madeOn }: ChangeWords): Promise<boolean> {
  const { count } = await prisma().survey_changes.updateMany({
    where: { shop_id: shopId, change_id: changeId, told_at: null },
    data: { title, text, made_on: new Date(`${madeOn}T00:00:00Z`) },
  });
  return count === 1;
}

/** With its marks; what was sent stays sent. @returns whether it was there */
export async function removeChange(tx: Tx, shopId: number, changeId: number): Promise<boolean> {
  await sql`delete from survey_change_answers where shop_id = ${shopId} and change_id = ${changeId}`.execute(tx);
  const { numAffectedRows } = await sql`delete from survey_changes where shop_id = ${shopId} and change_id = ${changeId}`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

/** Says of answers that they led to a change; what looks like a program's leads to none. The same again changes nothing. @returns whether the change is there */
export async function mark(
  tx: Tx,
  shopId: number,
  changeId: number,
  responseIds: readonly bigint[],
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`select from survey_changes where shop_id = ${shopId} and change_id = ${changeId}`.execute(tx);
  if (rows.length === 0) return false;
  await sql`
    insert into survey_change_answers (shop_id, change_id, response_id, customer_id, marked_at)
    select r.shop_id, ${changeId}, r.response_id, r.customer_id, ${now} from survey_responses r
    where r.shop_id = ${shopId} and r.response_id = any(${ids(responseIds)}) and r.flag is null
    on conflict do nothing
  `.execute(tx);
  return true;
}

/** Takes that back. Who was told keeps the mark, so that nobody is told twice. @returns whether it was taken back */
export async function unmark(tx: Tx, shopId: number, changeId: number, responseId: bigint): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from survey_change_answers where shop_id = ${shopId} and change_id = ${changeId} and response_id = ${responseId} and told_at is null
  `.execute(tx);
  return numAffectedRows === 1n;
}
