import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/** A try at the questions. `number`: of the customer, from 1; `wrong`: keys of questions. */
export type Attempt = {
  number: number;
  version: number;
  attemptedAt: Date;
  correct: number;
  questions: number;
  wrong: string[];
  passed: boolean;
};
export type Pass = { version: number; passedAt: Date; points: bigint; name: string | null };

/** A customer's tries at a module, the latest first. */
export async function listOwn(db: Db, shopId: number, moduleId: number, customerId: bigint): Promise<Attempt[]> {
  const { rows } = await sql<Attempt>`
    select number, version, attempted_at as "attemptedAt", correct, questions, wrong, passed from learning_attempts
    where shop_id = ${shopId} and module_id = ${moduleId} and customer_id = ${customerId} order by number desc
  `.execute(db);
  return rows;
}

export async function findPass(db: Db, shopId: number, moduleId: number, customerId: bigint): Promise<Pass | null> {
  const { rows } = await sql<Pass>`
    select version, passed_at as "passedAt", points, certificate_name as name from learning_passes
    where shop_id = ${shopId} and module_id = ${moduleId} and customer_id = ${customerId}
  `.execute(db);
  return rows[0] ?? null;
}

/** Modules that a customer has passed. */
export async function listPassed(db: Db, shopId: number, customerId: bigint): Promise<Set<number>> {
  const { rows } = await sql<{ moduleId: number }>`
    select module_id as "moduleId" from learning_passes where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
  return new Set(rows.map(({ moduleId }) => moduleId));
}

export async function writeAttempt(
  tx: Db,
  shopId: number,
  moduleId: number,
  customerId: bigint,
  { number, version, attemptedAt, correct, questions, wrong, passed }: Attempt,
): Promise<void> {
  await sql`
    insert into learning_attempts (shop_id, module_id, customer_id, number, version, attempted_at, correct, questions, wrong, passed)
    values (${shopId}, ${moduleId}, ${customerId}, ${number}, ${version}, ${attemptedAt}, ${correct}, ${questions}, ${wrong}::text[], ${passed})
  `.execute(tx);
}

export async function writePass(
  tx: Db,
  shopId: number,
  moduleId: number,
  customerId: bigint,
  { version, passedAt, points }: Pass,
): Promise<void> {
  await sql`
    insert into learning_passes (shop_id, module_id, customer_id, version, passed_at, points)
    values (${shopId}, ${moduleId}, ${customerId}, ${version}, ${passedAt}, ${points})
  `.execute(tx);
}

/** How they want to be called on the certificate; null: no longer. @returns whether they have passed */
export async function nameCertificate(
  tx: Db,
  shopId: number,
  moduleId: number,
  customerId: bigint,
  name: string | null,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update learning_passes set certificate_name = ${name}
    where shop_id = ${shopId} and module_id = ${moduleId} and customer_id = ${customerId}
  `.execute(tx);
  return numAffectedRows === 1n;
}
