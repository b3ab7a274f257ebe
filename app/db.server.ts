import { PrismaPg } from "@prisma/adapter-pg";
import type { Kysely, Transaction } from "kysely";
import type pg from "pg";

import { PrismaClient } from "../prisma/generated/client/client.ts";
import type { DB } from "../prisma/generated/tables.ts";
import { columnTypes } from "./db/column-types.server.ts";
import { openPipelined } from "./db/pipelined.server.ts";
import { openPool } from "./db/pool.server.ts";
import { databaseEnv } from "./env.server.ts";

/** Typed SQL on the pool or inside a transaction. Domain functions take it first, so that a caller can make them one transaction. */
export type Db = Kysely<DB>;
export type Tx = Transaction<DB>;

type Database = { pool: pg.Pool; sql: Db; intake: Db; settings: pg.Pool; prisma: PrismaClient };
let open: Database | undefined;

/** One writes webhooks, the others are for readiness and for what a lost one leaves behind. */
const INTAKE_CONNECTIONS = 3;
const SETTINGS_CONNECTIONS = 4;

function connect(): Database {
  const pool = openPool("work", databaseEnv().DATABASE_POOL_SIZE, columnTypes);
  const settings = openPool("settings", SETTINGS_CONNECTIONS);
  return {
    pool,
    sql: openPipelined<DB>(pool),
    intake: openPipelined<DB>(openPool("intake", INTAKE_CONNECTIONS, columnTypes)),
    settings,
    prisma: new PrismaClient({ adapter: new PrismaPg(settings) }),
  };
}

/** What events change: inbox, orders, profiles, ledger, membership, runs, timers, outbox. */
export function db(): Db {
  return (open ??= connect()).sql;
}

/** For webhooks on their way in, and for readiness: however busy all else is, these have connections of their own. */
export function intake(): Db {
  return (open ??= connect()).intake;
}

/** What people change: settings, programs, segment and flow definitions, sessions. */
export function prisma(): PrismaClient {
  return (open ??= connect()).prisma;
}

/** The pool beneath `db`, for the few callers that need a connection of their own (advisory locks, streaming). */
export function pool(): pg.Pool {
  return (open ??= connect()).pool;
}

/** Ends all clients. The next use connects again. */
export async function disconnect(): Promise<void> {
  const closing = open;
  open = undefined;
  if (closing === undefined) return;
  await closing.prisma.$disconnect();
  await Promise.all([closing.settings.end(), closing.intake.destroy(), closing.sql.destroy()]);
}
