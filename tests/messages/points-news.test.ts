import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { queuePointsNews } from "../../app/points/points-news.server.ts";
import { appendEntries, lockAccounts, type NewEntry } from "../../app/points/accounts.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import { DEFAULT_RULES, type ProgramRules } from "../../app/program/rules/rules.ts";
import { savePointsEmails } from "../../app/shops/settings/settings.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { turn } from "../support/program-state.ts";
import { linksIn } from "./links.ts";
import { useOutbox } from "./outbox-stage.ts";
import { messagesOf, stageCustomer } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);
const earnedAt = new Date("2026-01-15T12:00:00Z");
/** Twelve months, and the whole of the last day in Berlin. */
const expiresAt = new Date("2027-01-15T23:00:00Z");

async function program(rules: Partial<ProgramRules>): Promise<void> {
  await sql`
    insert into program_versions (shop_id, version, effective_from, rules, created_at, created_by)
    values (${stage.shop.shopId}, 1, '1970-01-01', ${JSON.stringify({ ...DEFAULT_RULES, ...rules })}, ${earnedAt}, 'test')
  `.execute(database.db);
}

let keys = 0;
async function post(
  customerId: bigint,
  points: bigint,
  at: Date,
  kind: NewEntry["kind"] = "bonus",
  earnedAt: Date = at,
  orderId: bigint | null = null,
): Promise<void> {
  await database.db.transaction().execute(async (tx) => {
    const locked = await lockAccounts(tx, stage.shop.shopId, [customerId], at);
    await appendEntries(
      tx,
      stage.shop,
      locked,
      [{ customerId, key: `e${++keys}`, kind, points, availableAt: at, earnedAt, orderId, actor: "system" }],
      at,
    );
  });
}

// News is of all shops: those of other tests are gone.
beforeEach(() =>
  sql`update shops set status = 'uninstalled' where shop_id <> ${stage.shop.shopId}`.execute(database.db).then(() => undefined),
);

const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");
const queued = () =>
  sql<{ key: string }>`select key from messages where shop_id = ${stage.shop.shopId} order by key`
    .execute(database.db)
    .then(({ rows }) => rows.map(({ key }) => key));
const news = (now: Date) => queuePointsNews(database.db, now, 100);

describe("points that expire", () => {
  beforeEach(() => program({ expiry: { mode: "lot", months: 12 } }));

  it("are promised what they can buy, read as the email leaves, or how many are missing (shopper 5)", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stageCustomer(database.db, stage.shop, 2n, { locale: "en" });
    await post(1n, 240n, earnedAt);
    await post(2n, 240n, earnedAt);
    await news(plusMs(expiresAt, -30 * DAY_MS + HOUR_MS));
    await sql`update shops set scopes = 'write_discounts' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await sql`update shop_settings set rewards_path = '/pages/praemien' where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    const terms = { kind: "amount", title: { de: "5 € Rabatt", en: "€5 off" }, points: 500, valueMinor: 500 } as const;
    await createReward(stage.shop.shopId, rewardTermsSchema.parse(terms), earnedAt);
    const leaves = new Date("2026-12-17T10:00:00Z");
    await post(2n, 260n, leaves);
    await stage.send(leaves);
    const texts = (await stage.server.emails()).map(({ text }) => plain(text) ?? "");
    const german = texts.find((text) => text.includes("Hallo")) ?? "";
    expect(german).toContain("Für diese Prämie fehlen dir noch 260 Punkte: 5 € Rabatt.");
    expect(german).not.toContain("einlösen");
    expect(german).toContain(`Zu den Prämien: https://${stage.shop.domain}/apps/reprise/r/`);
    expect(linksIn(german)).toMatchObject([{ target: { to: "url", url: `https://${stage.shop.domain}/pages/praemien` } }]);
    const english = texts.find((text) => text.includes("Hi ")) ?? "";
    expect(english).toContain("Before then you can turn your points into a reward, for example: €5 off.");
  });

  it("are warned of 30 and 7 days before, once each", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await post(1n, 500n, earnedAt);
    expect(await news(plusMs(expiresAt, -31 * DAY_MS))).toBe(0);
    const early = plusMs(expiresAt, -30 * DAY_MS + HOUR_MS);
    expect(await Promise.all([news(early), news(early)]).then(() => queued())).toEqual(["points-expiring:1:2027-01-15T23:00:30"]);
    expect(await news(plusMs(early, DAY_MS))).toBe(0);
    await stage.send(new Date("2026-12-17T10:00:00Z"));
    const [email] = await stage.server.emails();
    expect(email?.subject).toBe("500 Punkte verfallen am 15. Januar 2027");
    expect(plain(email?.text)).toContain(
      "500 Punkte, gesammelt bei Morgenrot, verfallen am 15. Januar 2027 (im Wert von 5,00 €).",
    );
    expect(await news(plusMs(expiresAt, -7 * DAY_MS))).toBe(1);
    await stage.send(new Date("2027-01-09T10:00:00Z"));
    expect(stage.server.raw).toHaveLength(2);
    expect(await news(plusMs(expiresAt, -DAY_MS))).toBe(0);
    expect(await news(plusMs(expiresAt, DAY_MS))).toBe(0);
  });

  it("are warned of only once when nobody was there to do it in time", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await post(1n, 500n, earnedAt);
    const late = plusMs(expiresAt, -3 * DAY_MS);
    expect(await news(late)).toBe(1);
    expect(await news(late)).toBe(0);
  });

  it("are not warned of any more when they have been spent by the time the email would leave", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await post(1n, 500n, earnedAt);
    const early = new Date("2026-12-17T10:00:00Z");
    await news(early);
    await post(1n, -500n, early, "redemption");
    await stage.send(early);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "nothing-expires" }]);
  });

  it("are counted anew at the moment of sending", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await post(1n, 500n, earnedAt);
    const early = new Date("2026-12-17T10:00:00Z");
    await news(early);
    await post(1n, -499n, early, "redemption");
    await stage.send(early);
    const [email] = await stage.server.emails();
    expect(email?.subject).toBe("1 Punkt verfällt am 15. Januar 2027");
    expect(email?.text).toContain("1 Punkt, gesammelt bei Morgenrot, verfällt");
  });

  it("are not warned of when the shop has switched it off", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await post(1n, 500n, earnedAt);
    await savePointsEmails(stage.shop.shopId, { "points-expiring": false }, earnedAt);
    expect(await news(plusMs(expiresAt, -3 * DAY_MS))).toBe(0);
  });
});

