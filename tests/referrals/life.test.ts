import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { excludeCustomer, includeCustomer } from "../../app/actions/merchant/exclude-customer.server.ts";
import { decideReferrals } from "../../app/actions/referrals/decide-referrals.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { ownCode } from "../../app/referrals/links/links.server.ts";
import { listReview } from "../../app/referrals/review.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { defaultRewards } from "../../app/rewards/reward.ts";
import { createReward, setRewardState } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addSegment, members } from "../segments/support.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import {
  ADVOCATE,
  apply,
  balance,
  bought,
  entries,
  FRIEND,
  friendCode,
  later,
  look,
  NOW,
  person,
  referralShop,
  seen,
} from "./stage.ts";

const database = useDatabase();
let shop: Shop;
let code: string;

beforeEach(async () => {
  ({ shop, code } = await referralShop(database.db));
});

const carrying = async (change = {}) => ({ discountCodes: [(await friendCode(database.db, shop, code)).code], ...change });
const PAID = later(15);
const full = { state: "paid", reason: null, flags: [], points: "100" };
const rejected = (reason: string) => expect.objectContaining({ state: "rejected", reason, points: "0" }) as unknown;
const kinds = async (customerId: bigint) => {
  const { rows } = await sql<{ kind: string }>`
    select kind from timeline_events where shop_id = ${shop.shopId} and customer_id = ${customerId} and kind like 'referral.%' order by event_id
  `.execute(database.db);
  return rows.map(({ kind }) => kind);
};

