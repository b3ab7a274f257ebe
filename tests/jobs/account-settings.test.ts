import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { jobs } from "../../app/jobs/jobs.server.ts";
import { drainInbox } from "../../app/jobs/loops/inbox-loop.server.ts";
import type { JobName } from "../../app/queue/jobs.ts";
import { creditUseFor } from "../../app/sync/credit-use.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import { cheapestRewards } from "../../app/rewards/message-facts/within-reach.server.ts";
import { beginAsking, findAccountSettings, keepAccountSettings } from "../../app/shops/accounts/account-settings.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { accept } from "../../app/webhooks/inbox.server.ts";
import { fieldAccess } from "../sandbox/schema/schema.ts";
import { updateAccountSettings } from "../sandbox/world/commerce.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";

const queue = vi.hoisted(() => ({ jobs: [] as { name: string; data: object }[] }));
vi.mock("../../app/queue/queue.server.ts", () => ({
  enqueue: (name: string, jobs: readonly object[]) => {
    queue.jobs.push(...jobs.map((data) => ({ name, data })));
    return Promise.resolve();
  },
}));

const database = useDatabase();
const api = await useAdminApi();
const { data } = await api.graphql("{ currentAppInstallation { id } }");
const { id: installationGid } = (data as { currentAppInstallation: { id: string } }).currentAppInstallation;
let shop: Shop;

beforeAll(async () => {
  shop = await installFromApi(database.db, api);
  await sql`
    update shops set app_installation_gid = ${installationGid}, scopes = 'write_discounts,write_store_credit_account_transactions'
  `.execute(database.db);
  const terms = { title: { en: "Thanks" }, points: 500, valueMinor: 500 };
  await createReward(shop.shopId, rewardTermsSchema.parse({ ...terms, kind: "amount" }), shop.installedAt);
  await createReward(shop.shopId, rewardTermsSchema.parse({ ...terms, kind: "store-credit", points: 300 }), shop.installedAt);
});
/** A shop of which nothing is known yet. */
beforeEach(async () => {
  updateAccountSettings(api.world, api.shop, { accounts: "new", storeCreditOn: true });
  api.events.splice(0);
  await sql`update shops set customer_accounts = null, store_credit = null`.execute(database.db);
  queue.jobs = [];
});

/** Runs what was put into the queue, until nothing is in it. @returns the names of what was run */
async function work(): Promise<string[]> {
  const done: string[] = [];
  for (let next = queue.jobs.shift(); next !== undefined; next = queue.jobs.shift()) {
    done.push(next.name);
    await (jobs[next.name as JobName].handler as (data: object) => Promise<void>)(next.data);
  }
  return done;
}

/** The webhooks that the stand-in has sent since, through the inbox, and what they ask for. */
async function hear(): Promise<string[]> {
  for (const { topic, body, eventId, triggeredAt } of api.events.splice(0)) {
    const about = { domain: shop.domain, topic, apiVersion: "2026-10", triggeredAt, receivedAt: triggeredAt };
    await accept(database.db, [{ ...about, dedupeKey: eventId, webhookId: eventId, body: Buffer.from(body) }]);
  }
  await drainInbox();
  return work();
}

const read = async () => {
  queue.jobs.push({ name: "read-account-settings", data: { shopId: shop.shopId } });
  return work();
};
const known = () => findAccountSettings(database.db, shop.shopId);
/** What the theme offers. */
function offered(): string[] {
  const text = api.shop.metafields.get(installationGid)?.get("reprise.program")?.value ?? "{}";
  return (JSON.parse(text) as { rewards?: { kind: string }[] }).rewards?.map(({ kind }) => kind) ?? [];
}
const cheapest = async () => (await cheapestRewards(database.db, shop.shopId, [1n])).get(1n)?.points;

