import { randomBytes } from "node:crypto";

import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";

import { columnTypes } from "../../app/db/column-types.server.ts";
import type { Db } from "../../app/db.server.ts";
import { openPipelined } from "../../app/db/pipelined.server.ts";
import type { DB } from "../../prisma/generated/tables.ts";

export type TestDatabase = { readonly db: Db; readonly url: string; readonly pool: pg.Pool };

/**
 * A migrated database of its own for a test file, cloned from the template that the global setup made. `process.env.DATABASE_URL` points at it,
 * so that app/db.server.ts (`db()`, `prisma()`) uses it too. Call once at the top of the file.
 */
export function useDatabase(): TestDatabase {
  const { adminUrl, template } = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = urlOf(adminUrl, name);
  process.env["DATABASE_URL"] = url;
  let pool: pg.Pool | undefined;
  let db: Db | undefined;

  beforeAll(async () => {
    const admin = new pg.Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query(`create database ${name} template ${template}`);
    await admin.end();
    pool = new pg.Pool({ connectionString: url, max: 20, types: columnTypes });
    db = openPipelined<DB>(new pg.Pool({ connectionString: url, max: 20, types: columnTypes, pipeline: true }));
  });

  afterAll(async () => {
    await (await import("../../app/db.server.ts")).disconnect();
    await Promise.all([db?.destroy(), pool?.end()]);
  });

  return {
    url,
    get db() {
      if (db === undefined) throw new Error("The test database is ready only inside tests and hooks");
      return db;
    },
    get pool() {
      if (pool === undefined) throw new Error("The test database is ready only inside tests and hooks");
      return pool;
    },
  };
}

/** Another database of the same server, reached the same way. */
export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** A database as it is reached through something that listens on a local port, not by the server's socket. */
export function throughPort(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.searchParams.delete("host");
  [url.hostname, url.port] = ["127.0.0.1", String(port)];
  return url.href;
}

/** How many connections to the test's own database wait for a lock that another one holds. */
export async function lockWaits(db: Db): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  `.execute(db);
  return rows[0]?.waiting ?? 0;
}
