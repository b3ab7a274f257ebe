import { sql } from "kysely";

import { now } from "../../../clock.server.ts";
import { db, disconnect } from "../../../db.server.ts";
import { findShop } from "../../../shops/shops.server.ts";
import { workOutAndVerify } from "./prove.server.ts";

const SHOWN = 50;

/** `npm run figures:verify`: works out the figures of every shop and proves them against raw orders; exits with 1 when anything disagrees. */
async function main(): Promise<void> {
  const { rows } = await sql<{ shop_id: number }>`select shop_id from shops order by shop_id`.execute(db());
  let found = 0;
  for (const { shop_id: shopId } of rows) {
    const shop = await findShop(db(), shopId);
    if (shop === null) continue;
    const wrong = await workOutAndVerify(db(), shop, now());
    print(`${shop.domain}: ${wrong.length} figures disagree`);
    for (const { what, figure, kept, right } of wrong.slice(0, SHOWN))
      print(`  ${what} ${figure}: kept ${kept}, orders say ${right}`);
    found += wrong.length;
  }
  print(found === 0 ? "The figures are right." : `The figures are wrong in ${found} places.`);
  process.exitCode = found === 0 ? 0 : 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  })
  .finally(() => void disconnect());
