import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { approveAffiliate } from "../../app/actions/affiliates/decide-affiliate.server.ts";
import { importAffiliates, type AffiliateFile } from "../../app/actions/affiliates/import-affiliates.server.ts";
import { meansBy } from "../../app/actions/redemption-means.server.ts";
import { arriveDue, readArrivals } from "../../app/affiliates/exchange/arrivals.server.ts";
import type { System } from "../../app/affiliates/exchange/columns.ts";
import { handOver } from "../../app/affiliates/exchange/export.server.ts";
import { readBalances } from "../../app/affiliates/ledger/balance.server.ts";
import { listAffiliates, type Affiliate } from "../../app/affiliates/people/affiliates.server.ts";
import { readPaypal, savePayee, sealPayees } from "../../app/affiliates/people/payee.server.ts";
import { cancelPayout } from "../../app/affiliates/payouts/after.server.ts";
import { noteLines } from "../../app/affiliates/payouts/note-page.ts";
import { listPayouts, readNote } from "../../app/affiliates/payouts/read.server.ts";
import { makeRun } from "../../app/affiliates/payouts/runs.server.ts";
import { savePlan } from "../../app/affiliates/setup/plans.server.ts";
import { now as present } from "../../app/clock.server.ts";
import { MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { findLink } from "../../app/referrals/links/links.server.ts";
import { saveReferralProgram } from "../../app/referrals/program.server.ts";
import { usualTerms } from "../../app/referrals/terms.ts";
import type { Means } from "../../app/rewards/redemptions/means.server.ts";
import { keyring } from "../../app/secrets/keyring.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { affiliate, affiliateShop, apply, bought, fresh, later, look, NOW, PAYEE, person } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();

type Given = Partial<{ system: System; planId: bigint | null; tell: boolean; take: boolean; at: Date }>;
function bring(
  shop: Shop,
  text: string,
  { system, planId = null, tell = false, take = true, at = NOW }: Given = {},
): Promise<AffiliateFile> {
  const bytes = new TextEncoder().encode(text);
  return importAffiliates(shop, { bytes, system: system ?? null, planId, tell, actor: "merchant:7", take }, () => at);
}

/** What Shopify says to who has no stand-in: it has these codes, and makes all others. */
function shopifyWith(codes: readonly string[], at: Date): Means {
  const had = new Set(codes);
  let made = 0;
  return {
    ...meansBy(() => at),
    admin: ({ shopId }, document, variables: Record<string, unknown> = {}) => {
      const node = (id: string) => ({ id, codeDiscount: { status: "ACTIVE", codes: { nodes: [] } } });
      if (document.includes("codeDiscountNodeByCode")) {
        const known =
          had.has(String(variables["code"])) || had.has(`${shopId}:${String(variables["code"])}`)
            ? node("gid://shopify/DiscountCodeNode/1")
            : null;
        return Promise.resolve({ codeDiscountNodeByCode: known } as never);
      }
      made += 1;
      had.add(`${shopId}:${(variables["input"] as { code: string }).code}`);
      return Promise.resolve({
        created: { codeDiscountNode: node(`gid://shopify/DiscountCodeNode/${100 + made}`), userErrors: [] },
      } as never);
    },
  };
}

async function arriveAll(means: Means, at: Date): Promise<void> {
  while ((await arriveDue(means, () => at, 50)) > 0);
}

const all = (shop: Shop) => listAffiliates(database.db, shop.shopId, null, { limit: 500, offset: 0 });
async function byEmail(shop: Shop): Promise<Record<string, Affiliate>> {
  return Object.fromEntries((await all(shop)).map((one) => [one.email ?? "", one]));
}
const due = async (shop: Shop, at = NOW) =>
  Object.fromEntries(
    [...(await readBalances(database.db, shop.shopId, null, at)).values()].map((one) => [one.affiliateId.toString(), one.due]),
  );

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const part of parts) text += part;
  return text;
}

