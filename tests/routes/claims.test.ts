import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { apply, bought, FRIEND, friendCode, look, person, referralShop } from "../referrals/stage.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

// Who asks is Shopify's to say; everything behind it is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
let shop: Shop;
let other: Shop;

const rules = programRulesSchema.parse({
  ...DEFAULT_RULES,
  tiers: TIER_PRESET,
  bonuses: [{ kind: "review", key: "review", points: 40, disclosure: { en: "x" }, cap: { times: 9, period: "ever" } }],
});

type Handler = (args: { request: Request; params: Record<string, string>; context: never }) => unknown;
type Answer = { status: number; body: unknown };

async function call(
  handler: unknown,
  path: string,
  fields: Record<string, string> | null,
  params: Record<string, string> = {},
): Promise<Answer> {
  const init = fields === null ? {} : { method: "POST", body: new URLSearchParams(fields) };
  try {
    const request = new Request(`http://app.example${path}`, init);
    const body = await (handler as Handler)({ request, params, context: undefined as never });
    const { data, init: given } = body as { data?: unknown; init?: { status?: number } };
    return given === undefined ? { status: 200, body } : { status: given.status ?? 200, body: data };
  } catch (thrown) {
    if (thrown instanceof Response) return { status: thrown.status, body: null };
    throw thrown;
  }
}

beforeAll(async () => {
  const programs = [{ version: 1, effectiveFrom: new Date(0), rules }];
  shop = await createEarningShop(database.db, { programs });
  other = await createEarningShop(database.db, { programs });
  for (const { shopId } of [shop, other]) await addCustomers(database.db, shopId, [{ id: 11n, firstName: "Anna" }]);
});
beforeEach(() => {
  asking.shop = shop;
});