describe("a referral", () => {
  it("is paid once, when its time has come and not before", async () => {
    const change = await carrying();
    await look(database.db, shop, NOW);
    expect(await seen(database.db, shop)).toEqual([{ state: "claimed", reason: null, flags: [], points: "0" }]);
    await apply(shop, [person(FRIEND), bought(10n, change)]);
    await look(database.db, shop, plusMs(NOW, 2 * HOUR_MS));
    expect(await seen(database.db, shop)).toEqual([{ state: "pending", reason: null, flags: [], points: "0" }]);
    await look(database.db, shop, plusMs(later(14), HOUR_MS - 1));
    expect(await balance(database.db, shop)).toBe(0);
    for (const at of [plusMs(later(14), HOUR_MS), PAID, later(40)]) await look(database.db, shop, at);
    await apply(shop, [bought(10n, change)], later(41));
    await look(database.db, shop, later(41));
    expect(await seen(database.db, shop)).toEqual([full]);
    expect(await entries(database.db, shop)).toEqual([{ customer: "1", points: "100" }]);
    expect(await kinds(ADVOCATE)).toEqual(["referral.ordered", "referral.paid"]);
    expect(await kinds(FRIEND)).toEqual(["referral.joined"]);
  });

  it("follows refunds: pro rata before, taken back after, into debt", async () => {
    const change = await carrying({ lines: [line(1n, 3_000n), line(2n, 2_000n)] });
    const half = { refunds: [refund(1n, 2_000n, [{ lineId: 2n, quantity: 1 }])], financialStatus: "partially_refunded" as const };
    await apply(shop, [person(FRIEND), bought(10n, { ...change, ...half })]);
    await look(database.db, shop, PAID);
    expect(await seen(database.db, shop)).toEqual([{ ...full, points: "60" }]);
    const gone = {
      refunds: [...half.refunds, refund(2n, 3_000n, [{ lineId: 1n, quantity: 1 }])],
      financialStatus: "refunded" as const,
      updatedAt: later(16),
    };
    await apply(shop, [bought(10n, { ...change, ...gone })], later(16));
    await look(database.db, shop, later(16));
    expect(await seen(database.db, shop)).toEqual([{ state: "reversed", reason: "cancelled", flags: [], points: "0" }]);
    expect(await entries(database.db, shop)).toEqual([
      { customer: "1", points: "60" },
      { customer: "1", points: "-60" },
    ]);
    expect(await kinds(ADVOCATE)).toEqual(["referral.ordered", "referral.paid", "referral.reversed"]);
  });

  const goneLine = line(1n, 5_000n, { currentQuantity: 0 });
  it.each<[string, object, string]>([
    [
      "goods that are exchanged",
      {
        ...{ lines: [goneLine, line(2n, 5_000n)], totalMinor: 10_000n, receivedMinor: 5_000n },
        refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }])],
      },
      "100",
    ],
    ["an edit that exchanges them", { lines: [goneLine, line(2n, 5_000n)], totalMinor: 10_000n, receivedMinor: 5_000n }, "100"],
    [
      "an exchange, and half of the new goods back",
      {
        ...{
          lines: [goneLine, line(2n, 5_000n, { quantity: 2, currentQuantity: 1 })],
          totalMinor: 10_000n,
          receivedMinor: 5_000n,
        },
        refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }]), refund(2n, 2_500n, [{ lineId: 2n, quantity: 1 }])],
      },
      "50",
    ],
    [
      "an edit that gives money back",
      {
        ...{ lines: [line(1n, 5_000n, { quantity: 2, currentQuantity: 1 })], totalMinor: 5_000n, receivedMinor: 5_000n },
        refunds: [refund(1n, 2_500n)],
      },
      "50",
    ],
  ])("%s: what is left of what was bought is paid for", async (_name, change, points) => {
    await apply(shop, [person(FRIEND), bought(10n, await carrying(change))]);
    await look(database.db, shop, PAID);
    expect(await seen(database.db, shop)).toEqual([{ ...full, points }]);
  });

  it.each<[string, object, string]>([
    ["a cancelled order", { cancelledAt: later(1) }, "cancelled"],
    [
      "a refunded one",
      { financialStatus: "refunded", refunds: [refund(1n, 5_000n, [{ lineId: 1n, quantity: 1 }])] },
      "cancelled",
    ],
    ["an order of one's own", { customerId: ADVOCATE, email: "anna.berger@web.de" }, "self-account"],
    ["one's own mailbox", { email: "anna.berger+x@web.de" }, "self-address"],
  ])("%s brings nothing", async (_name, change, reason) => {
    await apply(shop, [person(FRIEND), bought(10n, await carrying(change))]);
    await look(database.db, shop, later(40));
    expect(await seen(database.db, shop)).toEqual([rejected(reason)]);
    expect(await entries(database.db, shop)).toEqual([]);
  });

  it("counts a first order only: one before it, of a guest or told later, makes an old customer", async () => {
    const change = await carrying();
    const before = { createdAt: later(-100) };
    await apply(shop, [person(FRIEND), bought(10n, change)]);
    await look(database.db, shop, NOW);
    // As history that is imported.
    await apply(shop, [bought(5n, before)]);
    await look(database.db, shop, later(40));
    expect(await seen(database.db, shop)).toEqual([rejected("existing-customer")]);

    const other = await referralShop(database.db);
    const given = await friendCode(database.db, other.shop, other.code);
    await apply(other.shop, [bought(5n, { ...before, customerId: null })]);
    await apply(other.shop, [person(FRIEND), bought(10n, { discountCodes: [given.code] })]);
    await look(database.db, other.shop, later(40));
    expect(await seen(database.db, other.shop)).toEqual([rejected("existing-customer")]);
  });

  it("who has bought with another address of their mailbox is no new customer; who has another mailbox is", async () => {
    const [given, other] = [
      await friendCode(database.db, shop, code),
      await friendCode(database.db, shop, code, "kim@example.com"),
    ];
    const old = { createdAt: later(-100) };
    await apply(shop, [
      ...[
        person(4n, { ...old, email: "C2+alt@example.com" }),
        bought(5n, { ...old, customerId: 4n, email: "c2+alt@example.com" }),
      ],
      ...[person(5n, { ...old, email: "kim+x@example.org" }), bought(6n, { ...old, customerId: 5n, email: "kim+x@example.org" })],
      ...[person(6n, { ...old, email: "kima@example.com" }), bought(7n, { ...old, customerId: 6n, email: "kima@example.com" })],
      ...[person(FRIEND), bought(10n, { discountCodes: [given.code] })],
      ...[
        person(7n, { email: "kim@example.com" }),
        bought(11n, { customerId: 7n, email: "kim@example.com", discountCodes: [other.code] }),
      ],
    ]);
    await look(database.db, shop, PAID);
    expect(await seen(database.db, shop)).toMatchObject([rejected("existing-customer"), { state: "paid" }]);
  });

  it.each([
    ["a customer's, with dots", { customerId: 4n, email: "K.i.m.Lang@gmail.com" }],
    ["a customer's, at the other name, with a tag", { customerId: 4n, email: "kim.lang+shop@googlemail.com" }],
    ["a guest's, with dots", { customerId: null, email: "ki.mlang@googlemail.com" }],
  ])("%s: one mailbox of Gmail is one old customer, however it was written (issue 11, referrals)", async (_what, before) => {
    const own = { email: "kim.lang@gmail.com" };
    const given = await friendCode(database.db, shop, code, own.email);
    const old = { createdAt: later(-100) };
    if (before.customerId !== null) await apply(shop, [person(before.customerId, { ...old, email: before.email })]);
    // Another mailbox, and the same one's letters elsewhere.
    const others = [
      [5n, "kim.lange@gmail.com"],
      [6n, "kimlang@gmail.com.example.org"],
      [7n, "kimlang@example.com"],
    ] as const;
    for (const [customerId, email] of others)
      await apply(shop, [person(customerId, { ...old, email }), bought(customerId * 10n, { ...old, customerId, email })]);
    await apply(shop, [person(FRIEND, own), bought(100n, { ...own, discountCodes: [given.code] })]);
    await look(database.db, shop, plusMs(NOW, 2 * HOUR_MS));
    expect(await seen(database.db, shop)).toMatchObject([{ state: "pending" }]);
    await apply(shop, [bought(9n, { ...old, ...before })]);
    await apply(shop, [bought(100n, { ...own, discountCodes: [given.code], updatedAt: later(1) })], later(1));
    await look(database.db, shop, later(40));
    expect(await seen(database.db, shop)).toEqual([rejected("existing-customer")]);
  });

  it("of two orders of one friend that arrive at once, with two advocates' codes, one is paid, once (issue 11, referrals)", async () => {
    const other = 8n;
    await apply(shop, [person(other, { email: "other@example.org", createdAt: later(-400) }), person(FRIEND)]);
    const theirs = await pipeline.inShop(shop.shopId, (tx) => ownCode(tx, shop, other, NOW));
    const codes = [
      await friendCode(database.db, shop, code, "c2@example.com"),
      await friendCode(database.db, shop, theirs ?? "", "c2@work.example.com"),
    ];
    const orders = codes.map(({ code: discount }, at) => bought(BigInt(30 + at), { discountCodes: [discount] }));
    // Each told twice, all of it at once, and looked at meanwhile.
    await Promise.all([
      ...[...orders, ...orders].map((one) => apply(shop, [one])),
      ...[1, 2].map(() => look(database.db, shop, plusMs(NOW, HOUR_MS))),
    ]);
    await Promise.all([1, 2, 3].map(() => look(database.db, shop, PAID)));
    const states = (await seen(database.db, shop)).map(({ state, reason }) => [state, reason]);
    expect(states).toEqual([
      ["paid", null],
      ["rejected", "existing-customer"],
    ]);
    expect(await entries(database.db, shop)).toEqual([{ customer: "1", points: "100" }]);
    const told = await Promise.all([ADVOCATE, other, FRIEND].map(kinds));
    expect(told.map((list) => list.filter((kind) => kind !== "referral.ordered"))).toEqual([
      ["referral.paid"],
      ["referral.rejected"],
      expect.arrayContaining(["referral.joined"]),
    ]);
  });

  it("a guest's first order counts, too, and one of the mailbox before it does not let it", async () => {
    const guest = await carrying({ customerId: null });
    await apply(shop, [bought(10n, guest)]);
    await look(database.db, shop, NOW);
    expect(await seen(database.db, shop)).toMatchObject([{ state: "pending" }]);
    await look(database.db, shop, PAID);
    expect(await seen(database.db, shop)).toEqual([full]);
    await apply(shop, [bought(10n, { ...guest, cancelledAt: later(16), updatedAt: later(16) })], later(16));
    await look(database.db, shop, later(16));
    expect(await seen(database.db, shop)).toMatchObject([{ state: "reversed" }]);
    const again = await friendCode(database.db, shop, code, "c9@example.com", later(17));
    const theirs = { customerId: null, email: "c9@example.com" };
    await apply(
      shop,
      [
        bought(20n, { ...theirs, createdAt: later(-9) }),
        bought(21n, { ...theirs, createdAt: later(18), discountCodes: [again.code] }),
      ],
      later(18),
    );
    await look(database.db, shop, later(40));
    expect((await seen(database.db, shop))[1]).toEqual(rejected("existing-customer"));
  });

  it("history counts from when it was placed, whenever it was brought in", async () => {
    const change = await carrying();
    await apply(
      shop,
      [person(FRIEND), bought(10n, change), bought(11n, { createdAt: later(2), processedAt: later(-100) })],
      later(2),
    );
    await look(database.db, shop, PAID);
    expect(await seen(database.db, shop)).toEqual([rejected("existing-customer")]);
    // And one that was itself brought in with the code is not before those that came between.
    const other = await referralShop(database.db);
    const given = await friendCode(database.db, other.shop, other.code);
    const own = { createdAt: later(9), processedAt: later(1), discountCodes: [given.code] };
    await apply(other.shop, [person(FRIEND), bought(10n, own), bought(11n, { createdAt: later(3) })], later(9));
    await look(database.db, other.shop, PAID);
    expect(await seen(database.db, other.shop)).toMatchObject([{ state: "paid" }]);
  });

  it("is not lost where its friend asks again, after their code has run out, before anybody has looked at their order", async () => {
    await apply(shop, [person(FRIEND), bought(10n, await carrying())], later(31));
    const again = await friendCode(database.db, shop, code, "c2@example.com", later(31));
    await look(database.db, shop, later(31));
    expect(await seen(database.db, shop)).toEqual([full]);
    expect((await friendCode(database.db, shop, code, "c2@example.com", later(32))).code).toBe(again.code);
  });

  it.each(["nobody asks again", "its friend asks again"])(
    "leaves nothing of who never used it, whether or not %s",
    async (asks) => {
      await friendCode(database.db, shop, code);
      if (asks === "its friend asks again") await friendCode(database.db, shop, code, "c2@example.com", later(31));
      await look(database.db, shop, later(31));
      const { rows } = await sql<{ state: string; kept: boolean }>`
      select state, mailbox is not null as kept from referrals where shop_id = ${shop.shopId} order by referral_id
    `.execute(database.db);
      expect(rows[0]).toEqual({ state: "expired", kept: false });
      expect(rows[1]?.kept).toBe(asks === "its friend asks again" ? true : undefined);
    },
  );

  it("moves both sides in segments, when it begins, is paid and comes to nothing (issue 11, segments)", async () => {
    for (const [key, query] of [
      ["brought", "friend_referred MATCHES (count >= 1)"],
      ["paid", "friend_referred MATCHES (paid = true)"],
      ["came", "came_by_referral MATCHES ()"],
    ] as const)
      await addSegment(database.db, shop.shopId, key, query);
    const inThem = () => members(database.db, shop.shopId);
    const change = await carrying();
    await apply(shop, [person(FRIEND), bought(10n, change)]);
    await look(database.db, shop, plusMs(NOW, 2 * HOUR_MS));
    expect(await inThem()).toEqual(["1:brought", "2:came"]);
    await look(database.db, shop, PAID);
    expect(await inThem()).toEqual(["1:brought", "1:paid", "2:came"]);
    await apply(shop, [bought(10n, { ...change, cancelledAt: later(16), updatedAt: later(16) })], later(16));
    await look(database.db, shop, later(16));
    expect(await inThem()).toEqual([]);
  });

  it("a second order of the friend neither counts nor harms", async () => {
    const change = await carrying();
    await apply(shop, [person(FRIEND), bought(10n, change), bought(11n, { createdAt: later(1) })]);
    await look(database.db, shop, PAID);
    expect(await seen(database.db, shop)).toEqual([full]);
  });

  it("history that makes the friend an old customer after it was paid takes the points back", async () => {
    await apply(shop, [person(FRIEND), bought(10n, await carrying())]);
    await look(database.db, shop, PAID);
    await apply(shop, [bought(5n, { createdAt: later(-100) })], later(20));
    await look(database.db, shop, later(20));
    expect(await seen(database.db, shop)).toEqual([{ state: "reversed", reason: "existing-customer", flags: [], points: "0" }]);
    expect(await balance(database.db, shop)).toBe(0);
  });

  it("waits for payment and, where the program awards on fulfillment, for that", async () => {
    const change = await carrying();
    await apply(shop, [person(FRIEND), bought(10n, { ...change, financialStatus: "pending" })]);
    await look(database.db, shop, later(40));
    expect(await seen(database.db, shop)).toEqual([expect.objectContaining({ state: "ordered", points: "0" })]);
    await apply(shop, [bought(10n, { ...change, updatedAt: later(41) })], later(41));
    await look(database.db, shop, later(41));
    expect(await seen(database.db, shop)).toEqual([full]);
  });

  it("a reward is given once, and its unused code goes when the order does; part of an order takes nothing of it", async () => {
    const [terms] = defaultRewards(shop, DEFAULT_RULES);
    const rewardId = await createReward(shop.shopId, terms as never, NOW);
    const other = await referralShop(database.db, { advocate: { kind: "reward", rewardId } });
    await sql`update rewards set shop_id = ${other.shop.shopId} where reward_id = ${rewardId}`.execute(database.db);
    const given = await friendCode(database.db, other.shop, other.code);
    // What was promised is given, also where nobody else can have it any more.
    await setRewardState(other.shop.shopId, rewardId, "archived", NOW);
    const lines = [line(1n, 3_000n), line(2n, 2_000n)];
    const placed = { discountCodes: [given.code], lines };
    await apply(other.shop, [person(FRIEND), bought(10n, placed)]);
    for (const at of [PAID, later(16)]) await look(database.db, other.shop, at);
    const part = { refunds: [refund(1n, 2_000n, [{ lineId: 2n, quantity: 1 }])], financialStatus: "partially_refunded" as const };
    await apply(other.shop, [bought(10n, { ...placed, ...part, updatedAt: later(17) })], later(17));
    await look(database.db, other.shop, later(17));
    const redemptions = async () => {
      const { rows } = await sql<{ state: string; customer: string }>`
        select state, customer_id::text as customer from redemptions where shop_id = ${other.shop.shopId}
      `.execute(database.db);
      return rows;
    };
    expect(await redemptions()).toEqual([{ state: "reserved", customer: "1" }]);
    await apply(other.shop, [bought(10n, { ...placed, cancelledAt: later(18), updatedAt: later(18) })], later(18));
    await look(database.db, other.shop, later(18));
    expect(await redemptions()).toEqual([{ state: "releasing", customer: "1" }]);
    expect(await seen(database.db, other.shop)).toMatchObject([{ state: "reversed", reason: "cancelled", points: "0" }]);
  });

  it("pays so many of an advocate in a month, and the next in the next", async () => {
    const limited = await referralShop(database.db, { limit: { times: 1, per: "month" } });
    const placed = [];
    for (const [customerId, at] of [
      [2n, NOW],
      [3n, NOW],
      [4n, later(31)],
    ] as const) {
      const email = `c${customerId}@example.com`;
      const given = await friendCode(database.db, limited.shop, limited.code, email, at);
      const createdAt = plusMs(at, HOUR_MS);
      const own = { customerId, email, createdAt, discountCodes: [given.code] };
      placed.push(own);
      await apply(limited.shop, [person(customerId, { createdAt }), bought(10n * customerId, own)]);
    }
    await look(database.db, limited.shop, later(60));
    expect(await seen(database.db, limited.shop)).toEqual([
      expect.objectContaining({ state: "paid" }),
      rejected("limit"),
      expect.objectContaining({ state: "paid" }),
    ]);
    // Where one is taken back, the next has its place.
    await apply(limited.shop, [bought(20n, { ...placed[0], cancelledAt: later(61), updatedAt: later(61) })], later(61));
    await look(database.db, limited.shop, later(61));
    expect(await seen(database.db, limited.shop)).toMatchObject([{ state: "reversed" }, { state: "paid" }, { state: "paid" }]);
    expect(await balance(database.db, limited.shop)).toBe(200);
  });

  it("waits for an advocate who is kept out, until they may take part again", async () => {
    await apply(shop, [person(FRIEND), bought(10n, await carrying())]);
    await excludeCustomer(shop, { customerId: ADVOCATE, reason: null, actor: "merchant:1" });
    await look(database.db, shop, new Date());
    expect(await seen(database.db, shop)).toEqual([rejected("excluded")]);
    await includeCustomer(shop, { customerId: ADVOCATE, actor: "merchant:1" });
    await look(database.db, shop, new Date());
    expect(await seen(database.db, shop)).toEqual([full]);
  });

  it("tells the theme anew where its friends are counted otherwise", async () => {
    const isMarked = async () => {
      const { rows } = await sql<{ marked: boolean }>`
        with was as (select customer_id, sync_due_at from ledger_accounts where shop_id = ${shop.shopId} and customer_id = ${ADVOCATE} for update)
        update ledger_accounts a set sync_due_at = null from was where a.shop_id = ${shop.shopId} and a.customer_id = was.customer_id
        returning was.sync_due_at is not null as marked
      `.execute(database.db);
      return rows[0]?.marked ?? false;
    };
    await apply(shop, [person(FRIEND)]);
    const change = await carrying();
    await isMarked();
    const told = [];
    for (const [at, more] of [
      [later(1), {}],
      [later(2), { fulfillmentStatus: "fulfilled", updatedAt: later(2) }],
      [later(3), { cancelledAt: later(3), updatedAt: later(3) }],
    ] as const) {
      await apply(shop, [bought(10n, { ...change, ...more })], at);
      await look(database.db, shop, at);
      told.push(await isMarked());
    }
    expect(told).toEqual([true, false, true]);
  });
});

