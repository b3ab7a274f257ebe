import type pg from "pg";

/** A column as PostgreSQL describes it. `table` and `place`: the column that it shows as it is; 0 for what is computed. */
export type Column = { name: string; type: number; table: number; place: number };

type Message = { fields: { name: string; dataTypeID: number; tableID: number; columnID: number }[] };
type Connection = {
  parse: (statement: { name: string; text: string; types: number[] }) => void;
  describe: (what: { type: "S"; name: string }) => void;
  sync: () => void;
};

const TEXT = 25;

/**
 * Has a statement prepared and described, and not executed. A parameter that is only handed on, whose type PostgreSQL cannot tell, is taken for text.
 * @throws what PostgreSQL says against it
 */
export async function describeStatement(pool: pg.Pool, text: string, types: readonly number[] = []): Promise<Column[]> {
  const client = await pool.connect();
  let untold: number | null = null;
  try {
    return await new Promise<Column[]>((resolve, reject) => {
      let columns: Column[] = [];
      const description = {
        submit(connection: Connection) {
          connection.parse({ name: "", text, types: [...types] });
          connection.describe({ type: "S", name: "" });
          connection.sync();
        },
        handleRowDescription({ fields }: Message) {
          columns = fields.map(({ name, dataTypeID, tableID, columnID }) => {
            return { name, type: dataTypeID, table: tableID, place: columnID };
          });
        },
        handleError: reject,
        handleReadyForQuery: () => resolve(columns),
      };
      client.query(description as unknown as pg.Submittable);
    });
  } catch (error) {
    untold = Number(/data type of parameter \$(\d+)$/.exec(String(error))?.[1] ?? 0) - 1;
    if (untold < 0 || types[untold] === TEXT) throw error;
  } finally {
    client.release();
  }
  return describeStatement(
    pool,
    text,
    Array.from({ length: Math.max(types.length, untold + 1) }, (_, index) => (index === untold ? TEXT : (types[index] ?? 0))),
  );
}
