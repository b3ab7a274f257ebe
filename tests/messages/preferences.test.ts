import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { changePreferences } from "../../app/actions/shopper/change-preferences.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { messages } from "../../app/messages/noun.server.ts";
import { readPreferences } from "../../app/messages/preferences/preferences.server.ts";
import { signToken } from "../../app/messages/unsubscribe/token.ts";
import { findSubscriber } from "../../app/messages/unsubscribe/unsubscribe.server.ts";
import { action, loader } from "../../app/routes/preferences.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { noon, useOutbox } from "./outbox-stage.ts";
import { LINK_SECRET as secret } from "./links.ts";
import { messagesOf, stageCustomer, stageShop, timelineOf } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);
let shop: Shop;

beforeEach(async () => {
  shop = await stageShop(database.db, plusMs(present(), -400 * DAY_MS));
  await stageCustomer(database.db, shop, 1n);
});

const link = (token: string) => `http://127.0.0.1:3000/preferences?t=${encodeURIComponent(token)}`;
const tokenOf = (customerId = 1n, at = shop) =>
  signToken({ shopId: at.shopId, customerId, channel: "email" }, secret, "preferences");
const call = (request: Request) => {
  const args = { request, params: {}, context: {} } as Parameters<typeof action>[0];
  return request.method === "GET" || request.method === "HEAD" ? loader(args) : action(args);
};
const ALL = ["news", "refill", "post-purchase", "points", "birthday"];
/** What a browser sends: the topics that are ticked. */
const form = (wanted: string[], more: Record<string, string> = {}) =>
  new URLSearchParams([...wanted.map((topic) => ["topic", topic]), ...Object.entries({ do: "save", locale: "de", ...more })]);
const post = (body: BodyInit | null, token = tokenOf(), headers: Record<string, string> = {}) =>
  call(new Request(link(token), { method: "POST", body, headers }));
const chosen = (customerId = 1n) => readPreferences(database.db, shop.shopId, customerId, present());
const rowsOf = async (table: string) =>
  (await sql`select * from ${sql.table(table)} where shop_id = ${shop.shopId}`.execute(database.db)).rows;

