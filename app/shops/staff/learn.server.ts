import type { Db } from "../../db.server.ts";
import { log } from "../../log.server.ts";
import { readUser } from "../../shopify.server.ts";
import type { Shop } from "../shop.ts";
import { nameOf, userIn } from "./staff.ts";
import { isToBeAsked, nameStaff } from "./staff.server.ts";

/** Learns who is asking, so that what they do bears their name. A name that Shopify does not give costs nothing but the name. */
export async function learnStaff(db: Db, shop: Shop, request: Request, actor: string, now: Date): Promise<void> {
  const user = userIn(actor);
  if (user === null || !/^\d{1,18}$/.test(user)) return;
  try {
    if (!(await isToBeAsked(db, shop.shopId, BigInt(user), now))) return;
    const name = nameOf(await readUser(request));
    if (name !== null) await nameStaff(db, shop.shopId, BigInt(user), name);
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "who uses the admin is not known by name");
  }
}
