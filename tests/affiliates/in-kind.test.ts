import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, it, test } from "vitest";

import { payAffiliates } from "../../app/actions/affiliates/set-up-affiliates.server.ts";
import { readBalances } from "../../app/affiliates/ledger/balance.server.ts";
import { savePayee } from "../../app/affiliates/people/payee.server.ts";
import { readPayee, type Method } from "../../app/affiliates/people/payee.ts";
import { cancelPayout, payAgain } from "../../app/affiliates/payouts/after.server.ts";
import { offered, pointsFor, readTerms } from "../../app/affiliates/payouts/in-kind.server.ts";
import type { RunMethod } from "../../app/affiliates/payouts/method.ts";
import { listPayouts, readNote } from "../../app/affiliates/payouts/read.server.ts";
import { listPayable, makeRun } from "../../app/affiliates/payouts/runs.server.ts";
import { savePlan } from "../../app/affiliates/setup/plans.server.ts";
import { saveAffiliateProgram } from "../../app/affiliates/setup/settings.server.ts";
import { listOwed } from "../../app/insights/redemptions/owed.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { issueDue } from "../../app/rewards/redemptions/issue.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { rewardStage, type Stage } from "../rewards/stage.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { affiliate, affiliateShop, apply, bought, fresh, later, look, NOW, PAYEE, person, SETTINGS, TERMS } from "./stage.ts";

const database = useDatabase();
const IN_KIND = { inKind: { credit: true, points: true }, minimumMinor: 1 };
const ANNA = 21n;
const run = (shop: Shop, method: RunMethod, at: Date) =>
  pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, method, "merchant:1", at));

/** A shop in which Anna is an affiliate with an account, and somebody has bought with her code. */
async function stage({ method, orders = 1 }: { method: Method; orders?: number }): Promise<{ shop: Shop; anna: bigint }> {
  const { shop, planId } = await affiliateShop(database.db, { settings: IN_KIND });
  await apply(shop, [person(ANNA, { email: "anna@example.com" }), person(11n)]);
  const anna = await affiliate(database.db, shop, planId, "ANNA", { customerId: ANNA, payee: { ...PAYEE, method } });
  for (let at = 0; at < orders; at += 1)
    await apply(shop, [bought(BigInt(101 + at), { customerId: 11n, lines: [line(1n, 20_000n)], discountCodes: ["ANNA"] })]);
  await look(shop, NOW);
  return { shop, anna };
}

const balanceOf = async ({ shopId }: Shop, anna: bigint, at: Date) =>
  (await readBalances(database.db, shopId, [anna], at)).get(anna);
async function points({ shopId }: Shop): Promise<{ points: bigint; tier: bigint; entries: number }> {
  const { rows } = await sql<{ points: bigint; tier: bigint; entries: number }>`
    select coalesce(sum(points), 0)::bigint as points, coalesce(sum(tier_points), 0)::bigint as tier, count(*)::int as entries
    from ledger_entries where shop_id = ${shopId} and rule = 'commission'
  `.execute(database.db);
  return rows[0] ?? { points: 0n, tier: 0n, entries: 0 };
}
/** As if the loop had asked Shopify, and this had come of it. */
async function answered({ shopId }: Shop, how: "used" | "released"): Promise<void> {
  await sql`
    update redemptions set state = ${how}, next_attempt_at = null, release_reason = ${how === "released" ? "refused" : null}
    where shop_id = ${shopId} and state = 'reserved'
  `.execute(database.db);
}