describe("what looks odd", () => {
  const odd = async () => apply(shop, [person(FRIEND, { lastName: "Berger", firstName: "Anna" }), bought(10n, await carrying())]);
  const waiting = async () => (await listReview(database.db, shop.shopId, "waiting", { limit: 9, offset: 0 })).referrals;
  const decide = (decision: "approved" | "declined", ids: readonly bigint[], flags: readonly string[] = ["same-name"]) => {
    const referrals = ids.map((referralId) => ({ referralId, seen: flags }));
    return decideReferrals(shop, { referrals, decision, actor: "merchant:1" });
  };

  it("is never paid by itself, and not at all once its time has passed", async () => {
    await odd();
    await look(database.db, shop, later(20));
    const [one] = await waiting();
    expect(one).toMatchObject({ flags: ["same-name"], friend: { customerId: FRIEND }, reviewUntil: plusMs(later(28), HOUR_MS) });
    await look(database.db, shop, later(29));
    expect(await seen(database.db, shop)).toEqual([rejected("unreviewed")]);
    expect(await balance(database.db, shop)).toBe(0);
    expect(await listReview(database.db, shop.shopId, "decided", { limit: 9, offset: 0 })).toMatchObject({
      referrals: [{ missed: true }],
    });
  });

  it("is paid when its time has come and the merchant has agreed, once, however often they say so", async () => {
    const ago = plusMs(new Date(), -20 * DAY_MS);
    const given = await friendCode(database.db, shop, code, "c2@example.com", ago);
    const odd = person(FRIEND, { lastName: "Berger", firstName: "Anna", createdAt: ago });
    await apply(shop, [odd, bought(10n, { createdAt: plusMs(ago, HOUR_MS), discountCodes: [given.code] })], new Date());
    await look(database.db, shop, new Date());
    const ids = (await waiting()).map(({ referralId }) => referralId);
    expect(ids).toHaveLength(1);
    // What they have not seen they have not agreed to.
    for (const flags of [[], [""], ["same-phone"]]) expect(await decide("approved", ids, flags)).toEqual([]);
    const decided = await Promise.all([decide("approved", ids), decide("approved", ids), decide("approved", ids)]);
    expect(decided.flat()).toEqual(ids);
    expect(await entries(database.db, shop)).toEqual([{ customer: "1", points: "100" }]);
    expect(await decide("declined", ids)).toEqual([]);
    expect(await seen(database.db, shop)).toEqual([{ ...full, flags: ["same-name"] }]);
  });
});