const FILE = [
  "Affiliate ID,First name,Last name,Email,Status,Program name,Coupons,Paypal email,Upline email,Unpaid commission",
  "310,Anna,Berger,anna@example.com,Active,Plan,ANNA10,geld@example.com,,12.50",
  "311,Ben,Öz,ben@example.com,Active,,,,anna@example.com,",
  "312,Cem,C,cem@example.com,Pending,,,,,",
  "313,Dora,D,dora@example.com,Denied,,,,,",
  "314,Eva,E,eva@example.com,Inactive,,,,,7.5",
].join("\n");

describe("a file with affiliates", () => {
  it("is told before anything is done, and brings each person once, however often and by whomever it is taken", async () => {
    const { shop, planId } = await affiliateShop(database.db, { terms: { recruiterBp: 500 }, settings: { minimumMinor: 1 } });
    const told = { system: "uppromote", fresh: 5, affiliates: 2, known: 0, owedMinor: 2_000n, problems: [], more: 0 };
    expect(await bring(shop, FILE, { planId, take: false })).toMatchObject({ outcome: "checked", ...told });
    expect(await all(shop)).toEqual([]);
    const both = await Promise.all([bring(shop, FILE, { planId }), bring(shop, FILE, { planId })]);
    expect(both.map((one) => (one.outcome === "taken" ? one.count : one)).toSorted()).toEqual([0, 5]);
    expect(await bring(shop, FILE, { planId })).toMatchObject({ outcome: "taken", count: 0 });
    // An id that comes with another address is the same person, and an address with another id, too.
    const again = FILE.replaceAll("anna@example.com", "neu@example.com").replace("311,", "999,");
    expect(await bring(shop, again, { planId, take: false })).toMatchObject({ fresh: 0, known: 5 });
    await arriveAll(shopifyWith([], NOW), NOW);
    const { "anna@example.com": anna, "ben@example.com": ben, ...rest } = await byEmail(shop);
    expect(anna).toMatchObject({
      name: "Anna Berger",
      state: "approved",
      code: "ANNA10",
      planId,
      discountPercent: 10,
      recruitedBy: null,
    });
    expect(ben).toMatchObject({ state: "approved", code: "BEN10", planId, recruitedBy: anna?.affiliateId });
    expect(
      Object.values(rest)
        .map(({ email, state, code }) => [email, state, code])
        .toSorted(),
    ).toEqual([
      ["cem@example.com", "applied", null],
      ["dora@example.com", "declined", null],
      ["eva@example.com", "ended", null],
    ]);
    expect(Object.values(await due(shop)).toSorted()).toEqual([0n, 1_250n, 750n].toSorted());
    expect(await readArrivals(database.db, shop.shopId, 9)).toEqual({ coming: 0, waiting: [] });
  });

  it("has nobody written to unless the merchant says so", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    const emails = async () => {
      const { rows } = await sql<{ kind: string }>`select kind from affiliate_emails where shop_id = ${shop.shopId}`.execute(
        database.db,
      );
      return rows.map(({ kind }) => kind);
    };
    await bring(shop, FILE, { planId });
    await arriveAll(shopifyWith([], NOW), NOW);
    expect(await emails()).toEqual([]);
    await bring(shop, "affiliate id,email\n1,gil@example.com\n", { planId, tell: true });
    await arriveAll(shopifyWith([], NOW), NOW);
    expect(await emails()).toEqual(["approved"]);
  });

  it("stays within its shop, its people and its plans", async () => {
    const [one, other] = [await affiliateShop(database.db), await affiliateShop(database.db)];
    expect(await bring(one.shop, FILE, { planId: other.planId })).toEqual({ outcome: "no-plan" });
    await bring(one.shop, FILE, { planId: one.planId });
    expect(await bring(other.shop, FILE, { planId: other.planId, take: false })).toMatchObject({ fresh: 5, known: 0 });
    expect(await all(other.shop)).toEqual([]);
    await bring(other.shop, FILE, { planId: other.planId });
    await arriveAll(shopifyWith([], NOW), NOW);
    expect((await byEmail(other.shop))["anna@example.com"]).toMatchObject({ planId: other.planId, code: "ANNA10" });
    expect((await byEmail(one.shop))["anna@example.com"]).toMatchObject({ planId: one.planId, code: "ANNA10" });
  });

  it("leaves alone who is here already, and codes that are somebody's", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    const mine = await affiliate(database.db, shop, planId, "MINE10", { email: "anna@example.com" });
    await affiliate(database.db, shop, planId, "BEN10", { email: "other@example.com" });
    const file =
      "affiliate id,email,name,coupon,unpaid\n1,anna@example.com,A,NEW,50\n2,ben@example.com,Ben,ben10,5\n3,b@example.com,Ben,,\n";
    const told = { fresh: 1, known: 1, owedMinor: 0n, problems: [{ row: 3, code: "code-taken", value: "BEN10" }] };
    expect(await bring(shop, file, { planId, take: false })).toMatchObject(told);
    expect(await bring(shop, file, { planId })).toMatchObject({ count: 1 });
    await arriveAll(shopifyWith([], NOW), NOW);
    const found = await byEmail(shop);
    expect(found["anna@example.com"]).toMatchObject({ affiliateId: mine, code: "MINE10" });
    expect(found["b@example.com"]).toMatchObject({ code: "BEN10X2" });
    expect(Object.values(await due(shop))).toEqual([0n, 0n, 0n]);
  });

  it("does not close the door to who applies that day", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    const rows = Array.from({ length: 250 }, (_, at) => `${at},p${at}@example.com,Pending`);
    expect(await bring(shop, ["affiliate id,email,status", ...rows].join("\n"), { planId })).toMatchObject({ count: 250 });
    await affiliate(database.db, shop, planId, "LATE10", { at: NOW });
    expect((await byEmail(shop))["late10@example.com"]).toMatchObject({ state: "approved" });
  });
});

