import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/** What somebody has drawn. `period` null: they became one with somebody who took part in the same. */
export type Entry = {
  number: number;
  customerId: bigint;
  enteredAt: Date;
  period: number | null;
  roll: number;
  drawn: string;
  prize: string;
  points: bigint;
  rewardId: number | null;
  redemptionId: bigint | null;
  dueAt: Date | null;
};

const columns = sql`number, customer_id as "customerId", entered_at as "enteredAt", period, roll, drawn, prize, points, reward_id as "rewardId",
  redemption_id as "redemptionId", due_at as "dueAt"`;

/** A customer's entries of a draw, the latest first. */
export async function listOwn(db: Db, shopId: number, drawId: number, customerId: bigint): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select ${columns} from draw_entries where shop_id = ${shopId} and draw_id = ${drawId} and customer_id = ${customerId}
    order by number desc
  `.execute(db);
  return rows;
}

/** Entries of a draw in the order of their numbers. @param after the number that the last part ended with */
export async function listEntries(db: Db, shopId: number, drawId: number, after: number, limit: number): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select ${columns} from draw_entries where shop_id = ${shopId} and draw_id = ${drawId} and number > ${after} order by number limit ${limit}
  `.execute(db);
  return rows;
}

/** Entries whose reward could not be given yet. */
export async function listOwed(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<(Entry & { drawId: number })[]> {
  const { rows } = await sql<Entry & { drawId: number }>`
    select draw_id as "drawId", ${columns} from draw_entries
    where shop_id = ${shopId} and customer_id = any(${customerIds.map(String)}::bigint[]) and due_at <= ${now} order by draw_id, number
  `.execute(db);
  return rows;
}

/** How many are left of each prize of a draw; those without end are not in it. */
export async function readLeft(db: Db, shopId: number, drawId: number): Promise<Map<string, number>> {
  const { rows } = await sql<{ prize: string; left: number }>`
    select prize, stock - given as left from draw_prizes where shop_id = ${shopId} and draw_id = ${drawId} order by prize
  `.execute(db);
  return new Map(rows.map(({ prize, left }) => [prize, left]));
}

export async function nextNumber(tx: Db, shopId: number, drawId: number): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select coalesce(max(number), 0) + 1 as number from draw_entries where shop_id = ${shopId} and draw_id = ${drawId}
  `.execute(tx);
  return rows[0]?.number ?? 1;
}

/** Writes an entry, and takes its prize from the stock. */
export async function writeEntry(tx: Db, shopId: number, drawId: number, entry: Entry): Promise<void> {
  const { number, customerId, enteredAt, period, roll, drawn, prize, points, rewardId, redemptionId, dueAt } = entry;
  await sql`
    update draw_prizes set given = given + 1 where shop_id = ${shopId} and draw_id = ${drawId} and prize = ${prize}
  `.execute(tx);
  await sql`
    insert into draw_entries (shop_id, draw_id, number, customer_id, entered_at, period, roll, drawn, prize, points, reward_id, redemption_id, due_at)
    values (${shopId}, ${drawId}, ${number}, ${customerId}, ${enteredAt}, ${period}, ${roll}, ${drawn}, ${prize}, ${points}, ${rewardId},
      ${redemptionId}, ${dueAt})
  `.execute(tx);
}

/** @param given `rewardId`: another one than was drawn, where that was agreed on */
export async function noteGiven(
  tx: Db,
  shopId: number,
  drawId: number,
  { number, rewardId, redemptionId, dueAt }: Pick<Entry, "number" | "rewardId" | "redemptionId" | "dueAt">,
): Promise<void> {
  await sql`
    update draw_entries set reward_id = ${rewardId}, redemption_id = ${redemptionId}, due_at = ${dueAt}
    where shop_id = ${shopId} and draw_id = ${drawId} and number = ${number}
  `.execute(tx);
}
