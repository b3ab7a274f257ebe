import { db } from "../../db.server.ts";
import { proveShops } from "./prove-shops.server.ts";
import { verify } from "./verify.server.ts";

/** `npm run ledger:verify`: proves the ledger of every shop in the database. Reads only. */
proveShops("The ledger is", async (shop) => {
  const { accounts, entries, orders, redemptions, discrepancies } = await db()
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((tx) => verify(tx, shop));
  return {
    looked: `${accounts} accounts, ${entries} entries, ${orders} orders, ${redemptions} redemptions, ${discrepancies.length} discrepancies`,
    wrong: discrepancies.map(
      ({ customerId, orderId, problem }) => `customer ${customerId ?? "–"}, order ${orderId ?? "–"}: ${problem}`,
    ),
  };
});
