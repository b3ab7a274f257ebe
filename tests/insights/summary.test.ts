import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { dueMonth } from "../../app/insights/summary/due.ts";
import { readSwitchOff, signSwitchOff } from "../../app/insights/summary/links.ts";
import { listDueSummaries, sendSummary, summaryAddress } from "../../app/insights/summary/send.server.ts";
import { stepsOf, type StepFacts } from "../../app/insights/summary/steps.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { action, loader } from "../../app/routes/summary.tsx";
import { readSettings, saveSettings } from "../../app/shops/settings/settings.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { getShop } from "../../app/shops/shops.server.ts";
import { refusal, stageShop, startMailServer, type MailServer } from "../messages/stage.ts";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useDatabase } from "../support/database.ts";
import { dayOf, fillOrders } from "./scores-stage.ts";

const database = useDatabase();
const browser = useBrowser();
const secret = "test-unsubscribe-secret-0123456789";
/** 08:10 in Berlin on the first of November. */
const MORNING = new Date("2026-11-01T07:10:00Z");
let server: MailServer;
let channel: Transport<Email>;
let answer: Error | undefined;
let shop: Shop;

beforeAll(async () => {
  server = await startMailServer({ onRcptTo: (_address, _session, done) => done(answer) });
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await stageShop(database.db, plusMs(MORNING, -500 * DAY_MS));
  channel = openSmtp(server.url);
  answer = undefined;
  await want(true);
});
afterEach(() => {
  channel.close();
  server.clear();
});

async function want(monthlySummary: boolean, of = shop): Promise<void> {
  await saveSettings(of.shopId, { ...(await readSettings(of.shopId)), monthlySummary }, MORNING);
}

const send = (at = MORNING, of = shop) => sendSummary(database.db, of, at, channel);

/** October: one of two customers from before is back, one is new. */
async function fillYear(): Promise<void> {
  const orders = [
    ["2025-10-10", 1, 1_000],
    ["2026-08-20", 1, 2_000],
    ["2026-07-20", 2, 4_000],
    ["2026-09-15", 3, 3_000],
    ["2026-10-05", 1, 5_000],
    ["2026-10-20", 4, 7_000],
    // November is not told of.
    ["2026-11-01", 5, 9_900],
  ] as const;
  await fillOrders(
    database.db,
    shop.shopId,
    orders.map(([date, customer, netMinor], index) => ({
      ...{ customerId: BigInt(customer), orderId: BigInt(index + 1), day: dayOf(date), hour: 5, netMinor },
    })),
  );
  const { refreshProfiles } = await import("../../app/customers/profile.server.ts");
  await refreshProfiles(database.db, shop.shopId, [1n, 2n, 3n, 4n, 5n]);
}