describe("people who become one, or go", () => {
  const merged = (goneId: bigint, keptId: bigint, at: Date) =>
    apply(shop, [{ kind: "customers-merged", goneId, keptId, at }], at);

  it("advocate and friend who are one get nothing, and give back what they got", async () => {
    await apply(shop, [person(FRIEND), bought(10n, await carrying())]);
    await look(database.db, shop, PAID);
    expect(await balance(database.db, shop)).toBe(100);
    await merged(ADVOCATE, FRIEND, later(20));
    await look(database.db, shop, later(20));
    expect(await seen(database.db, shop)).toMatchObject([{ state: "reversed", reason: "self-account", points: "0" }]);
    expect(await balance(database.db, shop, FRIEND)).toBe(0);
  });

  it("who takes over an advocate is paid, and both links lead to them", async () => {
    await apply(shop, [person(FRIEND), person(3n, { createdAt: later(-300) }), bought(10n, await carrying())]);
    await merged(ADVOCATE, 3n, later(2));
    await look(database.db, shop, PAID);
    expect(await balance(database.db, shop, 3n)).toBe(100);
    const again = await friendCode(database.db, shop, code, "c9@example.com", later(3));
    expect(again.code).toMatch(/^HI-/);
  });

  it("who asks for their data gets their side of it, and nothing of the other's", async () => {
    await apply(shop, [person(FRIEND), bought(10n, await carrying())]);
    await look(database.db, shop, PAID);
    await apply(shop, [{ kind: "export-requested", key: "export", customerId: ADVOCATE, email: null, at: PAID }], PAID);
    const { rows } = await sql<{ export: Record<string, unknown> }>`
      select export from privacy_requests where shop_id = ${shop.shopId}
    `.execute(database.db);
    expect(rows[0]?.export["referrals"]).toMatchObject([{ as: "advocate", state: "paid", points: 100 }]);
    expect(rows[0]?.export["referral_codes"]).toMatchObject([{ code }]);
    expect(JSON.stringify(rows[0]?.export["referrals"])).not.toMatch(/friend_id|mailbox/);
  });

  it.each<[string, { email: string }, object]>([
    ["their address was the advocate's", { email: "anna.berger+x@web.de" }, { state: "rejected", reason: "self-address" }],
    ["it was one to throw away", { email: "x@mailinator.com" }, { state: "review", flags: ["disposable"] }],
  ])("a guest's erasure hides nothing, either: that %s", async (_name, { email }, expected) => {
    await apply(shop, [bought(10n, await carrying({ customerId: null, email }))]);
    await look(database.db, shop, later(20));
    expect(await seen(database.db, shop)).toMatchObject([expected]);
    await apply(shop, [{ kind: "customer-redacted", key: "guest", customerId: null, email, at: later(20) }], later(20));
    await sql`update referrals set look_at = ${later(21)} where shop_id = ${shop.shopId}`.execute(database.db);
    const { rows } = await sql<{
      email: unknown;
    }>`select snapshot -> 'email' as email from orders where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ email: null }]);
    await look(database.db, shop, later(21));
    expect(await seen(database.db, shop)).toMatchObject([expected]);
  });

  it("an advocate who is erased is paid nothing, and their link is dead; a friend's erasure hides nothing", async () => {
    const change = await carrying();
    await apply(shop, [person(FRIEND, { lastName: "Berger", firstName: "Anna" }), bought(10n, change)]);
    await look(database.db, shop, NOW);
    const redact = (customerId: bigint) =>
      apply(shop, [{ kind: "customer-redacted", key: `${customerId}`, customerId, email: null, at: later(1) }], later(1));
    await redact(FRIEND);
    await look(database.db, shop, later(20));
    expect(await seen(database.db, shop)).toEqual([expect.objectContaining({ state: "review", flags: ["same-name"] })]);
    await redact(ADVOCATE);
    await look(database.db, shop, later(21));
    expect(await seen(database.db, shop)).toEqual([rejected("advocate-gone")]);
    await expect(friendCode(database.db, shop, code, "c8@example.com", later(21))).rejects.toThrow("no link");
  });
});