describe("the queue of claims", async () => {
  const { loader, action } = await import("../../app/routes/app.activity.approvals.tsx");
  const add = async (of: Shop, occasion: string) => {
    const { rows } = await sql<{ claim_id: bigint }>`
      insert into bonus_claims (shop_id, customer_id, rule, occasion, state, submitted_at)
      values (${of.shopId}, 11, 'review', ${occasion}, 'waiting', now()) returning claim_id`.execute(database.db);
    return String(rows[0]?.claim_id);
  };
  const list = async (tab: string) => {
    const { body } = await call(loader, `/app/activity/approvals?tab=${tab}`, null);
    return (body as { claims: { claimId: bigint; state: string; decidedBy: string | null }[] }).claims.map(
      ({ claimId, state, decidedBy }) => [String(claimId), state, decidedBy],
    );
  };
  const points = async () => {
    const { rows } = await sql<{ points: bigint }>`
      select coalesce(sum(points), 0)::bigint as points from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db);
    return rows[0]?.points;
  };

  test("decides several at once, each once, and says who did", async () => {
    const [a, b, c] = [await add(shop, "1"), await add(shop, "2"), await add(shop, "3")];
    expect((await call(action, "/app/activity/approvals", { intent: "approved", claims: `${a},${b},${b}` })).body).toEqual({
      of: "claims",
      did: "approved",
      claims: [BigInt(a), BigInt(b)],
      count: 2,
    });
    expect(await points()).toBe(80n);
    expect((await call(action, "/app/activity/approvals", { intent: "declined", claims: `${a},${c}` })).body).toEqual({
      of: "claims",
      did: "declined",
      claims: [BigInt(c)],
      count: 1,
    });
    expect(await points()).toBe(80n);
    expect(await list("waiting")).toEqual([]);
    expect(await list("decided")).toEqual([
      [c, "declined", "merchant:42"],
      [b, "approved", "merchant:42"],
      [a, "approved", "merchant:42"],
    ]);
    // Undone, they wait again, without their points.
    expect((await call(action, "/app/activity/approvals", { intent: "reopened", claims: `${a},${c}` })).body).toMatchObject({
      did: "reopened",
      count: 2,
    });
    expect(await points()).toBe(40n);
    expect(await list("waiting")).toEqual([
      [a, "waiting", null],
      [c, "waiting", null],
    ]);
    await call(action, "/app/activity/approvals", { intent: "declined", claims: `${a},${c}` });
  });

  test("approves a referral only as it was seen: with all the flags that it has", async () => {
    const referring = await referralShop(database.db);
    const ago = plusMs(new Date(), -20 * DAY_MS);
    const given = await friendCode(database.db, referring.shop, referring.code, "c2@example.com", ago);
    const friend = person(FRIEND, { firstName: "Anna", lastName: "Berger", createdAt: ago });
    const order = bought(10n, { createdAt: plusMs(ago, HOUR_MS), discountCodes: [given.code] });
    await apply(referring.shop, [friend, order], new Date());
    await look(database.db, referring.shop, new Date());
    asking.shop = referring.shop;
    const decide = async (seen: string) =>
      (await call(action, "/app/activity/approvals", { intent: "approved", referrals: `${given.referralId}@${seen}` })).body;
    expect(await decide("")).toMatchObject({ of: "referrals", count: 0 });
    expect(await decide("same-phone|minimum")).toMatchObject({ count: 0 });
    expect(await decide("minimum|same-name")).toMatchObject({ did: "approved", count: 1 });
  });

  test("decides nothing when one of them is another shop's", async () => {
    const [own, foreign] = [await add(shop, "4"), await add(other, "4")];
    expect((await call(action, "/app/activity/approvals", { intent: "approved", claims: `${own},${foreign}` })).status).toBe(404);
    expect(await list("waiting")).toEqual([[own, "waiting", null]]);
    asking.shop = other;
    expect(await list("waiting")).toEqual([[foreign, "waiting", null]]);
  });

  test.each([
    {},
    { intent: "approved" },
    { intent: "approved", claims: "all" },
    { intent: "explode", claims: "1" },
    { intent: "approved", claims: "1,".repeat(200) },
    { intent: "approved", referrals: "1" },
    { intent: "approved", referrals: "1@same-name,x@" },
    { intent: "reopened", referrals: "1@same-name" },
  ])("refuses %j", async (fields) => {
    expect((await call(action, "/app/activity/approvals", fields as Record<string, string>)).status).toBe(422);
  });
});

describe("a customer's tier", async () => {
  const { loader, action } = await import("../../app/routes/app.customers.$customerId.tsx");
  const grant = (fields: Record<string, string>, customerId = "11") =>
    call(action, `/app/customers/${customerId}`, { intent: "grant", ...fields }, { customerId });
  const page = async () =>
    (await call(loader, "/app/customers/11", null, { customerId: "11" })).body as Awaited<ReturnType<typeof loader>>;
  const until = "2030-01-31";

  test("is granted until the end of a day, shown, told in the timeline, and taken away again", async () => {
    expect(await grant({ tier: "gold", until })).toEqual({ status: 200, body: { granted: true } });
    const shown = await page();
    expect(shown.standing).toMatchObject({ tier: "gold", keepUntil: new Date("2030-01-31T23:00:00Z") });
    expect(shown.levels.map(({ key }) => key)).toEqual(["bronze", "silver", "gold"]);
    expect(shown.history.events.find(({ kind }) => kind === "tier.changed")?.data).toMatchObject({
      tier: "gold",
      reason: "granted",
    });
    expect(await grant({ tier: "" })).toEqual({ status: 200, body: { granted: true } });
    expect((await page()).standing?.tier).toBe("bronze");
  });

  test("is refused beside its field when the form is wrong, and for customers of another shop", async () => {
    expect(await grant({ tier: "platinum", until })).toEqual({
      status: 422,
      body: { granted: false, errors: { tier: "unknown" } },
    });
    expect(await grant({ tier: "gold", until: "1999-01-01" })).toEqual({
      status: 422,
      body: { granted: false, errors: { until: "date" } },
    });
    expect((await grant({ tier: "gold", until }, "22")).status).toBe(404);
    expect((await grant({ tier: "gold", until }, "x")).status).toBe(404);
  });
});