describe("what another program owed", () => {
  it("is paid once, with the first run and a line of its own, and again only where that was cancelled", async () => {
    const { shop, planId } = await affiliateShop(database.db, { settings: { minimumMinor: 1 } });
    await bring(shop, "affiliate id,email,coupon,unpaid\n1,anna@example.com,ANNA10,12.50\n", { planId });
    // Not before they are an affiliate.
    const run = (at: Date) => pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "csv", "merchant:1", at));
    expect(await run(NOW)).toEqual({ ok: false, why: "nothing" });
    await arriveAll(shopifyWith([], NOW), NOW);
    const { "anna@example.com": anna } = await byEmail(shop);
    const affiliateId = anna?.affiliateId ?? 0n;
    await savePayee(database.db, shop.shopId, affiliateId, { ...PAYEE, tax: "private" });
    await apply(shop, [person(11n)]);
    const at = later(1);
    await apply(shop, [bought(500n, { customerId: 11n, createdAt: at, processedAt: at, discountCodes: ["ANNA10"] })], at);
    await look(shop, later(2));
    const races = await Promise.all([run(later(3)), run(later(3))]);
    expect(races.filter(({ ok }) => ok)).toHaveLength(1);
    const [payout] = await listPayouts(database.db, shop.shopId, { affiliateId }, 9);
    const note = (await readNote(database.db, shop.shopId, payout?.payoutId ?? 0n))?.note;
    expect(note).toMatchObject({ netMinor: 1_250n, broughtMinor: 1_250n, orders: 0 });
    expect(note === undefined ? [] : noteLines(note).join("\n")).toMatch(/früheren Partnerprogramm übernommen: 12,50/);
    expect(await bring(shop, "affiliate id,email,coupon,unpaid\n1,anna@example.com,ANNA10,12.50\n", { planId })).toMatchObject({
      count: 0,
    });
    // The commission of orders comes with its own time, beside it.
    await look(shop, later(20));
    expect(await run(later(20))).toMatchObject({ ok: true });
    const [second] = await listPayouts(database.db, shop.shopId, { affiliateId }, 9);
    expect((await readNote(database.db, shop.shopId, second?.payoutId ?? 0n))?.note).toMatchObject({
      broughtMinor: 0n,
      orders: 1,
    });
    await pipeline.inShop(shop.shopId, (tx) => cancelPayout(tx, shop, payout?.payoutId ?? 0n, "merchant:1", later(21)));
    expect(Object.values(await due(shop, later(21)))).toEqual([1_250n]);
    expect(
      await readBalances(database.db, shop.shopId, [affiliateId], later(21)).then((found) => found.get(affiliateId)),
    ).toMatchObject({
      broughtMinor: 1_250n,
    });
  });
});