describe("the monthly summary (issue 10, figures)", () => {
  it("tells last month beside the month and the year before, goals, and what to do, with links into the admin", async () => {
    await fillYear();
    await sql`
      insert into figure_goals (shop_id, figure, days, target, due_on, set_by, set_at, set_on, started)
      values (${shop.shopId}, 'repeat', 30, 0.5, '2026-12-31', 'merchant:1', ${MORNING}, '2026-10-01', 0.1)
    `.execute(database.db);
    expect(await send()).toBe("sent");
    const [email] = await server.emails();
    expect([email?.subject, email?.to?.[0]?.address, email?.from?.address]).toEqual([
      ...["Oktober 2026 bei Morgenrot: Ihre Zahlen", "hallo@morgenrot.example"],
      expect.stringContaining("@"),
    ]);
    const text = email?.text?.replaceAll("\u00a0", " ") ?? "";
    // Three were active when it began, of whom two still were when it ended.
    expect(text).toContain("Bindungsrate: 66,7 %\n  September 2026: 100 % · Oktober 2025: —");
    expect(text).toContain("Umsatz mit neuer Kundschaft: 70,00 €\n  September 2026: 30,00 € · Oktober 2025: 10,00 €");
    expect(text).toContain("Umsatz mit wiederkehrender Kundschaft: 50,00 €\n  September 2026: 0,00 € · Oktober 2025: 0,00 €");
    expect(text).toContain("- Wiederkaufrate\n  50 % bis 31. Dez. 2026");
    expect(text).toMatch(/- 1 Kundin oder Kunde ist inaktiv geworden\n {2}Kein Rückgewinnungs-Ablauf/);
    expect(text).toMatch(
      /https:\/\/admin\.shopify\.com\/store\/shop-\d+\/apps\/[\w-]+\/app\/analytics\/retention\?from=2026-10-01&to=2026-10-31/,
    );
    const header = (key: string) => email?.headers.find((one) => one.key === key)?.value;
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(header("list-unsubscribe")).toMatch(/\/summary\?t=m\d+-[\w-]{43}>$/);
    // Nobody's figures but the shop's own.
    const other = await stageShop(database.db, plusMs(MORNING, -500 * DAY_MS));
    await want(true, other);
    expect(await send(MORNING, other)).toBe("nothing");
  });

  it("can be read wide and narrow, by day and by night, whatever a shop is called", async () => {
    await fillYear();
    await sql`update shops set name = ${'Morgen<b>rot</b> & {{ "Söhne" }}'} where shop_id = ${shop.shopId}`.execute(database.db);
    await send(MORNING, await getShop(database.db, shop.shopId));
    await sql`update shops set primary_locale = 'en' where shop_id = ${shop.shopId}`.execute(database.db);
    await send(plusMs(MORNING, 30 * DAY_MS), await getShop(database.db, shop.shopId));
    const page = await browser.newPage({ viewport: WIDE });
    for (const [index, locale] of ["de", "en"].entries()) {
      const html = (await server.emails())[index]?.html ?? "";
      expect(html).toContain("Morgen&lt;b&gt;rot&lt;/b&gt; &amp; ");
      expect(html).not.toContain("<b>rot");
      for (const viewport of [WIDE, NARROW])
        for (const colorScheme of ["light", "dark"] as const) {
          const name = `summary-${locale}-${viewport.width}-${colorScheme}`;
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme });
          await page.setContent(html);
          expect([name, await sidewaysOverflow(page)]).toEqual([name, 0]);
          await expectNoAxeViolations(page, { name, disable: ["region", "landmark-one-main"] });
          await picture(page, name, { fullPage: true });
        }
    }
  });

  it("leaves once for a shop and month, also when two processes send it at once, and the next month again", async () => {
    await fillYear();
    const outcomes = await Promise.all([send(), send(), send()]);
    expect(outcomes.toSorted()).toEqual(["already", "already", "sent"]);
    expect(await send(plusMs(MORNING, DAY_MS))).toBe("already");
    expect(await send(plusMs(MORNING, 30 * DAY_MS))).toBe("sent");
    expect(await server.emails()).toHaveLength(2);
  });

  it("is tried again when the mail server refuses it for now, and not when it refuses it for good", async () => {
    await fillYear();
    answer = refusal(451, "4.7.1 later");
    expect(await send()).toBe("not-sent");
    answer = undefined;
    expect(await send(plusMs(MORNING, HOUR_MS))).toBe("sent");
    answer = refusal(550, "5.1.1 nobody");
    expect(await send(plusMs(MORNING, 30 * DAY_MS))).toBe("not-sent");
    expect(await send(plusMs(MORNING, 30 * DAY_MS + HOUR_MS))).toBe("already");
  });

  it("goes to where Shopify reaches the shop, else to the proved address, never to one that was only typed", async () => {
    expect(await summaryAddress(database.db, shop.shopId)).toBe("hallo@morgenrot.example");
    await sql`update shops set email = null where shop_id = ${shop.shopId}`.execute(database.db);
    await saveSettings(shop.shopId, { ...(await readSettings(shop.shopId)), senderEmail: "victim@example.com" }, MORNING);
    expect(await summaryAddress(database.db, shop.shopId)).toBeNull();
    await fillYear();
    expect(await send()).toBe("nowhere");
    await sql`update shop_settings set sender_proved = 'laden@morgenrot.example' where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(await send()).toBe("sent");
    expect((await server.emails()).map(({ to }) => to?.[0]?.address)).toEqual(["laden@morgenrot.example"]);
  });

  it("is for shops that want it and have the app, on the morning of the first by their own clock", async () => {
    const due = async (at: Date) => (await listDueSummaries(database.db, at)).map(({ shopId }) => shopId).includes(shop.shopId);
    expect(await due(MORNING)).toBe(true);
    expect(await due(new Date("2026-11-01T05:59:00Z"))).toBe(false);
    await want(false);
    expect([await due(MORNING), await send()]).toEqual([false, "not-wanted"]);
    await want(true);
    await sql`update shops set status = 'uninstalled' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await due(MORNING)).toBe(false);
  });
});

