import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { recordset } from "../../app/lib/rows.server.ts";
import { mirrorKey } from "../../app/mirrors/key.ts";
import { askedBy, readWhole } from "../../app/segments/language/answers.ts";
import { mirroredIn } from "../../app/segments/language/shopify/mirrored.ts";
import { judgeOf, type Person, type World } from "./oracle.ts";

/**
 * Lets Shopify have said who meets what of these queries only it can judge: here the independent reading says it, clause by clause. @param asked also what the shop's
 * segments ask, which others may ask for
 */
export async function putMirrors(
  db: Db,
  shopId: number,
  found: readonly Person[],
  asked: readonly string[],
  world: World,
): Promise<void> {
  const segments = askedBy([...(world.segments ?? [])].map(([key, query]) => ({ key, query })));
  const clauses = new Set(
    asked.flatMap((query) => {
      const whole = readWhole(query, segments);
      return whole.ok ? mirroredIn(whole.query) : [];
    }),
  );
  const rows = [...clauses].flatMap((clause) => {
    const meets = judgeOf(clause, world);
    return found
      .filter((person) => meets({ ...person, gone: null }))
      .map(({ customerId }) => ({ key: mirrorKey(clause), customer_id: customerId }));
  });
  await sql`delete from mirror_members where shop_id = ${shopId}`.execute(db);
  await sql`
    insert into mirror_members (shop_id, mirror_key, customer_id, present, changed_at, reading)
    select ${shopId}, key, customer_id, true, ${world.now}::timestamptz, 1 from ${recordset(rows)} as t(key text, customer_id bigint)
  `.execute(db);
  await sql`delete from mirrors where shop_id = ${shopId}`.execute(db);
  await sql`
    insert into mirrors (shop_id, mirror_key, clause, wanted_at, read_at)
    select ${shopId}, key, clause, ${world.now}::timestamptz, ${world.now}::timestamptz
    from ${recordset([...clauses].map((clause) => ({ key: mirrorKey(clause), clause })))} as t(key text, clause text)
  `.execute(db);
}
