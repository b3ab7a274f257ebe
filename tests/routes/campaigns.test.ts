import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { workCampaigns } from "../../app/campaigns/work/work.server.ts";
import { NO_PLAN, type Plan } from "../../app/campaigns/plan.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { archive } from "../../app/messages/content/store/emails.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { addEmail } from "../support/flows.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
const clock = vi.hoisted(() => ({ at: new Date("2026-06-10T10:00:00Z") }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "de", actor: "merchant:42" }),
}));
vi.mock("../../app/clock.server.ts", () => ({ now: () => clock.at, onClockMoved: () => undefined }));

const database = useDatabase();
const list = await import("../../app/routes/app.messages.campaigns.tsx");
const page = await import("../../app/routes/app.messages.campaigns.$campaignId.tsx");
const forecastRoute = await import("../../app/routes/app.messages.campaigns.$campaignId.forecast.json.ts");
const csv = await import("../../app/routes/app.messages.campaigns.$campaignId.recipients.csv.ts");
const calendar = await import("../../app/routes/app.messages.calendar.tsx");
const noon = new Date("2026-06-10T10:00:00Z");
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  [shop, other] = [
    await stageShop(database.db, plusMs(noon, -400 * DAY_MS)),
    await stageShop(database.db, plusMs(noon, -400 * DAY_MS)),
  ];
  // Above the ids that tests give.
  await sql`select setval(pg_get_serial_sequence('emails', 'email_id'), 1000)`.execute(database.db);
  for (const one of [shop, other]) {
    await createDefaultProgram(one.shopId, one.installedAt);
    await addEmail(database.db, one, noon);
    await stageCustomer(database.db, one, 1n);
    await stageCustomer(database.db, one, 2n, { consent: "not_subscribed" });
    await stageCustomer(database.db, one, 3n, { optInLevel: "single_opt_in" });
  }
});
beforeEach(async () => {
  asking.shop = shop;
  clock.at = noon;
  await sql`delete from campaigns`.execute(database.db);
  await sql`delete from messages`.execute(database.db);
  await sql`update emails set archived_at = null`.execute(database.db);
});

const address = "http://app.example/app/messages/campaigns";
type Fields = Record<string, string>;
const request = (path: string, fields?: Fields) =>
  new Request(`${address}${path}`, fields === undefined ? {} : { method: "POST", body: new URLSearchParams(fields) });
/** The status, and what was answered. A page that is not there throws its answer. */
async function told(work: Promise<unknown>): Promise<{ status: number; body: unknown }> {
  const answer = await work.catch((thrown: unknown) => thrown);
  if (answer instanceof Response) return { status: answer.status, body: answer.headers.get("Location") ?? (await answer.text()) };
  if (answer instanceof Error) throw answer;
  const wrapped = answer as { data?: unknown; init?: { status?: number } };
  return wrapped.init === undefined ? { status: 200, body: answer } : { status: wrapped.init.status ?? 200, body: wrapped.data };
}
const make = async (preset = "blank") => {
  const { body } = await told(list.action({ request: request("", { preset }), params: {}, context: {} }));
  return Number(/\/(\d+)$/.exec(String(body))?.[1]);
};
const act = (campaignId: number | string, fields: Fields) =>
  told(page.action({ request: request(`/${campaignId}`, fields), params: { campaignId: String(campaignId) }, context: {} }));
const view = (campaignId: number | string, query = "") =>
  told(page.loader({ request: request(`/${campaignId}${query}`), params: { campaignId: String(campaignId) }, context: {} }));
const foresee = (campaignId: number, plan: unknown, after = "0") =>
  told(
    forecastRoute.loader({
      request: request(`/${campaignId}/forecast.json?${new URLSearchParams({ plan: JSON.stringify(plan), after }).toString()}`),
      ...{ params: { campaignId: String(campaignId) }, context: {} },
    }),
  );
