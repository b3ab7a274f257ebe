import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

import pg from "pg";
import { inject } from "vitest";

import { urlOf } from "../support/database.ts";

const FOLDER = "prisma/migrations";
const migrations = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/**
 * A database as it was before a migration, in which `before` puts rows; then the migration runs, and `after` looks at them.
 * @throws Error when there is no migration of that name
 */
export async function migrating(
  name: string,
  before: (client: pg.Client) => Promise<unknown>,
  after: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  if (!migrations.includes(name)) throw new Error(`There is no migration ${name}`);
  const { adminUrl } = inject("postgres");
  const database = `migration_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${database}`);
  const client = new pg.Client({ connectionString: urlOf(adminUrl, database) });
  await client.connect();
  try {
    for (const earlier of migrations.slice(0, migrations.indexOf(name))) await run(client, earlier);
    await before(client);
    await run(client, name);
    await after(client);
  } finally {
    await client.end();
    await admin.query(`drop database ${database}`);
    await admin.end();
  }
}

async function run(client: pg.Client, name: string): Promise<void> {
  await client.query(readFileSync(`${FOLDER}/${name}/migration.sql`, "utf8"));
}
