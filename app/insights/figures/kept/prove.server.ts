import type { Db } from "../../../db.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { verifyFigures, type WrongFigure } from "./verify.server.ts";
import { workOutFigures } from "./work-out.server.ts";

/** Works out all figures and holds them against the orders of the same moment: orders that come meanwhile are in neither. */
export function workOutAndVerify(db: Db, shop: Shop, now: Date): Promise<WrongFigure[]> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      await workOutFigures(tx, shop, now);
      return verifyFigures(tx, shop);
    });
}
