import type { QueryExecutorProvider, QueryResult } from "kysely";

import type { Db } from "../db.server.ts";

type Each<Works extends readonly unknown[]> = { -readonly [Place in keyof Works]: Awaited<Works[Place]> };

/**
 * Pieces of work of one transaction that do not need each other's answers: their statements travel together, in the order in which they are asked for. All are
 * waited for, so that nothing runs on behind a transaction that has failed. @throws what failed first, whichever piece it was of
 */
export async function together<const Works extends readonly Promise<unknown>[]>(works: Works): Promise<Each<Works>> {
  let first: { error: unknown } | undefined;
  const noted = works.map((work) => work.catch((error: unknown) => void (first ??= { error })));
  const done = await Promise.all(noted);
  if (first !== undefined) throw first.error;
  return done as Each<Works>;
}

/**
 * For a statement whose answer nobody needs: `await sql`…`.execute(sending(tx))` goes on as soon as it has been sent. If it fails, so does the transaction,
 * by the next statement or in the end. The answer is empty. Outside of a transaction it is waited for as usual.
 */
export function sending(db: Db): QueryExecutorProvider {
  if (!db.isTransaction) return db;
  const executor = db.getExecutor();
  const sent = executor.withConnectionProvider({
    provideConnection: (consumer) =>
      executor.provideConnection((connection) => {
        consumer(connection).catch(() => undefined);
        return Promise.resolve(NOTHING as Awaited<ReturnType<typeof consumer>>);
      }),
  });
  return { getExecutor: () => sent };
}

const NOTHING: QueryResult<never> = { rows: [] };
