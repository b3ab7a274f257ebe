import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { csvLine, type Dialect } from "../lib/csv.ts";
import type { ImportRow, RowState } from "./import.ts";

const BATCH = 2_000;

const columns = sql`r.row, r.email, r.customer_id as "customerId", r.points, r.tier, r.birthday, r.state,
  coalesce(r.problem, '[]'::jsonb) as problems`;

export type RowPage = { rows: (ImportRow & { name: string | null })[]; next: number | null; previous: number | null };

/** One page of an import's rows, in the order of the file. `state` null is all. */
export async function listRows(
  db: Db,
  shopId: number,
  importId: number,
  page: { state: RowState | null; after: number; limit: number },
): Promise<RowPage> {
  const { state, after, limit } = page;
  const wanted = sql`r.shop_id = ${shopId} and r.import_id = ${importId} and (${state}::text is null or r.state = ${state})`;
  const { rows } = await sql<ImportRow & { name: string | null }>`
    select ${columns}, nullif(concat_ws(' ', c.first_name, c.last_name), '') as name from import_rows r
    left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    where ${wanted} and r.row > ${after} order by r.row limit ${limit + 1}
  `.execute(db);
  const shown = rows.slice(0, limit);
  const earlier =
    after === 0
      ? []
      : (
          await sql<{ row: number }>`
            select r.row from import_rows r where ${wanted} and r.row <= ${after} order by r.row desc limit ${limit + 1}
          `.execute(db)
        ).rows;
  return {
    rows: shown,
    next: rows.length > limit ? (shown.at(-1)?.row ?? null) : null,
    previous: earlier.length === 0 ? null : earlier.length > limit ? (earlier.at(-1)?.row ?? 0) : 0,
  };
}

/** The report as a CSV file (RFC 4180, UTF-8 with byte order mark): each row with its state and the codes of what is wrong with it. */
export async function* exportRows(db: Db, shopId: number, importId: number, dialect?: Dialect): AsyncGenerator<string> {
  const header = ["row", "email", "points", "tier", "birthday", "customer_id", "state", "problems", "values"];
  yield `\uFEFF${csvLine(header, dialect)}`;
  for (let after = 0; ;) {
    const { rows } = await sql<ImportRow>`
      select ${columns} from import_rows r where r.shop_id = ${shopId} and r.import_id = ${importId} and r.row > ${after}
      order by r.row limit ${BATCH}
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows
      .map(({ row, email, points, tier, birthday, customerId, state, problems }) =>
        csvLine(
          [
            ...[row, email, points, tier, birthday, customerId, state],
            ...[problems.map(({ code }) => code).join(" "), problems.map(({ value }) => value).join(" | ")],
          ],
          dialect,
        ),
      )
      .join("");
    after = last.row;
  }
}