describe("store credit that nobody could spend (real-store A5)", () => {
  test("is taken out of the theme by the message of the change, and put back by the next one", async () => {
    await jobs["publish-program"].handler({ shopId: shop.shopId });
    expect(offered()).toEqual(["amount", "store-credit"]);
    expect(await cheapest()).toBe(300n);

    updateAccountSettings(api.world, api.shop, { accounts: "legacy" });
    expect(await hear()).toEqual(["read-account-settings", "publish-program"]);
    expect(await known()).toEqual({ accounts: "legacy", storeCredit: true });
    expect([offered(), await cheapest()]).toEqual([["amount"], 500n]);

    updateAccountSettings(api.world, api.shop, { accounts: "new" });
    expect(await hear()).toEqual(["read-account-settings", "publish-program"]);
    expect([offered(), await cheapest()]).toEqual([["amount", "store-credit"], 300n]);
  });

  test("tells the theme nothing when the change is about something else", async () => {
    expect(await read()).toEqual(["read-account-settings"]);
    updateAccountSettings(api.world, api.shop, { accounts: "legacy" });
    expect(await hear()).toEqual(["read-account-settings", "publish-program"]);
    updateAccountSettings(api.world, api.shop, { storeCreditOn: false });
    expect(await hear()).toEqual(["read-account-settings"]);
    expect(await known()).toEqual({ accounts: "legacy", storeCredit: false });
  });

  test("is noticed at night where no message came", async () => {
    updateAccountSettings(api.world, api.shop, { storeCreditOn: false }, false);
    expect(await hear()).toEqual([]);
    await jobs.reconcile.handler({ shopId: shop.shopId, span: "recent" });
    expect(await work()).toEqual([]);
    await jobs.reconcile.handler({ shopId: shop.shopId, span: "wide" });
    expect(await work()).toEqual(["read-account-settings", "publish-program"]);
    expect(offered()).toEqual(["amount"]);
  });

  test("is asked for again before a merchant is warned", async () => {
    updateAccountSettings(api.world, api.shop, { storeCreditOn: false });
    await hear();
    expect(await creditUseFor(shop)).toEqual({ can: "no", why: "switched-off" });
    updateAccountSettings(api.world, api.shop, { storeCreditOn: true }, false);
    expect(await creditUseFor(shop)).toEqual({ can: "yes" });
    expect(await work()).toEqual(["publish-program"]);
    expect(offered()).toEqual(["amount", "store-credit"]);
  });

  test("what Shopify does not let the app see is unknown, and hides nothing else", async () => {
    await read();
    const field = "QueryRoot.storeCreditConfiguration";
    fieldAccess().set(field, { scopes: ["read_what_nobody_has"], access: "`read_what_nobody_has` access scope." });
    onTestFinished(() => void fieldAccess().delete(field));
    updateAccountSettings(api.world, api.shop, { storeCreditOn: false });
    await hear();
    expect([await known(), await cheapest()]).toEqual([{ accounts: "new", storeCredit: null }, 300n]);
    updateAccountSettings(api.world, api.shop, { accounts: "legacy" });
    await hear();
    expect([await known(), await cheapest()]).toEqual([{ accounts: "legacy", storeCredit: null }, 500n]);
  });

  test("a failure of Shopify's is no answer: what was known stays, a merchant's page opens, and the job is tried again", async () => {
    updateAccountSettings(api.world, api.shop, { accounts: "legacy" });
    await hear();
    api.config.faults.graphqlErrorRate = 1;
    onTestFinished(() => void (api.config.faults.graphqlErrorRate = 0));
    updateAccountSettings(api.world, api.shop, { accounts: "new" });
    await expect(hear()).rejects.toThrow();
    expect(await creditUseFor(shop)).toEqual({ can: "no", why: "legacy-accounts" });
  });

  test("an answer that comes after that to a later question counts no more", async () => {
    const [first, second] = [await beginAsking(database.db, shop.shopId), await beginAsking(database.db, shop.shopId)];
    const keep = (asking: number, accounts: "legacy" | "new") =>
      database.db.transaction().execute((tx) => keepAccountSettings(tx, shop.shopId, asking, { accounts, storeCredit: true }));
    expect(await keep(second, "legacy")).toBe(true);
    expect(await keep(first, "new")).toBe(false);
    expect(await known()).toMatchObject({ accounts: "legacy" });
  });
});