const file = (campaignId: number, query = "") =>
  told(
    csv.loader({
      request: request(`/${campaignId}/recipients.csv${query}`),
      params: { campaignId: String(campaignId) },
      context: {},
    }),
  );
const plan = (change: Partial<Plan> = {}): Plan => ({ ...NO_PLAN, emailId: 1, audience: { kind: "everyone" }, ...change });
const typed = (change: Partial<Plan> = {}, seen = 1) => ({
  name: "Sommer",
  plan: JSON.stringify(plan(change)),
  seen: String(seen),
});
const schedule = (campaignId: number, change: Partial<Plan> = {}, seen = 1) =>
  act(campaignId, { intent: "schedule", ...typed(change, seen) });
const work = async (times: number) => {
  for (let turn = 0; turn < times; turn += 1) await workCampaigns(database.db, () => clock.at);
};

describe("a campaign's page", () => {
  test("makes a draft, keeps what is typed, sends it, and shows what became of each recipient", async () => {
    const campaignId = await make();
    expect(await act(campaignId, { intent: "save", ...typed({ holdout: 0 }) })).toMatchObject({
      status: 200,
      body: { did: "saved", revision: 2 },
    });
    expect(await schedule(campaignId, {}, 2)).toMatchObject({ status: 200, body: { ok: true, did: "scheduled" } });
    await work(3);
    const { body } = await view(campaignId);
    expect(body).toMatchObject({
      campaign: { name: "Sommer", state: "sending" },
      sent: {
        recipients: [
          { customerId: 1n, outcome: "waiting", reason: null },
          { customerId: 3n, outcome: "not-sent", reason: "opt-in-unconfirmed" },
        ],
      },
    });
    const narrowed = await view(campaignId, "?outcome=not-sent&reason=opt-in-unconfirmed");
    expect(narrowed.body).toMatchObject({ sent: { recipients: [{ customerId: 3n }], next: null } });
    const exported = String((await file(campaignId)).body)
      .trim()
      .split("\r\n");
    expect(exported).toEqual([
      "customer_id;email;outcome;reason;sent_at",
      "1;c1@example.com;waiting;;",
      "3;c3@example.com;not-sent;opt-in-unconfirmed;",
    ]);
  });

  test("foresees by the policy that sends how many get it, and why others do not", async () => {
    const campaignId = await make();
    const { body } = await foresee(campaignId, plan());
    expect(body).toMatchObject({
      ...{
        after: "0",
        part: { total: 2, looked: 2, gets: 1, later: [], never: [{ reason: "opt-in-unconfirmed", count: 1 }], next: null },
      },
    });
    clock.at = new Date("2026-06-10T21:00:00Z");
    expect((await foresee(campaignId, plan())).body).toMatchObject({
      part: { gets: 1, later: [{ reason: "quiet-hours", count: 1 }] },
    });
    const day = { kind: "at", day: "2026-06-11", time: "10:00" } as const;
    expect((await foresee(campaignId, plan({ timing: day }))).body).toMatchObject({ part: { gets: 1, later: [] } });
    expect((await foresee(campaignId, { emailId: 1 })).status).toBe(422);
    expect((await foresee(campaignId, plan(), "1 or 1=1")).status).toBe(422);
  });

  test("early access begins with its email, 48 hours before the date that it is about", async () => {
    const campaignId = await make("early-access");
    const { body } = await view(campaignId);
    const drafted = (body as { campaign: { plan: Plan } }).campaign.plan;
    expect(drafted).toMatchObject({ timing: { kind: "before", hours: 48 }, about: { day: "", time: "10:00" } });
    expect((await schedule(campaignId, drafted)).body).toEqual({ ok: false, reason: "incomplete" });
    const whole = { ...drafted, audience: { kind: "everyone" as const }, about: { day: "2026-06-20", time: "12:00" } };
    expect((await schedule(campaignId, whole)).status).toBe(200);
    expect((await view(campaignId)).body).toMatchObject({ campaign: { startsAt: new Date("2026-06-18T10:00:00Z") } });
  });
});

