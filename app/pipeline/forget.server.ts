import type { FactOf } from "../facts/fact.ts";
import { eraseShop } from "../customers/privacy/erase-shop.server.ts";
import { forgetHistory, forgetProfile, personToForget } from "../customers/privacy/forget.server.ts";
import { storeExport } from "../customers/privacy/personal-export.server.ts";
import type { Db } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import { NOUNS } from "./nouns.server.ts";
import type { FactsFor } from "./sort-facts.ts";

/** Carries out what people and shops may demand by law, in the transaction that hears of it: it is done when the webhook is settled. */
export async function obeyPrivacy(db: Db, shop: Shop, facts: readonly FactsFor<"privacy">[], now: Date): Promise<void> {
  for (const fact of facts) {
    switch (fact.kind) {
      case "export-requested":
        await storeExport(db, shop, fact, now);
        break;
      case "customer-redacted":
        await forget(db, shop, fact, now);
        break;
      case "shop-redacted":
        // A shop that has come back since then keeps what it has.
        if (shop.status === "uninstalled" || shop.installedAt <= fact.at) await eraseShop(db, shop);
        break;
      default:
        fact satisfies never;
    }
  }
}

/**
 * Erases what says who a person is. What remains (amounts, points, dates under a number that no longer means anybody) keeps the shop's figures and
 * the ledger whole. Doing it again changes nothing; data that is dated before the request does not come back.
 */
async function forget(db: Db, shop: Shop, fact: FactOf<"customer-redacted">, now: Date): Promise<void> {
  const person = await personToForget(db, shop.shopId, fact, now);
  await forgetProfile(db, shop.shopId, person, fact.at);
  for (const noun of NOUNS) await noun.forget(db, shop.shopId, person, now);
  // After the messages: one that is being handed over writes its event under that lock.
  await forgetHistory(db, shop.shopId, person, fact, now);
}
