import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { inTurn, type Took } from "./pages/in-turn.ts";

/** Leaves out the indexes of tables that no constraint needs while they are filled, and makes them again as they were: sorted at once, they cost a fraction. */
export async function withoutIndexes(db: Db, tables: readonly string[], work: () => Promise<Took>): Promise<Took> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid::regclass::text = any(${tables}::text[]) and not i.indisunique
  `.execute(db);
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(db);
  const took = await work();
  const made = await inTurn({
    indexes: async () => {
      const turns = [0, 1, 2].map((turn) => rows.filter((_, at) => at % 3 === turn));
      await Promise.all(
        turns.map(async (own) => {
          for (const { definition } of own) await sql.raw(definition).execute(db);
        }),
      );
    },
  });
  return [...took, ...made];
}