describe("steps that may not be (hostile: campaigns)", () => {
  const asked: [string, (campaignId: number) => Promise<{ status: number }>][] = [
    ["to be shown", view],
    ["for its forecast", (campaignId) => foresee(campaignId, plan())],
    ["for its recipients", file],
    ...["save", "schedule", "duplicate"].map((intent): [string, (campaignId: number) => Promise<{ status: number }>] => [
      `to ${intent}`,
      (campaignId) => act(campaignId, { intent, ...typed() }),
    ]),
    ...["unschedule", "pause", "resume", "cancel", "delete"].map(
      (intent): [string, (campaignId: number) => Promise<{ status: number }>] => [
        `to ${intent}`,
        (campaignId) => act(campaignId, { intent, seen: "1" }),
      ],
    ),
  ];
  test.each(asked)(
    "another shop's campaign, asked %s, is answered like one that never was: 404, and stays as it was",
    async (_, ask) => {
      asking.shop = other;
      const theirs = await make();
      asking.shop = shop;
      const unknown = await ask(987_654);
      expect(await ask(theirs)).toEqual(unknown);
      expect(unknown.status).toBe(404);
      const { rows } = await sql`select shop_id, state, revision, name from campaigns`.execute(database.db);
      expect(rows).toEqual([{ shop_id: other.shopId, state: "draft", revision: 1, name: "Neue Kampagne" }]);
    },
  );

  test.each(["0x1", "1e3", "-1", "1 or 1=1", "%00", "99999999999999999999", "1/../2"])("the id %j is none: 404", async (id) => {
    expect((await view(id)).status).toBe(404);
    expect((await act(id, { intent: "cancel", seen: "1" })).status).toBe(404);
  });

  test.each<[string, Fields]>([
    ["no intent", {}],
    ["an intent that there is not", { intent: "explode" }],
    ["no revision", { intent: "save", name: "X", plan: JSON.stringify(plan()) }],
    ["no name", { intent: "save", ...typed(), name: "  " }],
    ["a name without end", { intent: "save", ...typed(), name: "x".repeat(121) }],
    ["a plan that is no JSON", { intent: "save", ...typed(), plan: "{" }],
    ["a plan without an end", { intent: "save", ...typed(), plan: JSON.stringify({ ...plan(), more: "x".repeat(6_000) }) }],
    ["a day that there is not", { intent: "save", ...typed({ timing: { kind: "at", day: "2026-02-30", time: "10:00" } }) }],
    ["an hour of the night", { intent: "save", ...typed({ timing: { kind: "local", day: "2026-06-11", hour: 3 } }) }],
    ["a holdout of all", { intent: "save", ...typed({ holdout: 100 }) }],
    [
      "a segment by name",
      { intent: "save", ...typed({ audience: { kind: "segment", segmentId: "1; drop table" as unknown as number } }) },
    ],
  ])("%s is refused with 422, and nothing is written", async (_, fields) => {
    const campaignId = await make();
    expect((await act(campaignId, fields)).status).toBe(422);
    expect((await view(campaignId)).body).toMatchObject({ campaign: { revision: 1, name: "Neue Kampagne" } });
  });

  test.each<[string, Partial<Plan>, string]>([
    ["in the past", { timing: { kind: "at", day: "2026-06-10", time: "11:59" } }, "past"],
    ["at an hour that is over in the shop", { timing: { kind: "local", day: "2026-06-10", hour: 12 } }, "past"],
    [
      "less than 48 hours before its date",
      { timing: { kind: "before", hours: 48 }, about: { day: "2026-06-11", time: "10:00" } },
      "past",
    ],
    ["years ahead", { timing: { kind: "at", day: "2029-01-01", time: "10:00" } }, "incomplete"],
    ["without a day", { timing: { kind: "at", day: "", time: "10:00" } }, "incomplete"],
    ["without an email", { emailId: null }, "incomplete"],
    ["with an email that is not the shop's", { emailId: 4_711 }, "incomplete"],
    ["to nobody said", { audience: null }, "incomplete"],
    ["to a segment that is not the shop's", { audience: { kind: "segment", segmentId: 4_711 } }, "incomplete"],
    ["to a tier that the program does not have", { audience: { kind: "tier", tier: "platin" } }, "incomplete"],
  ])("a campaign %s is not scheduled", async (_, change, reason) => {
    const campaignId = await make();
    expect(await schedule(campaignId, change)).toEqual({ status: 422, body: { ok: false, reason } });
    expect((await view(campaignId)).body).toMatchObject({ campaign: { state: "draft", revision: 1 } });
  });

  test("an email that was put away while it was planned is not sent", async () => {
    const campaignId = await make();
    await archive(shop.shopId, 1, noon);
    expect((await schedule(campaignId)).body).toEqual({ ok: false, reason: "incomplete" });
  });

  test("without sender and legal notice nothing is scheduled", async () => {
    const campaignId = await make();
    await sql`update shop_settings set imprint = '' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await schedule(campaignId)).toEqual({ status: 422, body: { ok: false, reason: "no-sender" } });
    await sql`update shop_settings set imprint = 'Morgenrot GmbH' where shop_id = ${shop.shopId}`.execute(database.db);
  });

  test("sent by two tabs, and by a double click, it is sent once, and the others are told", async () => {
    const campaignId = await make();
    const answers = await Promise.all([1, 2, 3].map(() => schedule(campaignId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await work(3);
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from messages`.execute(database.db);
    expect(rows).toEqual([{ count: 1 }]);
    // What is typed into a tab from before is kept there, and not written over what was sent.
    expect((await act(campaignId, { intent: "save", ...typed({}, 1) })).status).toBe(409);
  });

  test("a step that does not fit any more is refused with what has become of it", async () => {
    const campaignId = await make();
    await schedule(campaignId, { timing: { kind: "at", day: "2026-06-12", time: "10:00" } });
    expect(await act(campaignId, { intent: "cancel", seen: "2" })).toMatchObject({
      status: 409,
      body: { other: { state: "scheduled", revision: 3 } },
    });
    expect((await act(campaignId, { intent: "cancel", seen: "3" })).status).toBe(200);
    expect(await act(campaignId, { intent: "resume", seen: "4" })).toMatchObject({
      status: 409,
      body: { other: { state: "cancelled" } },
    });
  });
});