it.each([
  ["Pacific/Kiritimati", "2026-10-31T16:59:59Z", null],
  ["Pacific/Kiritimati", "2026-10-31T17:00:00Z", "2026-10"],
  ["Pacific/Honolulu", "2026-11-01T16:59:59Z", null],
  ["Pacific/Honolulu", "2026-11-01T17:00:00Z", "2026-10"],
  ["Europe/Berlin", "2027-01-01T06:00:00Z", "2026-12"],
  ["Europe/Berlin", "2027-01-03T22:59:59Z", "2026-12"],
  ["Europe/Berlin", "2027-01-04T06:00:00Z", null],
])("in %s at %s the month that is told of is %s", (timeZone, at, key) => {
  expect(dueMonth({ timeZone }, new Date(at))?.key ?? null).toBe(key);
});

describe("the link that ends the summary", () => {
  const open = (token: string, method: string, body: BodyInit | null = null) => {
    const request = new Request(`http://127.0.0.1:3000/summary?t=${encodeURIComponent(token)}`, { method, body });
    const args = { request, params: {}, context: {} };
    return method === "GET" || method === "HEAD" ? loader(args) : action(args);
  };
  const wanted = async (of = shop) => (await readSettings(of.shopId)).monthlySummary;

  it("only asks when it is opened, and ends it by a POST, of that shop alone", async () => {
    const other = await stageShop(database.db, MORNING);
    await want(true, other);
    const token = signSwitchOff(shop.shopId, secret);
    for (const method of ["GET", "HEAD"]) expect((await open(token, method)).status).toBe(200);
    for (const method of ["PUT", "DELETE"]) expect((await open(token, method, "x")).status).toBe(405);
    expect(await wanted()).toBe(true);
    const page = await (await open(token, "POST", "List-Unsubscribe=One-Click")).text();
    expect(page).toContain("The monthly summary is off");
    expect([await wanted(), await wanted(other)]).toEqual([false, true]);
    expect(await (await open(token, "GET")).text()).toContain("The monthly summary is off");
  });

  it("is worth nothing when changed anywhere, or by another secret", async () => {
    const token = signSwitchOff(7, secret);
    expect([readSwitchOff(token, [secret]), readSwitchOff(token, ["another"])]).toEqual([7, null]);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom("a", "Z", "0", "9", "-", "_"), (at, letter) => {
        fc.pre(token[at] !== letter);
        expect(readSwitchOff(token.slice(0, at) + letter + token.slice(at + 1), [secret])).toBeNull();
      }),
    );
    expect((await open(token.replace("m7", "m8"), "POST")).status).toBe(404);
  });
});

describe("what to do next", () => {
  const facts: StepFacts = { toDo: [], goals: [], live: new Set(), counts: { lost: 3, customers: 10, again: 4 } };
  const keys = (more: Partial<StepFacts>) => stepsOf({ ...facts, ...more }).map(({ key }) => key);

  it("is at most three things, what keeps others from working first", () => {
    const problem = { key: "webhooks", problem: true, count: 2 } as const;
    const waits = { key: "claims", problem: false, count: 1 } as const;
    expect(keys({ toDo: [waits, problem] })).toEqual(["to-do", "win-back", "second-purchase"]);
    expect(stepsOf({ ...facts, toDo: [waits, problem] })[0]).toEqual({ key: "to-do", toDo: problem });
    expect(keys({ toDo: [waits], live: new Set(["win-back", "second-purchase"]) })).toEqual(["lost", "to-do"]);
    expect(keys({ counts: { lost: 0, customers: 4, again: 4 } })).toEqual([]);
  });
});
