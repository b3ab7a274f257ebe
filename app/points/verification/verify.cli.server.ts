import { sql } from "kysely";

import { db, disconnect } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findShop } from "../../shops/shops.server.ts";
import { verify } from "./verify.server.ts";

const SHOWN = 50;

/** `npm run ledger:verify`: proves the ledger of every shop in the database; exits with 1 when anything disagrees. */
async function main(): Promise<void> {
  const { rows } = await sql<{ shop_id: number }>`select shop_id from shops order by shop_id`.execute(db());
  let wrong = 0;
  for (const { shop_id } of rows) {
    const result = await db()
      .transaction()
      .setIsolationLevel("repeatable read")
      .setAccessMode("read only")
      .execute(async (tx) => {
        const shop: Shop | null = await findShop(tx, shop_id);
        return shop === null ? null : { shop, ...(await verify(tx, shop)) };
      });
    if (result === null) continue;
    const { shop, accounts, entries, orders, redemptions, discrepancies } = result;
    print(
      `${shop.domain}: ${accounts} accounts, ${entries} entries, ${orders} orders, ${redemptions} redemptions, ${discrepancies.length} discrepancies`,
    );
    for (const { customerId, orderId, problem } of discrepancies.slice(0, SHOWN)) {
      print(`  customer ${customerId ?? "–"}, order ${orderId ?? "–"}: ${problem}`);
    }
    if (discrepancies.length > SHOWN) print(`  … and ${discrepancies.length - SHOWN} more`);
    wrong += discrepancies.length;
  }
  print(wrong === 0 ? "The ledger is right." : `The ledger is wrong in ${wrong} places.`);
  process.exitCode = wrong === 0 ? 0 : 1;
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