describe("the preference page", () => {
  it("shows what is chosen, in the reader's language, without script and without saying who they are", async () => {
    const response = await call(new Request(link(tokenOf())));
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toMatch(/^<!doctype html><html lang="de">/);
    expect(html.match(/name="topic" checked=""/g)).toHaveLength(5);
    expect(html).not.toContain("<script");
    expect(html).not.toContain("c1@example.com");
    expect(html).not.toContain("Anna");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ "cache-control": "private, no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" },
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    });
  });

  it("GET and HEAD change nothing, whatever they ask (flows 17)", async () => {
    for (const method of ["GET", "HEAD"])
      for (const query of ["", "&do=unsubscribe", "&do=save&pause=on"])
        expect((await call(new Request(link(tokenOf()) + query, { method }))).status).toBe(200);
    expect(await rowsOf("preferences")).toEqual([]);
    expect(await rowsOf("consent_events")).toEqual([]);
    expect(await rowsOf("suppressions")).toEqual([]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
  });

  it.each(["PUT", "PATCH", "DELETE"])("%s is not allowed", async (method) => {
    const response = await call(new Request(link(tokenOf()), { method }));
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  });

  it("keeps topics, break and language, and says so in the new language", async () => {
    const response = await post(form(["news", "points"], { pause: "on", locale: "fr" }));
    const html = await response.text();
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain("Votre choix est enregistré.");
    const { topicsOff, pausedUntil, locale } = await chosen();
    expect([topicsOff, locale]).toEqual([["refill", "post-purchase", "birthday"], "fr"]);
    const wait = (pausedUntil?.getTime() ?? 0) - present().getTime();
    expect(Math.round(wait / DAY_MS)).toBe(30);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["preferences.changed"]);
  });

  it("posted five times, and at once, is done once; a break is not made longer", async () => {
    await post(form(["news"], { pause: "on" }));
    const first = await chosen();
    for (const answer of await Promise.all([1, 2, 3, 4, 5].map(() => post(form(["news"], { pause: "on" })))))
      expect(answer.status).toBe(200);
    expect(await chosen()).toEqual(first);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["preferences.changed"]);
  });

  it("everything wanted, and no break, is as before", async () => {
    await post(form(["news"], { pause: "on" }));
    await post(form(ALL));
    expect(await chosen()).toEqual({ topicsOff: [], pausedUntil: null, locale: "de" });
  });

  it("ends all advertising by its other button, once however often", async () => {
    for (const answer of await Promise.all([1, 2, 3, 4, 5].map(() => post(new URLSearchParams({ do: "unsubscribe" }))))) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain("Du bist abgemeldet");
    }
    expect(await rowsOf("consent_events")).toMatchObject([{ state: "unsubscribed", source: "preference-page", pushed_at: null }]);
    expect(await rowsOf("consent_pushes")).toHaveLength(1);
    expect(await rowsOf("suppressions")).toMatchObject([{ address: "c1@example.com", reason: "unsubscribed" }]);
  });

  it("follows a merge", async () => {
    await stageCustomer(database.db, shop, 2n);
    await sql`update customers set merged_into = 2 where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
    await post(form(["points"]));
    expect((await chosen(2n)).topicsOff).toHaveLength(4);
    expect((await chosen(1n)).topicsOff).toEqual([]);
  });
});

describe("forms that are not the page's (hostile: preferences)", () => {
  it.each<[string, BodyInit | null, number]>([
    ["nothing", null, 400],
    ["no form", "do=unsubscribe", 400],
    ["no button", new URLSearchParams({ topic: "news" }), 400],
    ["a button that there is not", new URLSearchParams({ do: "delete" }), 400],
    [
      "both buttons",
      new URLSearchParams([
        ["do", "save"],
        ["do", "unsubscribe"],
      ]),
      400,
    ],
    ["the mail program's one-click", new URLSearchParams({ "List-Unsubscribe": "One-Click" }), 400],
  ])("%s changes nothing", async (_name, body, status) => {
    const headers: Record<string, string> = typeof body === "string" ? { "content-type": "text/plain" } : {};
    const answer = await post(body, tokenOf(), headers).catch((thrown: unknown) => thrown as Response);
    expect(answer.status).toBe(status);
    expect(await rowsOf("preferences")).toEqual([]);
    expect(await rowsOf("consent_events")).toEqual([]);
  });

  it("topics that there are not, and languages that we do not speak, are left out", async () => {
    await post(form(["news", "__proto__", "service", "'; drop table preferences; --"], { locale: "xx" }));
    expect(await chosen()).toEqual({
      ...{ topicsOff: ["refill", "post-purchase", "points", "birthday"], pausedUntil: null, locale: null },
    });
  });

  it("names of other customers in the form are not read", async () => {
    await stageCustomer(database.db, shop, 2n);
    await post(form(["news"], { customer: "2", customerId: "2", t: tokenOf(2n), shop: "other" }));
    expect((await chosen(2n)).topicsOff).toEqual([]);
    expect((await chosen(1n)).topicsOff).toHaveLength(4);
  });
});

describe("links that are not ours (hostile: preferences)", () => {
  const others: [string, () => string | Promise<string>][] = [
    ["an unsubscribe link's token", () => signToken({ shopId: shop.shopId, customerId: 1n, channel: "email" }, secret)],
    [
      "another secret's",
      () => signToken({ shopId: shop.shopId, customerId: 1n, channel: "email" }, "another-secret-0123456789", "preferences"),
    ],
    ["another customer under the same signature", () => tokenOf().replace(/-1-/, "-2-")],
    ["another shop under the same signature", () => tokenOf().replace(/^e\d+/, `e${shop.shopId + 1}`)],
    ["a customer that there is not", () => tokenOf(99n)],
    ["the same customer's number in another shop", async () => tokenOf(1n, await stageShop(database.db, present()))],
    ["nothing", () => ""],
    ["a line break", () => `${tokenOf()}\r\nSet-Cookie: a=b`],
    ["one letter more", () => `${tokenOf()}A`],
    ["10,000 letters", () => "e1-1-".padEnd(10_000, "A")],
  ];
  it.each(others)("%s is answered 404, and nothing happens", async (_name, tokenFor) => {
    const token = await tokenFor();
    const broken = await (await call(new Request(link("broken")))).text();
    for (const answer of [await call(new Request(link(token))), await post(form(["news"]), token)]) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe(broken);
    }
    expect(await rowsOf("preferences")).toEqual([]);
  });
});

describe("what follows from it", () => {
  const subscriber = async () => {
    const found = await findSubscriber(database.db, { shopId: stage.shop.shopId, customerId: 1n, channel: "email" });
    if (found === null) throw new Error("There is a subscriber");
    return found;
  };
  const save = async (topicsOff: ("news" | "points")[], pause: boolean, at = noon) =>
    changePreferences(await subscriber(), { kind: "save", topicsOff, pause, locale: "en" }, () => at);

  it("a topic that is off is not sent, and its reason is kept; other topics are", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    await stage.queue(1n, { topic: "points" }, plusMs(noon, DAY_MS));
    await save(["news"], false);
    await stage.send();
    await stage.send(plusMs(noon, DAY_MS));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "dropped", reason: "topic-off" },
      { state: "sent", reason: null },
    ]);
  });

  it("a break drops what it outlasts; who ends it hears at once of what has waited", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    await save([], true);
    await stage.send();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "paused" }]);
    const late = plusMs(noon, 29 * DAY_MS);
    await stage.queue(1n, {}, late);
    await stage.send(late);
    expect((await messagesOf(database.db, stage.shop))[1]).toMatchObject({
      ...{ state: "queued", reason: "paused", due_at: plusMs(noon, 30 * DAY_MS) },
    });
    await save([], false, plusMs(late, 1_000));
    await stage.send(plusMs(late, 1_000));
    expect((await messagesOf(database.db, stage.shop))[1]).toMatchObject({ state: "sent" });
  });

  it("emails are written in the chosen language, and each leads to the page", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await save([], false);
    const { enqueue } = await import("../../app/messages/outbox.server.ts");
    await enqueue(database.db, stage.shop.shopId, [{ customerId: 1n, template: "win-back", data: {}, key: "k" }], noon);
    await stage.send();
    const [email] = await stage.server.emails();
    expect(email?.text).toContain("Preferences: http://127.0.0.1:3000/preferences?t=e");
    const token = /preferences\?t=([\w-]+)/.exec(email?.html ?? "")?.[1] ?? "";
    expect((await call(new Request(link(token)))).status).toBe(200);
  });

  it("who bought and was told is written to without consent, about similar goods only, and each such email says why", async () => {
    const bought = plusMs(noon, -DAY_MS);
    await stageCustomer(database.db, stage.shop, 1n, { consent: "not_subscribed", optInLevel: "unknown", lastOrderAt: bought });
    const { DEFAULT_RULES } = await import("../../app/messages/timing/sending-rules.ts");
    const { saveRules } = await import("../../app/messages/timing/sending-rules.server.ts");
    await saveRules(stage.shop.shopId, { ...DEFAULT_RULES, capHours: 0 }, true, plusMs(noon, -2 * DAY_MS));
    await stage.queue(1n);
    // As of a version that was published before only some topics could have the tick.
    await stage.queue(1n, { topic: "news", similarGoods: true });
    await stage.queue(1n, { topic: "refill", similarGoods: true });
    await stage.send();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "dropped", reason: "no-consent" },
      { state: "dropped", reason: "no-consent" },
      { state: "sent", reason: null },
    ]);
    const [email] = await stage.server.emails();
    expect(email?.text).toContain(
      "weil du bei Morgenrot gekauft hast. Du kannst der Verwendung deiner Adresse für Werbung jederzeit",
    );
    expect(email?.text).not.toContain("angemeldet hast");
  });

  it("a merge keeps the stricter choice of both, whoever is kept", async () => {
    const write = (customerId: bigint, off: string[], until: Date | null, locale: string | null) =>
      sql`insert into preferences (shop_id, customer_id, topics_off, paused_until, locale, updated_at)
        values (${shop.shopId}, ${customerId}, ${off}::text[], ${until}, ${locale}, ${noon})`.execute(database.db);
    await write(1n, ["news", "points"], plusMs(present(), DAY_MS), "fr");
    await write(2n, ["points", "refill"], plusMs(present(), 9 * DAY_MS), null);
    await write(3n, ["birthday"], null, "it");
    const merge = (goneId: bigint, keptId: bigint) => messages.merge?.(database.db, shop, { goneId, keptId }, present());
    await merge(1n, 2n);
    await merge(3n, 4n);
    const kept = await chosen(2n);
    expect([kept.topicsOff, kept.locale]).toEqual([["news", "points", "refill"], "fr"]);
    expect(Math.round(((kept.pausedUntil?.getTime() ?? 0) - present().getTime()) / DAY_MS)).toBe(9);
    expect(await chosen(4n)).toEqual({ topicsOff: ["birthday"], pausedUntil: null, locale: "it" });
    expect(await rowsOf("preferences")).toHaveLength(2);
  });

  it("is forgotten with the person", async () => {
    await post(form(["news"], { pause: "on" }));
    await messages.forget(database.db, shop.shopId, { customerIds: [1n], emails: [] }, present());
    expect(await rowsOf("preferences")).toEqual([]);
  });
});
