import { createServer, type AddressInfo, type Socket } from "node:net";

import pg from "pg";
import { afterEach, describe, expect, it, vi } from "vitest";

import { connectionsFor, openPool, type Purpose } from "../../app/db/pool.server.ts";
import { isTransient } from "../../app/lib/database-errors.ts";
import { MINUTE_MS, SECOND_MS } from "../../app/lib/time.ts";
import { log } from "../../app/log.server.ts";
import { throughPort, useDatabase } from "../support/database.ts";

const database = useDatabase();
// A socket has no keepalive to look at.
process.env["DATABASE_URL"] = throughPort(database.url, Number(new URL(database.url).port));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Time as the pool sees it; the network goes on by itself. */
const holdTime = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });

async function pidOf(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}
const terminate = (pid: number) => database.pool.query("select pg_terminate_backend($1)", [pid]);

describe("a connection", () => {
  it.each<[Purpose, string[]]>([
    ["work", ["1min", "8s", "0", "30"]],
    ["intake", ["1min", "3s", "4s", "30"]],
    ["settings", ["1min", "8s", "20s", "30"]],
  ])("for %s tells PostgreSQL when waiting ends (security-faults 3)", async (purpose, expected) => {
    const names = ["idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout", "tcp_keepalives_idle"];
    const pool = openPool(purpose, 1);
    const { rows } = await pool.query<{ value: string }>(
      "select current_setting(name) as value from unnest($1::text[]) with ordinality as t(name, place) order by place",
      [names],
    );
    await pool.end();
    expect(rows.map(({ value }) => value)).toEqual(expected);
  });

  it("that ends in the middle of a transaction is a failed statement and a line in the log (security-faults 2)", async () => {
    const warned = vi.spyOn(log(), "warn");
    const pool = openPool("work", 1);
    const client = await pool.connect();
    // Who hears of it: without anybody, the process would end.
    expect(client.listenerCount("error")).toBeGreaterThan(0);
    await client.query("begin");
    await terminate(await pidOf(client));
    await expect.poll(() => warned.mock.calls.map(([, message]) => message)).toContain("database connection lost");
    const failed: unknown = await client.query("select 1").catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    client.release(true);
    expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it("whose server does not answer is given up by our clock, to be tried again (security-faults 3)", async () => {
    const pool = openPool("work", 1);
    const client = await pool.connect();
    holdTime();
    const pid = await pidOf(client);
    const outcome = client.query("select pg_sleep(3600)").catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    // Who still waits by now hears of it in another way.
    await terminate(pid);
    const error = await outcome;
    expect(error).toMatchObject({ name: "LateError" });
    expect(isTransient(error)).toBe(true);
    vi.useRealTimers();
    client.release(true);
    await pool.end();
  });

  it("that is not made in time is given up (security-faults 3)", async () => {
    const sockets: Socket[] = [];
    const connected = Promise.withResolvers<null>();
    const silent = createServer((socket) => {
      sockets.push(socket);
      connected.resolve(null);
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `postgresql://nobody@127.0.0.1:${(silent.address() as AddressInfo).port}/none`;
    holdTime();
    const pool = new pg.Pool({ ...connectionsFor("intake", 1), connectionString: url });
    const outcome = pool.connect().catch((error: unknown) => error);
    await connected.promise;
    await vi.advanceTimersByTimeAsync(3 * SECOND_MS);
    // Who still waits by now hears of it in another way.
    for (const socket of sockets) socket.destroy();
    const error = await outcome;
    expect(String(error)).toContain("timeout");
    expect(isTransient(error)).toBe(true);
    vi.useRealTimers();
    await pool.end();
    silent.close();
  });
});
