import { now } from "../../../clock.server.ts";
import { db } from "../../../db.server.ts";
import { proveShops } from "../../../points/verification/prove-shops.server.ts";
import { workOutAndVerify } from "./prove.server.ts";

/** `npm run figures:verify`: works out the figures of every shop and proves them against raw orders. */
proveShops("The figures are", async (shop) => {
  const wrong = await workOutAndVerify(db(), shop, now());
  return {
    looked: `${wrong.length} figures disagree`,
    wrong: wrong.map(({ what, figure, kept, right }) => `${what} ${figure}: kept ${kept}, orders say ${right}`),
  };
});