describe("the calendar", () => {
  const month = async (query = "") => {
    const loaded = await calendar.loader({
      request: new Request(`http://app.example/app/messages/calendar${query}`),
      params: {},
      context: {},
    });
    return new Map(loaded.entries);
  };

  test("has what is planned, what flows will do, and what was sent, by days of the shop, and nothing of another's", async () => {
    const at = { kind: "at", day: "2026-06-20", time: "23:30" } as const;
    await schedule(await make(), { timing: at });
    await schedule(await make(), { timing: { kind: "local", day: "2026-06-21", hour: 10 } });
    await sql`
      insert into messages (shop_id, customer_id, template, key, locale, state, due_at, created_at, sent_at)
      values (${shop.shopId}, 1, 'win-back', 'old', 'de', 'sent', ${noon}, ${noon}, ${noon})
    `.execute(database.db);
    const days = await month("?month=2026-06");
    expect([...days.keys()].sort()).toEqual(["2026-06-10", "2026-06-20", "2026-06-21"]);
    expect(days.get("2026-06-10")).toMatchObject({ sent: 1 });
    expect(days.get("2026-06-20")?.campaigns).toMatchObject([{ name: "Sommer", state: "scheduled" }]);
    expect(await month("?month=nonsense")).toEqual(days);
    asking.shop = other;
    expect(await month("?month=2026-06")).toEqual(new Map());
  });
});