it("nobody is warned or told of the month while the program is paused (merchant 10)", async () => {
  const early = new Date("2026-12-17T10:00:00Z");
  await program({ expiry: { mode: "lot", months: 12 } });
  await savePointsEmails(stage.shop.shopId, { "points-digest": true }, earnedAt);
  await stageCustomer(database.db, stage.shop, 1n);
  await post(1n, 500n, earnedAt);
  await turn(stage.shop, "paused", earnedAt);
  expect(await news(early)).toBe(0);
  expect(await news(new Date("2026-02-01T08:30:00Z"))).toBe(0);
  await turn(stage.shop, "live", early);
  // What was noted of the account is from before the pause; the email is of the moment in which it leaves.
  await news(early);
  await stage.send(early);
  expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "nothing-expires" }]);
});

describe("points that an order keeps alive", () => {
  it("are not warned of when one has come since", async () => {
    await program({ expiry: { mode: "inactivity", months: 12 } });
    await stageCustomer(database.db, stage.shop, 1n);
    await post(1n, 500n, earnedAt);
    const early = new Date("2026-12-17T10:00:00Z");
    expect(await news(early)).toBe(1);
    await post(1n, 5n, early, "order");
    await stage.send(early);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "nothing-expires" }]);
  });

  it("say that the next order does", async () => {
    await program({ expiry: { mode: "inactivity", months: 12 } });
    await stageCustomer(database.db, stage.shop, 1n);
    await post(1n, 500n, earnedAt);
    const early = new Date("2026-12-17T10:00:00Z");
    await news(early);
    await stage.send(early);
    expect((await stage.server.emails())[0]?.text).toContain(
      "Wenn du bis dahin wieder bestellst, behältst du alle deine Punkte.",
    );
  });
});

