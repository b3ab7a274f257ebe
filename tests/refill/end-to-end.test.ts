import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { listRunsOf } from "../../app/flows/runs/of-customer.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { askOfReminders } from "../../app/actions/shopper/ask-of-reminders.server.ts";
import { useDatabase } from "../support/database.ts";
import { linksIn } from "../messages/links.ts";
import { COFFEE, day, MUG, SOAP, TEA, useRefill, variantOf } from "./refill-stage.ts";

const database = useDatabase();
const stage = useRefill(database);

/** Bought and delivered on day 0. */
const delivered = [{ at: day(0), delivered: day(0) }];
const DUE = "Reicht „Espresso Nr. 1“ noch?";
const LATE = "Schon aufgebraucht?";

async function runs(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select state || coalesce(' ' || end_reason, '') || coalesce(' ' || (about ->> 'reckoning'), '') || coalesce(' ' || (about ->> 'basis'), '') as line
    from flow_runs where shop_id = ${stage.shop.shopId} order by run_id
  `.execute(database.db);
  return rows.map(({ line }) => line);
}

describe("a refill reminder, from the webhook to the mailbox (issue 9, must show 3)", () => {
  it("of a 30-day supply bought and delivered comes on day 25, and once more ten days after it was used up", async () => {
    await stage.supply([[COFFEE, 30]]);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }, { product: MUG }], parcels: delivered });
    expect(await runs()).toEqual(["waiting supply delivered"]);
    // The customer's page says by what it was reckoned.
    expect(await listRunsOf(database.db, stage.shop.shopId, 1n)).toMatchObject([
      { refill: { reckoning: ["supply"], basis: ["delivered"] } },
    ]);
    await stage.pass(day(24), day(41));
    expect(await stage.mailbox()).toEqual([`25: ${DUE}`, `40: ${LATE}`]);
    const [email] = await stage.emails();
    expect(email?.text).toContain("reicht dein Vorrat noch bis etwa 10. Februar 2027");
    expect(email?.text).toContain("Espresso Nr. 1, 10,00");
    expect(email?.text).not.toContain("Becher");
    expect(await runs()).toEqual(["ended completed supply delivered"]);
  });

  it("of two packs comes on day 55", async () => {
    await stage.supply([[COFFEE, 30]]);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE, quantity: 2 }], parcels: delivered });
    await stage.pass(day(54), day(56));
    expect(await stage.mailbox()).toEqual([`55: ${DUE}`]);
    const cart = linksIn((await stage.emails())[0]?.html ?? "").find(({ target }) => target.to === "cart");
    expect(cart?.target).toEqual({ to: "cart", lines: [{ variantId: String(variantOf(COFFEE)), quantity: 2 }] });
  });

  it("of two packs and of another product in one order comes once each, on its own day (flows 31)", async () => {
    await stage.supply([
      [COFFEE, 30],
      [SOAP, 45],
    ]);
    await stage.start();
    const lines = [{ product: COFFEE, quantity: 2 }, { product: SOAP }];
    await stage.order(1, { at: day(0), lines, parcels: delivered });
    await stage.pass(day(39), day(56));
    // On day 55 the soap was used up ten days ago, too: that is another email.
    expect((await stage.mailbox()).sort()).toEqual(["40: Reicht „Olivenseife“ noch?", `55: ${DUE}`, `55: ${LATE}`]);
    for (const { text } of await stage.emails()) expect(text).not.toMatch(/Espresso[^]*Olivenseife|Olivenseife[^]*Espresso/);
  });

  it("of products due within three days of each other is one email; of others one each (flows 31)", async () => {
    await stage.supply([
      [COFFEE, 30],
      [TEA, 33],
      [SOAP, 45],
    ]);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }, { product: TEA }, { product: SOAP }], parcels: delivered });
    await stage.pass(day(24), day(41));
    const [first, , second] = await stage.emails();
    expect(await stage.mailbox()).toEqual([`25: ${DUE}`, `40: ${LATE}`, "40: Reicht „Olivenseife“ noch?"]);
    expect(first?.text).toMatch(/Espresso Nr\. 1[^]*Grüner Tee/);
    expect(first?.text).not.toContain("Olivenseife");
    expect(second?.text).not.toContain("Grüner Tee");
  });

  it("counts each line from its own parcel; what is refunded is left out, a cancelled order ends it (flows 32)", async () => {
    await stage.supply([
      [COFFEE, 30],
      [TEA, 30],
      [SOAP, 30],
    ]);
    await stage.start();
    const lines = [{ product: COFFEE }, { product: TEA }, { product: SOAP }];
    await stage.order(1, {
      ...{ at: day(0), updatedAt: day(9) },
      lines: [{ product: COFFEE }, { product: TEA }, { product: SOAP, left: 0 }],
      parcels: [
        { at: day(0), lines: [0], delivered: day(0) },
        { at: day(1), lines: [1], delivered: day(9) },
      ],
    });
    await stage.pass(day(20), day(35));
    expect(await stage.mailbox()).toEqual([`25: ${DUE}`, "34: Reicht „Grüner Tee“ noch?"]);
    await stage.order(1, {
      at: day(0),
      updatedAt: day(36),
      cancelled: day(36),
      lines: lines.map((line) => ({ ...line, left: 0 })),
    });
    await stage.pass(day(36), day(60));
    expect(await stage.mailbox()).toHaveLength(2);
    expect(await runs()).toEqual(["ended order-withdrawn supply delivered", "ended order-withdrawn supply delivered"]);
  });

  it("a later delivery moves what has not come yet", async () => {
    await stage.supply([[COFFEE, 30]]);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }], parcels: [{ at: day(0) }] });
    expect(await runs()).toEqual(["waiting supply usual"]);
    await stage.order(1, {
      at: day(0),
      updatedAt: day(10),
      lines: [{ product: COFFEE }],
      parcels: [{ at: day(0), delivered: day(10) }],
    });
    expect(await runs()).toEqual(["waiting supply delivered"]);
    await stage.pass(day(24), day(36));
    expect(await stage.mailbox()).toEqual([`35: ${DUE}`]);
  });

  it("ends when it is bought again, through any channel and before it is paid; what waited is taken back", async () => {
    await stage.supply([
      [COFFEE, 30],
      [TEA, 32],
    ]);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }, { product: TEA }], parcels: delivered });
    await stage.pass(day(25), day(26));
    await stage.order(2, { at: day(27), lines: [{ product: MUG }] });
    expect(await runs()).toEqual(["active supply delivered"]);
    await stage.order(3, { at: day(28), lines: [{ product: COFFEE }], parcels: [{ at: day(28), delivered: day(28) }] });
    // Of two products one goes on, and the late email names it alone.
    await stage.pass(day(39), day(41));
    const [, late] = await stage.emails();
    expect(await stage.mailbox()).toEqual([`25: ${DUE}`, `40: ${LATE}`]);
    expect(late?.text).toContain("Grüner Tee");
    expect(late?.text).not.toContain("Espresso");
    // And the new pack of the first is reminded of in its own time.
    await stage.pass(day(52), day(54));
    expect((await stage.mailbox()).at(-1)).toBe(`53: ${DUE}`);
  });

  it("never comes to who gets it by a plan", async () => {
    await stage.supply([
      [COFFEE, 30],
      [TEA, 30],
    ]);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE, plan: 77 }, { product: TEA }], parcels: delivered });
    await stage.pass(day(24), day(27));
    await stage.order(2, { at: day(28), lines: [{ product: COFFEE, plan: 77 }], parcels: [{ at: day(28), delivered: day(28) }] });
    await stage.pass(day(39), day(57));
    expect((await stage.mailbox())[0]).toBe("25: Reicht „Grüner Tee“ noch?");
    for (const { text } of await stage.emails()) expect(text).not.toContain("Espresso");
  });

  it("is moved by a snooze, and ended by “not this product”, which a merge and an erasure reach", async () => {
    await stage.supply([[COFFEE, 30]]);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }], parcels: delivered });
    await stage.pass(day(25), day(26));
    const [link] = linksIn((await stage.emails())[0]?.html ?? "").filter(({ target }) => target.to === "reminders");
    expect(link?.target).toEqual({ to: "reminders", wish: "later", productIds: [String(COFFEE)] });
    const messageId = link?.messageId ?? 0n;
    await askOfReminders(stage.shop, messageId, { what: "later", productIds: [COFFEE] }, () => day(26));
    expect(await runs()).toEqual(["ended snoozed supply delivered", "waiting supply delivered"]);
    await stage.pass(day(26), day(41));
    expect(await stage.mailbox()).toEqual([`25: ${DUE}`, `40: ${DUE}`]);
    await askOfReminders(stage.shop, messageId, { what: "stop", productIds: [COFFEE] }, () => day(42));
    await stage.pass(day(42), day(70));
    expect(await stage.mailbox()).toHaveLength(2);
    expect((await runs()).at(-1)).toBe("ended product-off supply delivered");
    await stage.order(2, { at: day(70), lines: [{ product: COFFEE }], parcels: [{ at: day(70), delivered: day(70) }] });
    await stage.pass(day(90), day(100));
    expect(await stage.mailbox()).toHaveLength(2);
    await askOfReminders(stage.shop, messageId, { what: "again", productIds: [COFFEE] }, () => day(100));
    expect((await runs()).at(-1)).toMatch(/^(waiting|active) supply delivered$/);
  });

  it("wakes nobody up whose day had come before the supply was said, unless the flow lets them in later", async () => {
    await stage.start(day(-100));
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }], parcels: delivered });
    await stage.supply([[COFFEE, 30]], day(40));
    await stage.order(2, { at: day(41), lines: [{ product: MUG }] });
    await stage.pass(day(41), day(50));
    expect(await stage.mailbox()).toEqual([]);
    expect(await runs()).toEqual([]);
  });

  it("lets in who was due in the last days when it is switched on, if the merchant wants that", async () => {
    await stage.supply([[COFFEE, 30]], day(20));
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }], parcels: delivered });
    await stage.start(day(27), { mode: "within", days: 10, spreadDays: 1 });
    await stage.pass(day(27), day(29));
    expect(await stage.mailbox()).toEqual([`27: ${DUE}`]);
  });

  it("says by what it was reckoned: from 20 repeats on by those, and by the customer's own rhythm first", async () => {
    await stage.supply([
      [COFFEE, 30],
      [TEA, 30],
    ]);
    await sql`
      insert into repeat_intervals (shop_id, product_id, repeats, median_days, low_days, high_days, as_of)
      values (${stage.shop.shopId}, ${COFFEE}, 20, 40, 30, 50, ${day(0)}), (${stage.shop.shopId}, ${TEA}, 19, 40, 30, 50, ${day(0)})
    `.execute(database.db);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }, { product: TEA }], parcels: delivered });
    expect((await runs()).sort()).toEqual(["waiting product order", "waiting supply delivered"]);
    for (const [orderId, at] of [
      [2, 20],
      [3, 40],
    ] as const)
      await stage.order(orderId, { at: day(at), lines: [{ product: COFFEE }], parcels: [{ at: day(at), delivered: day(at) }] });
    expect((await runs()).filter((run) => run.startsWith("waiting"))).toEqual(["waiting customer order"]);
    await stage.pass(day(50), day(56));
    expect((await stage.mailbox()).at(-1)).toBe(`55: ${DUE}`);
  });

  it("names in the cart only what the run is about, and does nothing twice when workers look again", async () => {
    await stage.supply([[COFFEE, 30]]);
    await stage.start();
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }], parcels: delivered });
    await Promise.all([stage.pass(day(25), day(25)), stage.pass(day(25), day(25))]);
    await stage.pass(day(25), day(27));
    expect(await stage.mailbox()).toEqual([`25: ${DUE}`]);
    const { rows } = await sql<{ due: Date }>`select due_at as due from flow_timers where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    expect(rows).toEqual([{ due: plusMs(day(0), 40 * DAY_MS) }]);
  });
});
