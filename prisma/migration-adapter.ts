import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";

/** Catalogue column types that adapter-pg 6.19 cannot name; both read like text. */
const CATALOGUE_TYPES_AS_TEXT = new Map([
  [18, 25],
  [19, 25],
]);

/**
 * Adapter for Prisma's command line only. Mends three defects of adapter-pg 6.19 under the WASM schema engine: unknown catalogue
 * types, scripts split at every semicolon (which breaks function bodies), and a command that ends ten seconds after its work.
 */
export function migrationAdapter(connectionString: string) {
  letCommandsEnd();
  // Nobody closes the pool: a command that is done would wait ten seconds for its idle connections.
  const factory = new PrismaPg({ connectionString, max: 2, allowExitOnIdle: true });
  return {
    provider: "postgres" as const,
    adapterName: factory.adapterName,
    connect: async () => mend(await factory.connect()),
    connectToShadowDb: async () => mend(await factory.connectToShadowDb()),
  };
}

const LOCK_TIMEOUT_MS = 10_000;

type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;

function mend(adapter: Adapter): Adapter {
  const pool: pg.Pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult | pg.QueryResult[]>;
  const mended = async (...args: unknown[]) => {
    const result = await query(...args);
    for (const { fields } of [result].flat())
      for (const field of fields) field.dataTypeID = CATALOGUE_TYPES_AS_TEXT.get(field.dataTypeID) ?? field.dataTypeID;
    return result;
  };
  pool.query = mended as unknown as typeof pool.query;
  adapter.executeScript = async (script) => {
    await pool.query(script);
  };
  return adapter;
}

/** The engine gives up waiting for its lock after ten seconds, and leaves that timer behind when it has the lock: it kept each command running. */
function letCommandsEnd(): void {
  const set = globalThis.setTimeout;
  globalThis.setTimeout = Object.assign((...args: Parameters<typeof set>) => {
    const timer = set(...args);
    return (args[1] ?? 0) >= LOCK_TIMEOUT_MS ? timer.unref() : timer;
  }, set);
}
