import { PrismaPg } from "@prisma/adapter-pg";
import { Kysely, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";

import { PrismaClient } from "../prisma/generated/client/client.ts";
import type { DB } from "../prisma/generated/tables.ts";
import { databaseEnv } from "./env.server.ts";
import { log } from "./log.server.ts";

/** Typed SQL on the pool or inside a transaction. Domain functions take it first, so that a caller can make them one transaction. */
export type Db = Kysely<DB>;
export type Tx = Transaction<DB>;

const INT8 = 20;
const parserOf = pg.types.getTypeParser as (oid: number, format?: "text") => (value: string) => unknown;
/** How columns become values. Shared with tests, so that they see what the app sees. */
export const columnTypes: pg.CustomTypesConfig = {
  // Ids exceed 2^53, and money and points are exact: every bigint column is a bigint in TypeScript.
  getTypeParser: ((oid: number, format?: "text") =>
    oid === INT8 ? BigInt : parserOf(oid, format)) as typeof pg.types.getTypeParser,
};

type Database = { pool: pg.Pool; sql: Db; prisma: PrismaClient };
let open: Database | undefined;

function connect(): Database {
  const pool = new pg.Pool({
    connectionString: databaseEnv().DATABASE_URL,
    max: databaseEnv().DATABASE_POOL_SIZE,
    types: columnTypes,
  });
  pool.on("error", (error) => log().error({ error }, "database connection lost"));
  return {
    pool,
    sql: new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }),
    prisma: new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseEnv().DATABASE_URL, max: 4 }) }),
  };
}

/** What events change: inbox, orders, profiles, ledger, membership, runs, timers, outbox. */
export function db(): Db {
  return (open ??= connect()).sql;
}

/** What people change: settings, programmes, segment and flow definitions, sessions. */
export function prisma(): PrismaClient {
  return (open ??= connect()).prisma;
}

/** The pool beneath `db`, for the few callers that need a connection of their own (advisory locks, streaming). */
export function pool(): pg.Pool {
  return (open ??= connect()).pool;
}

/** Ends both clients. The next use connects again. */
export async function disconnect(): Promise<void> {
  const closing = open;
  open = undefined;
  if (closing === undefined) return;
  await closing.prisma.$disconnect();
  await closing.sql.destroy();
}