describe("payouts as points", () => {
  it("give what is due with tax at the program's worth of points, once, say so in the credit note, and count for no tier", async () => {
    const { shop, anna } = await stage({ method: "points" });
    expect(await run(shop, "sepa", later(15))).toEqual({ ok: false, why: "nothing" });
    expect(await run(shop, "csv", later(15))).toEqual({ ok: false, why: "nothing" });
    // 20.00 and 3.80 of tax, at 100 points for one.
    expect(await run(shop, "points", later(15))).toMatchObject({ ok: true, totalMinor: 2_380n, customerIds: [ANNA] });
    expect(await points(shop)).toEqual({ points: 2_380n, tier: 0n, entries: 1 });
    expect(await run(shop, "points", later(15))).toEqual({ ok: false, why: "nothing" });
    const [payout] = await listPayouts(database.db, shop.shopId, { affiliateId: anna }, 5);
    expect(payout).toMatchObject({ points: 2_380n, credit: null, netMinor: 2_000n, taxMinor: 380n });
    const note = await readNote(database.db, shop.shopId, payout?.payoutId ?? 0n);
    expect(note?.note).toMatchObject({ paidIn: "points", points: 2_380n });
  });

  it("are taken back when the payout is canceled, from the account that holds them by then, and the amount is due again", async () => {
    const { shop, anna } = await stage({ method: "points" });
    await run(shop, "points", later(15));
    await apply(shop, [person(22n), { kind: "customers-merged", keptId: 22n, goneId: ANNA, at: later(15) }], later(15));
    const [payout] = await listPayouts(database.db, shop.shopId, {}, 5);
    const cancel = () =>
      pipeline.inShop(shop.shopId, (tx) => cancelPayout(tx, shop, payout?.payoutId ?? 0n, "merchant:1", later(16)));
    expect([await cancel(), await cancel()]).toEqual([[22n], null]);
    expect(await points(shop)).toMatchObject({ points: 0n });
    expect(await balanceOf(shop, anna, later(16))).toMatchObject({ due: 2_000n, paid: 0n });
    expect(await run(shop, "points", later(17))).toMatchObject({ ok: true, customerIds: [22n] });
    expect(await points(shop)).toMatchObject({ points: 2_380n });
  });

  it("are worth at least what is due, and nothing more than rounding needs", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10_000_000n }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.constantFrom("1", "0.5", "2.25", "0.000001"),
        fc.constantFrom("EUR", "JPY", "KWD"),
        (minor, of, units, currency) => {
          const reward = { points: of, units };
          const scale = 10 ** (currency === "JPY" ? 0 : currency === "KWD" ? 3 : 2);
          const worth = (count: bigint) =>
            (count * BigInt(Math.round(Number(units) * 1e6)) * BigInt(scale)) / (BigInt(of) * 1_000_000n);
          const got = pointsFor(minor, { reward }, currency) ?? 0n;
          expect(worth(got)).toBeGreaterThanOrEqual(minor);
          expect(worth(got - 1n)).toBeLessThan(minor);
        },
      ),
    );
    expect(pointsFor(100n, { reward: { points: 100, units: "0" } }, "EUR")).toBeNull();
  });
});

describe("who cannot be paid in kind", () => {
  const legacy = ({ shopId }: Shop) =>
    sql`update shops set customer_accounts = 'legacy' where shop_id = ${shopId}`.execute(database.db);
  const off = ({ shopId }: Shop) =>
    saveAffiliateProgram(
      database.db,
      shopId,
      { enabled: true, settings: { ...SETTINGS, minimumMinor: 1 } },
      "merchant:1",
      later(1),
    );
  const exclude = ({ shopId }: Shop) =>
    sql`insert into customer_exclusions (shop_id, customer_id, since, reason, excluded_by) values (${shopId}, ${ANNA}, ${later(1)}, 'staff', 'merchant:1')`.execute(
      database.db,
    );
  const unbind = ({ shopId }: Shop) =>
    sql`update affiliates set customer_id = null, email = 'elsewhere@example.com' where shop_id = ${shopId}`.execute(database.db);
  const pause = ({ shopId }: Shop) =>
    sql`insert into program_states (shop_id, since, state, actor, activated_at) values (${shopId}, ${later(1)}, 'paused', 'merchant:1', ${later(1)})`.execute(
      database.db,
    );
  const dear = ({ shopId }: Shop) =>
    sql`update program_versions set rules = jsonb_set(rules, '{reward,units}', '"0.000001"') where shop_id = ${shopId}`.execute(
      database.db,
    );
  const cases: [Method, string, (shop: Shop) => Promise<unknown>, string][] = [
    ["credit", "customers cannot pay with store credit", legacy, "credit"],
    ["credit", "the merchant has switched it off", off, "credit"],
    ["credit", "there is no account", unbind, "account"],
    ["points", "the merchant has switched it off", off, "points"],
    ["points", "they are kept out of the program", exclude, "points"],
    ["points", "the program rests", pause, "points"],
    ["points", "it would be more than anybody is given at once", dear, "cap"],
    ["points", "there is no account", unbind, "account"],
  ];
  test.each(cases)("%s: %s: told, and it stays due", async (method, _why, bring, not) => {
    const { shop, anna } = await stage({ method });
    await bring(shop);
    const settings = { ...SETTINGS, minimumMinor: 1, inKind: { credit: bring !== off, points: bring !== off } };
    expect(await listPayable(database.db, shop, settings, later(15))).toMatchObject([{ not }]);
    expect(await run(shop, method as RunMethod, later(15))).toEqual({ ok: false, why: "nothing" });
    expect(await balanceOf(shop, anna, later(15))).toMatchObject({ due: 2_000n, paid: 0n });
  });

  it("is offered neither, and what is not offered cannot be chosen by a form", async () => {
    const { shop } = await stage({ method: "bank" });
    const ways = async (inKind: { credit: boolean; points: boolean }) =>
      offered(await readTerms(database.db, shop, { ...SETTINGS, inKind }, NOW), shop);
    expect(await ways({ credit: false, points: false })).toEqual(["bank", "paypal"]);
    expect(await ways({ credit: true, points: true })).toEqual(["bank", "paypal", "credit", "points"]);
    await legacy(shop);
    expect(await ways({ credit: true, points: true })).toEqual(["bank", "paypal", "points"]);
    const typed = new Map(Object.entries({ ...PAYEE, method: "credit", agree: "yes" }));
    expect(readPayee(typed, null, "DE", ["bank", "paypal"])).toEqual({ ok: false, issues: ["method"] });
    expect(readPayee(new Map([...typed, ["iban", ""]]), null, "DE", ["credit"])).toMatchObject({ ok: true });
  });
});

