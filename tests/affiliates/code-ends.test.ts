import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";

import { approveAffiliate, endAffiliate } from "../../app/actions/affiliates/decide-affiliate.server.ts";
import { meansBy } from "../../app/actions/redemption-means.server.ts";
import * as people from "../../app/affiliates/people/affiliates.server.ts";
import { endDue } from "../../app/affiliates/codes/code-ends.server.ts";
import { savePlan } from "../../app/affiliates/setup/plans.server.ts";
import { saveAffiliateProgram } from "../../app/affiliates/setup/settings.server.ts";
import { now as present } from "../../app/clock.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import type { Means } from "../../app/rewards/redemptions/means.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { apply, fresh, person, SETTINGS, TERMS } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
let shop: Shop;
let planId: bigint;
let count = 0;

beforeAll(async () => {
  const made = await installFromApi(database.db, api);
  const long = plusMs(present(), -DAY_MS);
  await saveAffiliateProgram(database.db, made.shopId, { enabled: true, settings: SETTINGS }, "merchant:1", long);
  planId = (await savePlan(database.db, made.shopId, { planId: null, name: "Plan", terms: TERMS }, "merchant:1", long)) ?? 0n;
  shop = await fresh(database.db, made);
});

/** An affiliate with a code that Shopify knows. */
async function approved(): Promise<{ affiliateId: bigint; customerId: bigint; email: string; code: string }> {
  count += 1;
  const customerId = BigInt(7_000 + count);
  const [email, code] = [`partner${count}@example.com`, `PARTNER${count}`];
  await apply(shop, [person(customerId, { email })], present());
  const application = { name: "Kim", email, website: null, pitch: "Blog" };
  await people.apply(database.db, shop.shopId, application, { customerId, locale: "en", reapplyDays: 180 }, present());
  const { rows } = await sql<{ id: bigint }>`select affiliate_id as id from affiliates where email = ${email}`.execute(
    database.db,
  );
  const affiliateId = rows[0]?.id ?? 0n;
  expect(await approveAffiliate(shop, affiliateId, { planId, code }, "merchant:1")).toBe("done");
  expect(inShopify()).toContain(code);
  return { affiliateId, customerId, email, code };
}

function inShopify(): string[] {
  return [...api.shop.discounts.values()].flatMap(({ codes }) => [...codes].map(({ code }) => code));
}

async function ending(): Promise<number> {
  const { rows } = await sql`select discount_gid from affiliate_code_ends`.execute(database.db);
  return rows.length;
}

const down: Means = { ...meansBy(present), admin: () => Promise.reject(new Error("Shopify is down")) };

it("an erasure ends the code in Shopify, also when Shopify is down at first", async () => {
  const { customerId, email, code } = await approved();
  const redacted = { kind: "customer-redacted" as const, key: `r${customerId}`, customerId, email, at: present() };
  await apply(shop, [redacted], present());
  const at = plusMs(present(), MINUTE_MS);
  expect(await endDue(down, at, 10)).toBe(1);
  expect([await ending(), inShopify().includes(code)]).toEqual([1, true]);
  // Not before its next attempt.
  expect(await endDue(meansBy(present), at, 10)).toBe(0);
  expect(await endDue(meansBy(present), plusMs(at, MINUTE_MS), 10)).toBe(1);
  expect([await ending(), inShopify().includes(code)]).toEqual([0, false]);
});

it("of two workers one asks Shopify, and a code that the merchant has deleted there is gone", async () => {
  const { customerId, email, code } = await approved();
  for (const [id, discount] of api.shop.discounts)
    if ([...discount.codes].some((one) => one.code === code)) api.shop.discounts.delete(id);
  const redacted = { kind: "customer-redacted" as const, key: `r${customerId}`, customerId, email, at: present() };
  await apply(shop, [redacted], present());
  const asked: string[] = [];
  const means: Means = {
    ...meansBy(present),
    admin: (of, document, variables) => {
      if (document.includes("discountCodeDelete")) asked.push(document);
      return meansBy(present).admin(of, document, variables);
    },
  };
  const at = plusMs(present(), MINUTE_MS);
  await Promise.all([endDue(means, at, 10), endDue(means, at, 10)]);
  expect([asked.length, await ending()]).toEqual([1, 0]);
});

it("a partnership that the merchant ends takes its code with it at once, and a merge that ends one", async () => {
  const [first, kept, gone] = [await approved(), await approved(), await approved()];
  expect(await endAffiliate(shop, first.affiliateId)).toBe("done");
  expect(await endAffiliate(shop, first.affiliateId)).toBe("gone");
  expect([await ending(), inShopify().includes(first.code)]).toEqual([0, false]);
  await apply(shop, [{ kind: "customers-merged", keptId: kept.customerId, goneId: gone.customerId, at: present() }], present());
  await endDue(meansBy(present), plusMs(present(), MINUTE_MS), 10);
  expect([inShopify().includes(kept.code), inShopify().includes(gone.code)]).toEqual([true, false]);
});
