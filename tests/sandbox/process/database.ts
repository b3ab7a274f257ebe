import { readFileSync } from "node:fs";
import { join } from "node:path";

import pg from "pg";

import { startPostgres } from "../../support/postgres.ts";
import { run } from "./command.ts";
import type { Lifetime } from "./lifetime.ts";
import type { Watchdog } from "./watchdog.ts";

export type Database = { url: string; pool: pg.Pool };

const NAME = "reprise";

/**
 * Starts the database server in the folder, makes the database on first use and brings it up to date with the migrations.
 * @param current whether it is known to be up to date
 */
export async function startDatabase(
  root: string,
  { folder, current }: { folder: string; current: boolean },
  lifetime: Lifetime,
  watchdog: Watchdog,
): Promise<Database> {
  // Not durable against a crash of the machine, only of processes: this is a shop to play with.
  const starting = startPostgres(folder, false);
  lifetime.onStop("PostgreSQL", async () => {
    const server = await starting.catch(() => undefined);
    await server?.stop();
  });
  const server = await starting;
  const postmaster = Number(readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
  watchdog.guard(postmaster);

  const admin = new pg.Client({ connectionString: server.url("postgres") });
  await admin.connect();
  const { rowCount } = await admin.query("select 1 from pg_database where datname = $1", [NAME]);
  if (rowCount === 0) await admin.query(`create database ${NAME}`);
  await admin.end();

  const url = server.url(NAME);
  if (!current) await run(root, "prisma migrate deploy", { DATABASE_URL: url });
  const pool = new pg.Pool({ connectionString: url, max: 3 });
  // The server goes away while the sandbox stops; every query says so by itself.
  pool.on("error", () => undefined);
  lifetime.onStop("database connections", () => pool.end());
  return { url, pool };
}
