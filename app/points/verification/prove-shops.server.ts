import { sql } from "kysely";

import { db, disconnect } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findShop } from "../../shops/shops.server.ts";

/** Lines of one shop that are written out. */
const SHOWN = 50;

/** One shop: what was looked at, and a line for each thing that is wrong. */
export type Proved = { looked: string; wrong: readonly string[] };

/** A command that proves something of every shop in the database. It exits with 1 when anything is wrong, and with 2 when it could not look. @param what "The ledger is" */
export function proveShops(what: string, prove: (shop: Shop) => Promise<Proved>): void {
  proveAll(what, prove)
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 2;
    })
    .finally(() => void disconnect());
}

async function proveAll(what: string, prove: (shop: Shop) => Promise<Proved>): Promise<void> {
  const { rows } = await sql<{ shop_id: number }>`select shop_id from shops order by shop_id`.execute(db());
  let found = 0;
  for (const { shop_id: shopId } of rows) {
    const shop = await findShop(db(), shopId);
    if (shop === null) continue;
    const { looked, wrong } = await prove(shop);
    print(`${shop.domain}: ${looked}`);
    for (const line of wrong.slice(0, SHOWN)) print(`  ${line}`);
    if (wrong.length > SHOWN) print(`  … and ${wrong.length - SHOWN} more`);
    found += wrong.length;
  }
  print(found === 0 ? `${what} right.` : `${what} wrong in ${found} places.`);
  process.exitCode = found === 0 ? 0 : 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