describe("where PayPal reached somebody", () => {
  it("is sealed, theirs to confirm, and gone with them, who are not brought back", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    await bring(shop, FILE, { planId });
    const { "anna@example.com": anna } = await byEmail(shop);
    const affiliateId = anna?.affiliateId ?? 0n;
    const kept = async () => {
      const { rows } = await sql<{
        text: string;
      }>`select row_to_json(a)::text as text from affiliates a where affiliate_id = ${affiliateId}`.execute(database.db);
      return rows[0]?.text ?? "";
    };
    expect(await kept()).not.toContain("geld@");
    expect(await readPaypal(database.db, shop.shopId, affiliateId)).toBe("geld@example.com");
    const [key] = keyring();
    await sealPayees(database.db, [{ ...key, id: "next" }, key]);
    expect(await kept()).toContain("sealed:next:");
    const gone = { kind: "customer-redacted" as const, key: "r1", customerId: 99n, email: "anna@example.com", at: NOW };
    await apply(shop, [gone]);
    expect(await readPaypal(database.db, shop.shopId, affiliateId)).toBe("");
    expect(await bring(shop, FILE, { planId })).toMatchObject({ count: 0 });
    await arriveAll(shopifyWith([], NOW), NOW);
    expect((await all(shop)).find((one) => one.affiliateId === affiliateId)).toMatchObject({
      state: "declined",
      email: null,
      code: null,
    });
  });
});

