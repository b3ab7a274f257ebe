import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/** Of a module so far. `people`: who have tried; `points`: that passing has brought. */
export type ModuleFigures = { people: number; attempts: number; passed: number; points: bigint };
export const NO_FIGURES: ModuleFigures = { people: 0, attempts: 0, passed: 0, points: 0n };

/** By module; one that nobody has tried has none. */
export async function readFigures(db: Db, shopId: number): Promise<Map<number, ModuleFigures>> {
  const { rows } = await sql<ModuleFigures & { moduleId: number }>`
    select a.module_id as "moduleId", count(distinct a.customer_id)::int as people, count(*)::int as attempts,
      (select count(*)::int from learning_passes p where p.shop_id = ${shopId} and p.module_id = a.module_id) as passed,
      (select coalesce(sum(p.points), 0)::bigint from learning_passes p where p.shop_id = ${shopId} and p.module_id = a.module_id) as points
    from learning_attempts a where a.shop_id = ${shopId} group by a.module_id
  `.execute(db);
  return new Map(rows.map(({ moduleId, ...figures }) => [moduleId, figures]));
}

/** How often a question of a version was answered wrong, by its key. */
export async function countWrong(
  db: Db,
  shopId: number,
  moduleId: number,
  version: number,
): Promise<{ attempts: number; wrong: ReadonlyMap<string, number> }> {
  const { rows } = await sql<{ key: string | null; count: number }>`
    select k.key, count(*)::int as count from learning_attempts a
    cross join lateral unnest(array_append(a.wrong, null)) as k(key)
    where a.shop_id = ${shopId} and a.module_id = ${moduleId} and a.version = ${version} group by k.key
  `.execute(db);
  const wrong = new Map(rows.flatMap(({ key, count }) => (key === null ? [] : [[key, count] as const])));
  return { attempts: rows.find(({ key }) => key === null)?.count ?? 0, wrong };
}