describe("the digest", () => {
  /** 9:00 in Berlin on the first. */
  const opens = new Date("2026-02-01T08:00:00Z");
  beforeEach(async () => {
    await program({});
    await savePointsEmails(stage.shop.shopId, { "points-digest": true }, earnedAt);
    for (const customerId of [1n, 2n, 3n, 4n]) await stageCustomer(database.db, stage.shop, customerId);
  });

  it("claims nothing collected that was brought along, or awarded for past orders, be they of a pause (program state 5)", async () => {
    await post(1n, 900n, earnedAt, "import");
    for (const [orderId, at] of [[1n, plusMs(stage.shop.installedAt, -DAY_MS)] as const, [2n, earnedAt] as const]) {
      await sql`
        insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, earns,
          program_version, snapshot, first_seen_at)
        values (${stage.shop.shopId}, ${orderId}, '#1', 2, ${at}, ${at}, ${at}, 'paid', 'EUR', true, 1, '{}', ${at})
      `.execute(database.db);
      await post(2n, 800n, earnedAt, "order", at, orderId);
    }
    await post(2n, 5n, earnedAt, "order");
    expect(await news(opens)).toBe(1);
    await stage.send(opens);
    expect((await stage.server.emails())[0]?.text).toContain("hast du bei Morgenrot 5 Punkte gesammelt.");
  });

  it("claims nothing collected that a merge has moved, and tells who is kept what both collected", async () => {
    await post(2n, 500n, new Date("2025-12-15T12:00:00Z"), "order", undefined, 5n);
    await post(2n, 20n, earnedAt);
    await post(1n, 500n, earnedAt, "order", undefined, 5n);
    await post(2n, -500n, earnedAt, "order", undefined, 5n);
    await sql`update customers set merged_into = 1 where shop_id = ${stage.shop.shopId} and customer_id = 2`.execute(database.db);
    expect(await news(opens)).toBe(1);
    await stage.send(opens);
    expect((await stage.server.emails())[0]?.text).toContain("hast du bei Morgenrot 20 Punkte gesammelt.");
  });

  it("goes on the first at nine to whose points moved, once", async () => {
    await post(1n, 500n, earnedAt);
    await post(1n, -100n, earnedAt, "redemption");
    await post(2n, 200n, new Date("2025-12-31T22:59:59Z"));
    await post(2n, -50n, earnedAt, "redemption");
    await post(3n, 70n, earnedAt);
    await post(3n, -70n, earnedAt, "adjustment");
    await post(4n, 9n, new Date("2026-01-31T23:00:00Z"));
    expect(await news(plusMs(opens, -1))).toBe(0);
    expect(await news(opens)).toBe(2);
    expect(await news(opens)).toBe(0);
    expect(await queued()).toEqual(["points-digest:2026-01:1", "points-digest:2026-01:2"]);
    await stage.send(opens);
    const emails = (await stage.server.emails()).sort((a, b) =>
      (a.to?.[0]?.address ?? "").localeCompare(b.to?.[0]?.address ?? ""),
    );
    expect(emails.map(({ subject }) => subject)).toEqual(["Deine Punkte im Januar 2026", "Deine Punkte im Januar 2026"]);
    expect(emails[0]?.text).toContain("im Januar 2026 hast du bei Morgenrot 500 Punkte gesammelt und 100 Punkte eingelöst.");
    expect(plain(emails[0]?.text)).toContain("Du hast jetzt 400 Punkte im Wert von 4,00 €.");
    expect(emails[1]?.text).toContain("im Januar 2026 hast du bei Morgenrot 50 Punkte eingelöst.");
    expect(await news(plusMs(opens, 25 * HOUR_MS))).toBe(0);
  });

  it("is off unless the merchant wants it", async () => {
    await savePointsEmails(stage.shop.shopId, {}, earnedAt);
    await post(1n, 500n, earnedAt);
    expect(await news(opens)).toBe(0);
  });

  it("is not caught up on days later", async () => {
    await post(1n, 500n, earnedAt);
    expect(await news(plusMs(opens, 25 * HOUR_MS))).toBe(0);
  });
});

it("asks whether programs run without reading their rules, every ten minutes and in every shop (program state 11)", async () => {
  const at = new Date("2026-02-01T08:00:00Z");
  await savePointsEmails(stage.shop.shopId, { "points-digest": true }, at);
  await stageCustomer(database.db, stage.shop, 1n);
  await program({});
  await post(1n, 500n, earnedAt);
  await sql`update program_versions set rules = '"not to be read"' where shop_id = ${stage.shop.shopId}`.execute(database.db);
  expect(await news(at)).toBe(1);
});

it("of one shop that cannot be told holds up no other", async () => {
  const at = new Date("2026-02-01T08:00:00Z");
  const other = await createEarningShop(database.db);
  await stageCustomer(database.db, other, 1n);
  await savePointsEmails(stage.shop.shopId, { "points-digest": true }, at);
  await sql`update shops set time_zone = 'Nowhere/At all' where shop_id = ${stage.shop.shopId}`.execute(database.db);
  await sql`
    insert into ledger_accounts (shop_id, customer_id, last_seq, available, as_of, expires_at, expires_points)
    values (${other.shopId}, 1, 1, 50, ${at}, ${plusMs(at, 3 * DAY_MS)}, 50)
  `.execute(database.db);
  expect(await news(at)).toBe(1);
});
