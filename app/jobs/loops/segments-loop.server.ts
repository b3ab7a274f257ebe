import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.ts";
import { listDue, postpone, takeDue } from "../../segments/due.server.ts";
import { inEachShop } from "./each-shop.server.ts";

const DUE_LIMIT = 500;
/** A busy shop is asked again soon; meanwhile the others have their turn. */
const BUSY_MS = 2 * SECOND_MS;

/** Time alone moves customers between segments; their flows hear of it in the same transaction. @returns how many customers it looked at */
export async function ageSegments(now = clock, limit = DUE_LIMIT): Promise<number> {
  const at = now();
  return inEachShop(
    await listDue(db(), at, limit),
    "segments",
    async (tx, shop, customerIds, at) => ({ moved: { time: await takeDue(tx, shop, customerIds, at) } }),
    (shopId, customerIds, why) => postpone(db(), shopId, customerIds, at, why === "busy" ? BUSY_MS : MINUTE_MS),
    now,
  );
}