type Act = "order" | "refund" | "points" | "credit" | "csv" | "given" | "refused" | "again" | "cancel" | "wait";

describe("the ledger of commissions with payouts in kind (issue 12: 1)", () => {
  it("equals a recompute from orders, refunds and payouts, whatever is paid, refused, given again and canceled in between", async () => {
    const acts = fc.array(
      fc.constantFrom<Act[]>(
        "order",
        "order",
        "refund",
        "points",
        "credit",
        "csv",
        "given",
        "refused",
        "again",
        "cancel",
        "wait",
      ),
      { minLength: 4, maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const { shop, anna } = await stage({ method: "points", orders: 0 });
        const kept = new Map<bigint, boolean>();
        let day = 0;
        const tell = (orderId: bigint, gone: boolean) => {
          const refunds = gone
            ? [refund(1n, 5_000n, [{ lineId: 1n, quantity: 1 }], { createdAt: plusMs(NOW, 2 * HOUR_MS) })]
            : [];
          const status: "partially_refunded" | "paid" = gone ? "partially_refunded" : "paid";
          const lines = [line(1n, 15_000n, { quantity: 3 }), line(2n, 505n)];
          const about = { customerId: 11n, lines, discountCodes: ["ANNA"], refunds, financialStatus: status };
          return apply(shop, [bought(orderId, { ...about, updatedAt: plusMs(NOW, (gone ? 3 : 2) * HOUR_MS) })], later(day));
        };
        for (const act of list) {
          if (act === "order") {
            const orderId = BigInt(101 + kept.size);
            kept.set(orderId, true);
            await tell(orderId, false);
          } else if (act === "refund") {
            const whole = [...kept].find(([, one]) => one)?.[0];
            if (whole === undefined) continue;
            kept.set(whole, false);
            await tell(whole, true);
          } else if (act === "wait") day += 15;
          else if (act === "given" || act === "refused") await answered(shop, act === "given" ? "used" : "released");
          else if (act === "again" || act === "cancel") {
            const [payout] = (await listPayouts(database.db, shop.shopId, {}, 20)).filter(
              ({ cancelledAt }) => cancelledAt === null,
            );
            await pipeline.inShop(shop.shopId, (tx) =>
              act === "again"
                ? payAgain(tx, shop, payout?.payoutId ?? 0n, later(day)).then(() => null)
                : cancelPayout(tx, shop, payout?.payoutId ?? 0n, "merchant:1", later(day)),
            );
          } else {
            await savePayee(database.db, shop.shopId, anna, { ...PAYEE, tax: "small", method: act === "csv" ? "bank" : act });
            await run(shop, act, later(day));
          }
          await look(shop, later(day));
        }
        const earned = [...kept.values()].reduce((sum, whole) => sum + (whole ? 1_550n : 1_050n), 0n);
        const balance = await balanceOf(shop, anna, later(day));
        expect((balance?.pending ?? 0n) + (balance?.due ?? 0n) + (balance?.paid ?? 0n)).toBe(earned);
        const counting = (await listPayouts(database.db, shop.shopId, {}, 50)).filter(({ cancelledAt }) => cancelledAt === null);
        const sum = (rows: typeof counting) => rows.reduce((total, { netMinor }) => total + netMinor, 0n);
        expect(balance?.paid).toBe(sum(counting));
        expect((await points(shop)).points).toBe(counting.reduce((total, one) => total + (one.points ?? 0n), 0n));
        const { rows } = await sql<{ value: bigint; most: number }>`
          select coalesce(sum(value), 0)::bigint as value, coalesce(max(times), 0)::int as most from (
            select sum(value_minor) as value, count(*) as times from redemptions
            where shop_id = ${shop.shopId} and state <> 'released' group by split_part(intent, ':', 2)) held
        `.execute(database.db);
        expect(rows[0]?.value).toBe(sum(counting.filter(({ credit }) => credit === "waiting" || credit === "credited")));
        expect(rows[0]?.most).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  it("pays nobody twice, by whatever two runs at once (real race)", async () => {
    const { shop, anna } = await stage({ method: "credit" });
    await sql`update affiliate_orders set due_at = ${later(-1)} where shop_id = ${shop.shopId}`.execute(database.db);
    const both = await Promise.all([payAffiliates(shop, "credit", "merchant:1"), payAffiliates(shop, "credit", "merchant:2")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const { rows } = await sql`select value_minor from redemptions where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ value_minor: 2_380n }]);
    expect(await balanceOf(shop, anna, NOW)).toMatchObject({ due: 0n, paid: 2_000n });
  });
});

describe("payouts as store credit, by Shopify's stand-in", () => {
  let shops: Stage;
  let shop: Shop;
  let customerId: bigint;
  beforeEach(async () => {
    shops = await rewardStage([{ version: 1, effectiveFrom: new Date(0), rules: { ...DEFAULT_RULES, bonuses: [] } }]);
    customerId = await shops.someone(0n, "anna@example.com");
    const { shopId } = shops.app;
    const before = plusMs(shops.at(), -60 * DAY_MS);
    await saveAffiliateProgram(
      database.db,
      shopId,
      { enabled: true, settings: { ...SETTINGS, ...IN_KIND } },
      "merchant:1",
      before,
    );
    const plan = { planId: null, name: "Plan", terms: { ...TERMS, waitDays: 0 } };
    const planId = (await savePlan(database.db, shopId, plan, "merchant:1", before)) ?? 0n;
    shop = await fresh(database.db, shops.app);
    await affiliate(database.db, shop, planId, "ANNA", { customerId, payee: { ...PAYEE, method: "credit" }, at: before });
    const at = plusMs(shops.at(), -HOUR_MS);
    const placed = { customerId: null, email: "guest@example.com", createdAt: at, processedAt: at, updatedAt: at };
    await apply(shop, [bought(101n, { ...placed, lines: [line(1n, 20_000n)], discountCodes: ["ANNA"] })], shops.at());
    expect(await run(shop, "credit", plusMs(shops.at(), DAY_MS))).toMatchObject({ ok: true, totalMinor: 2_380n });
  });
  const credits = () => shops.shop.storeCredits.get(customerId)?.transactions.map(({ amountMinor }) => amountMinor) ?? [];
  const state = async () => (await listPayouts(database.db, shop.shopId, {}, 1))[0]?.credit;
  const act = (what: typeof payAgain | typeof cancelPayout) =>
    listPayouts(database.db, shop.shopId, {}, 1).then(([payout]) =>
      pipeline.inShop<unknown>(shop.shopId, (tx) =>
        what === payAgain
          ? payAgain(tx, shop, payout?.payoutId ?? 0n, shops.at())
          : cancelPayout(tx, shop, payout?.payoutId ?? 0n, "merchant:1", shops.at()),
      ),
    );

  it("are credited once, also when Shopify's answer is lost, and cannot be canceled on their way nor after", async () => {
    expect([await state(), await act(cancelPayout)]).toEqual(["waiting", null]);
    await issueDue(shops.means({ kind: "lost-answer", at: 3 }), plusMs(shops.at(), DAY_MS), 10);
    shops.world.clock.set(plusMs(shops.at(), DAY_MS));
    await shops.settle();
    expect([credits(), await state(), await act(cancelPayout), await act(payAgain)]).toEqual([[2_380n], "credited", null, false]);
  });

  it("that Shopify refuses are told and given again, or canceled and due again", async () => {
    shops.world.clock.set(plusMs(shops.at(), DAY_MS));
    const refuse = async () => {
      const { admin, ...means } = shops.means();
      const no = {
        storeCreditAccountCredit: { storeCreditAccountTransaction: null, userErrors: [{ field: null, message: "no" }] },
      };
      const refusing: typeof admin = <Data>(of: Shop, document: string, variables?: Record<string, unknown>) =>
        document.includes("mutation") ? Promise.resolve(no as Data) : admin<Data>(of, document, variables);
      await issueDue({ ...means, admin: refusing }, shops.at(), 10);
      await shops.settle();
    };
    await refuse();
    expect([credits(), await state()]).toEqual([[], "refused"]);
    const owed = await listOwed(database.db, shop.shopId, 9);
    expect(owed.map(({ source, customerId: who, why, reward }) => [source, who, why, reward?.["de"]])).toEqual([
      ["payout", customerId, "refused", "Provision GS-1"],
    ]);
    expect(await act(payAgain)).toBe(true);
    expect([await state(), await act(payAgain)]).toEqual(["waiting", false]);
    await refuse();
    expect([await state(), await act(cancelPayout)]).toEqual(["refused", []]);
    expect(await act(payAgain)).toBe(false);
    expect(await run(shop, "credit", shops.at())).toMatchObject({ ok: true, totalMinor: 2_380n });
    await shops.settle();
    expect([credits(), await state()]).toEqual([[2_380n], "credited"]);
  });
});