describe("codes of who was brought along", () => {
  /** The stand-in's shop, with nobody in it. */
  async function inShopify() {
    const { shop, planId } = await affiliateShop(database.db);
    const { domain } = api.shop;
    await sql`update shops set domain = domain || '.old' where domain = ${domain}`.execute(database.db);
    await sql`update shops set domain = ${domain} where shop_id = ${shop.shopId}`.execute(database.db);
    await giveToken(database.db, domain, api.token);
    return { shop: await fresh(database.db, shop), planId };
  }
  const codes = () => [...api.shop.discounts.values()].flatMap((one) => [...one.codes].map(({ code }) => code));

  it("are made in Shopify once by two workers (real race); one that exists there stays, and the merchant decides", async () => {
    const { shop, planId } = await inShopify();
    const at = present();
    const first = await affiliateShop(database.db);
    await bring(shop, "affiliate id,email,name,coupon\n1,x@example.com,Xaver,XAVER\n2,y@example.com,Yann,YANN\n", { planId, at });
    await Promise.all([arriveAll(meansBy(present), present()), arriveAll(meansBy(present), present())]);
    expect(
      codes()
        .filter((code) => code === "XAVER" || code === "YANN")
        .toSorted(),
    ).toEqual(["XAVER", "YANN"]);
    // Somebody else's code of that shop.
    expect(await bring(first.shop, "affiliate id,email\n1,z@example.com\n", { planId: first.planId })).toMatchObject({
      count: 1,
    });
    await sql`delete from affiliate_arrivals where shop_id = ${first.shop.shopId}`.execute(database.db);
    await sql`update affiliates set code = 'OTHER' where shop_id = ${shop.shopId} and code = 'YANN'`.execute(database.db);
    await bring(shop, "affiliate id,email,name,coupon\n3,w@example.com,Wim,YANN\n", { planId, at: present() });
    await arriveAll(meansBy(present), present());
    const { waiting, coming } = await readArrivals(database.db, shop.shopId, 9);
    expect([coming, waiting.map(({ code, problem, name }) => [name, code, problem])]).toEqual([0, [["Wim", "YANN", "taken"]]]);
    expect(codes().filter((code) => code === "YANN")).toHaveLength(1);
    expect(await approveAffiliate(shop, waiting[0]?.affiliateId ?? 0n, { planId, code: "WIM10" }, "merchant:1")).toBe("done");
    expect((await readArrivals(database.db, shop.shopId, 9)).waiting).toEqual([]);
  });

  it("are asked for again while Shopify is down, and for nobody who was declined meanwhile, or whose plan is gone", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    await bring(shop, "affiliate id,email,name\n1,a@example.com,Ada\n2,b@example.com,Bob\n3,c@example.com,Cleo\n", { planId });
    const down: Means = { ...meansBy(() => NOW), admin: () => Promise.reject(new Error("down")) };
    expect(await arriveDue(down, () => NOW, 50)).toBeGreaterThanOrEqual(3);
    expect(await readArrivals(database.db, shop.shopId, 9)).toMatchObject({ coming: 3 });
    await sql`update affiliates set state = 'declined' where shop_id = ${shop.shopId} and name = 'Ada'`.execute(database.db);
    const spare = await savePlan(
      database.db,
      shop.shopId,
      { planId: null, name: "Spare", terms: await affiliateTerms(shop) },
      "merchant:1",
      NOW,
    );
    await sql`update affiliate_arrivals set plan_id = ${spare} where shop_id = ${shop.shopId} and code like 'BOB%'`.execute(
      database.db,
    );
    await sql`update affiliate_plans set archived_at = ${NOW} where shop_id = ${shop.shopId} and plan_id = ${spare}`.execute(
      database.db,
    );
    const soon = plusMs(NOW, MINUTE_MS);
    await arriveAll(shopifyWith([], soon), soon);
    expect((await all(shop)).map(({ name, state }) => [name, state]).toSorted()).toEqual([
      ["Ada", "declined"],
      ["Bob", "applied"],
      ["Cleo", "approved"],
    ]);
    expect(await readArrivals(database.db, shop.shopId, 9)).toMatchObject({
      coming: 0,
      waiting: [{ name: "Bob", problem: "plan" }],
    });
  });
});

async function affiliateTerms({ shopId }: Shop) {
  const { rows } = await sql<{ terms: never }>`select terms from affiliate_plans where shop_id = ${shopId} limit 1`.execute(
    database.db,
  );
  return rows[0]?.terms as never;
}

describe("advocates of ReferralCandy", () => {
  it("keep their codes beside their own, where they are customers", async () => {
    const { shop } = await affiliateShop(database.db);
    await saveReferralProgram(database.db, shop, { enabled: true, terms: usualTerms }, "merchant:1", later(-30));
    await apply(shop, [person(1n, { email: "kim@example.com" }), person(2n, { email: "lou@example.com" })]);
    const file = [
      "First Name,Email,Referral Link",
      "Kim,KIM@example.com,https://s.refr.cc/c/u/kim-lee",
      "Lou,lou@example.com,https://s.refr.cc/c/u/KIM-LEE",
      "Max,max@example.com,https://s.refr.cc/c/u/max42",
      "Nia,nia@example.com,",
    ].join("\n");
    const problems = [
      { row: 3, code: "code-taken", value: "KIM-LEE" },
      { row: 4, code: "no-customer", value: "max@example.com" },
      { row: 5, code: "bad-code" },
    ];
    expect(await bring(shop, file, { take: false })).toMatchObject({ system: "referralcandy", fresh: 1, known: 0, problems });
    expect(await findLink(database.db, shop.shopId, "KIM-LEE", NOW)).toBeNull();
    const both = await Promise.all([bring(shop, file), bring(shop, file)]);
    expect(both.map((one) => (one.outcome === "taken" ? one.count : one)).toSorted()).toEqual([0, 1]);
    expect(await bring(shop, file, { take: false })).toMatchObject({ fresh: 0, known: 1 });
    expect(await findLink(database.db, shop.shopId, "KIM-LEE", NOW)).toMatchObject({ advocateId: 1n });
    expect(await textOf(handOver(database.db, shop, "referralcandy", NOW))).toBe(
      "first_name,last_name,email,locale\r\nFirst1,Last1,kim@example.com,\r\n",
    );
  });
});

