import { findCustomerDetail } from "../customers/views/detail.server.ts";
import { readAccount } from "../points/accounts.server.ts";
import { liveCustomer } from "../points/ledger.server.ts";
import { versionFor } from "../program/version-for.ts";
import { listPrograms } from "../program/versions.server.ts";
import type { Asking } from "../shopify-admin/call.server.ts";
import { figuresOf, linesOf } from "../shopify-admin/figures.ts";
import { accountViewIn, atOnce } from "../storefront/api/account.server.ts";
import { standing as readStanding } from "../tiers/tiers.server.ts";
import { calledAs } from "./called-as.ts";
import { codesOf, notRunning, rewardsOf } from "./rewards.ts";
import type { TillCustomer } from "./views.ts";

const EMPTY = { balance: "", figures: [], lines: [], codes: [], rewards: [] };

/** @param asked as the sale names them: a merge may have left another */
export async function readTillCustomer(asking: Asking, asked: bigint, now: Date): Promise<TillCustomer> {
  const { shop, t } = asking;
  const { shopId } = shop;
  return atOnce(async (tx): Promise<TillCustomer> => {
    const customerId = await liveCustomer(tx, shopId, asked);
    const view = await accountViewIn(tx, shop, asked, now);
    const customer = customerId === null ? null : await findCustomerDetail(tx, shopId, customerId, now);
    if (customerId === null || view === null || customer === null)
      return { ...EMPTY, missing: t("blocks.unknownCustomer"), name: t("customer.nameless"), contact: null };
    const account = await readAccount(tx, shop, customerId, now);
    const { rules } = versionFor(now, await listPrograms(tx, shopId));
    const standing = (await readStanding(tx, shop, [customerId], now)).get(customerId) ?? null;
    const reason = notRunning(view);
    return {
      missing: null,
      ...calledAs(customer, t),
      balance: t("customer.tierPoints", { count: account.available }),
      figures: figuresOf({ account, rules, standing }, asking),
      lines: [
        ...(reason === null ? [] : [t(reason)]),
        ...(reason === null && account.available === 0n && account.pending === 0n ? [t("till.noPoints")] : []),
        ...linesOf(customer, account, asking),
      ],
      codes: codesOf(view, asking),
      rewards: reason === null ? rewardsOf(view, asking) : [],
    };
  });
}