describe("what is handed over", () => {
  it("brings the same affiliates to another shop, with what is due to them", async () => {
    const { shop, planId } = await affiliateShop(database.db, { terms: { recruiterBp: 500, customerDays: 0 } });
    await bring(shop, FILE, { planId });
    await bring(shop, "affiliate id,email,name\n9,f@example.com,\"=cmd|'/C calc'!A0\"\n", { planId });
    await arriveAll(shopifyWith([], NOW), NOW);
    await apply(shop, [person(11n)]);
    const at = later(1);
    await apply(shop, [bought(500n, { customerId: 11n, createdAt: at, processedAt: at, discountCodes: ["BEN10"] })], at);
    await look(shop, later(30));
    const file = await textOf(handOver(database.db, shop, "post-affiliate-pro", later(30)));
    expect(file).not.toMatch(/(^|,)=cmd/m);
    expect(file).not.toContain("geld@example.com");
    const { shop: to, planId: theirs } = await affiliateShop(database.db, { terms: { recruiterBp: 500 } });
    expect(await bring(to, file, { planId: theirs, at: later(31) })).toMatchObject({
      outcome: "taken",
      system: "post-affiliate-pro",
      count: 6,
    });
    await arriveAll(shopifyWith([], later(31)), later(31));
    const seen = async (of: Shop) => {
      const people = await all(of);
      const owed = await due(of, later(31));
      const recruiter = (id: bigint | null) => people.find(({ affiliateId }) => affiliateId === id)?.email ?? null;
      return people
        .map(({ affiliateId, name, email, state, code, recruitedBy }) => [
          email,
          name,
          state,
          code,
          recruiter(recruitedBy),
          owed[affiliateId.toString()] ?? 0n,
        ])
        .toSorted((a, b) => String(a[0]).localeCompare(String(b[0])));
    };
    const [ours, others] = [await seen(shop), await seen(to)];
    expect(others).toEqual(ours);
    expect(ours.find(([email]) => email === "ben@example.com")?.[5]).not.toBe(0n);
  });

  it("has what was paid as paid, what waits as waiting, and nothing of who was erased", async () => {
    const { shop, planId } = await affiliateShop(database.db, { settings: { minimumMinor: 1 } });
    await affiliate(database.db, shop, planId, "ANNA10");
    await affiliate(database.db, shop, planId, "GONE10");
    await apply(shop, [person(11n)]);
    for (const [id, code, day] of [
      [500n, "ANNA10", 1],
      [501n, "GONE10", 1],
      [502n, "ANNA10", 25],
    ] as const) {
      const at = later(day);
      await apply(shop, [bought(id, { customerId: 11n, createdAt: at, processedAt: at, discountCodes: [code] })], at);
    }
    await look(shop, later(20));
    await pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "csv", "merchant:1", later(20)));
    await look(shop, later(30));
    await apply(
      shop,
      [{ kind: "customer-redacted", key: "r2", customerId: 98n, email: "gone10@example.com", at: later(30) }],
      later(30),
    );
    const file = await textOf(handOver(database.db, shop, "post-affiliate-pro", later(30)));
    const [, table = ""] = file.split("[[COMMISSIONS]]\r\n");
    const rows = table
      .trim()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(","));
    expect(rows.map((cells) => [cells[2], cells[5]])).toEqual([
      ["A", "P"],
      ["P", "U"],
    ]);
    expect(file.toLowerCase()).not.toContain("gone10");
    expect(await textOf(handOver(database.db, shop, "uppromote", NOW))).toBe(
      "first_name,last_name,email\r\nANNA10,,anna10@example.com\r\n",
    );
  });
});
