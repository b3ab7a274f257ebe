import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, HOUR_MS, plusMs, SECOND_MS } from "../../app/lib/time.ts";
import { noteClick } from "../../app/messages/clicks/clicks.server.ts";
import { readClick, signClick, type ClickLink } from "../../app/messages/clicks/token.ts";
import { linkMaker } from "../../app/messages/links/link-maker.ts";
import { signatureOf } from "../../app/messages/links/signature.ts";
import { isWebAddress } from "../../app/lib/web-address.ts";
import { TRAP } from "../../app/messages/links/target.ts";
import { signToken } from "../../app/messages/unsubscribe/token.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { loader } from "../../app/routes/proxy.r.$token.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import { LINK_SECRET as secret, linksIn } from "./links.ts";
import { renderEmail } from "./render-stage.ts";
import { stageCustomer, stageShop, timelineOf } from "./stage.ts";

const database = useDatabase();
const PROXY_SECRET = "test-client-secret-0123456789";
const HOME = "https://a.example/?a=1&b=2#x";
const PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
let shop: Shop;
let now: Date;
let messageId: bigint;
let messages = 0;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  now = present();
  shop = await stageShop(database.db, plusMs(now, -400 * DAY_MS));
  await stageCustomer(database.db, shop, 1n);
  messageId = await sent(1n);
});

async function sent(customerId: bigint): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into messages (shop_id, customer_id, template, key, locale, state, recipient, subject, due_at, sent_at, created_at)
    values (${shop.shopId}, ${customerId}, 'win-back', ${`m:${++messages}`}, 'de', 'sent', 'c1@example.com', 'Hallo', ${now}, ${now}, ${now})
    returning message_id as id
  `.execute(database.db);
  return rows[0]?.id ?? 0n;
}

const link = (more: Partial<ClickLink> = {}): ClickLink => ({
  ...{ shopId: shop.shopId, messageId, index: 0, target: { to: "url", url: HOME } },
  ...more,
});
const tokenOf = (more: Partial<ClickLink> = {}) => signClick(link(more), secret);

type Way = { agent?: string; method?: string; domain?: string; headers?: Record<string, string>; proxySecret?: string };

async function open(token: string, way: Way = {}): Promise<Response> {
  const { agent = PERSON, method = "GET", domain = shop.domain, headers = {}, proxySecret = PROXY_SECRET } = way;
  const query = new URLSearchParams({
    ...{ shop: domain, logged_in_customer_id: "", path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(present().getTime() / 1000)),
  });
  const url = `http://127.0.0.1:3000/proxy/r/x?${signQuery(query, proxySecret).toString()}`;
  const request = new Request(url, { method, headers: { "user-agent": agent, ...headers } });
  return loader({ request, params: { token }, context: {} });
}

async function clicks(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select link || ' ' || kind || case when due_at is null then '' else ' undecided' end as line from message_clicks
    where shop_id = ${shop.shopId} order by message_id, link, kind
  `.execute(database.db);
  return rows.map(({ line }) => line);
}
const decide = (at = plusMs(now, HOUR_MS)) => age("clicks", () => at);
const click = (index: number, at: Date, byProgram = false) => noteClick(database.db, link({ index }), byProgram, at);

describe("a link of an email", () => {
  it.each([
    HOME,
    "https://a.example/search?q=%C3%A4%20b+c&q=2#/a?b=c&d",
    "http://a.example:8080/a;b=c/(d)/~e/'f'/*g!,$@:h",
    "https://a.example/?next=https://b.example/?x=1&amp;y=%0d%0aSet-Cookie:a",
  ])("leads byte by byte to where it says: %s (flows 21)", async (url) => {
    const response = await open(tokenOf({ target: { to: "url", url } }));
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(url);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await response.text()).toBe("");
  });

  it("is the same in HTML and text, and nothing but its address is escaped there (flows 21)", () => {
    const make = linkMaker({
      ...{ shopId: 7, messageId: 9n, proxyUrl: "https://www.morgenrot.de/apps/reprise", tracked: true, secret },
      ...{ unsubscribeUrl: "https://app.example/unsubscribe?t=1", preferencesUrl: "https://app.example/preferences?t=1" },
    });
    const { html, text } = renderEmail({ template: "win-back", data: {} }, "de", { link: make });
    const [button] = linksIn(text);
    expect(button).toMatchObject({ shopId: 7, messageId: 9n, index: 0 });
    expect(linksIn(html)).toContainEqual(button);
    expect(
      linksIn(html)
        .map(({ index }) => index)
        .sort((a, b) => a - b),
    ).toEqual([0, 1, TRAP]);
    expect(html).toContain('href="https://app.example/unsubscribe?t=1"');
  });

  it.each(["mailto:hallo@morgenrot.de?subject=a&body=b", "tel:+4930123", "#top"])("%s stays as it is (flows 21)", (url) => {
    const make = linkMaker({
      ...{ shopId: 7, messageId: 9n, proxyUrl: "https://m.example/apps/reprise", tracked: true, secret },
      ...{ unsubscribeUrl: "https://app.example/u", preferencesUrl: "https://app.example/p" },
    });
    expect(make({ to: "url", url }, 3)).toBe(url);
    expect(make({ to: "unsubscribe" }, 3)).toBe("https://app.example/u");
    expect(make({ to: "preferences" }, 3)).toBe("https://app.example/p");
  });

  it("carries any address of the web, and any cart, unchanged", () => {
    const carts = fc.record({
      to: fc.constant("cart" as const),
      lines: fc.array(
        fc.record({ variantId: fc.bigInt(1n, 10n ** 18n).map(String), quantity: fc.integer({ min: 1, max: 9_999 }) }),
        { minLength: 1, maxLength: 50 },
      ),
      code: fc.constantFrom("DANKE-7K2M9P", "5 € & mehr?", "ä,b:c"),
    });
    const urls = fc.webUrl({ withQueryParameters: true, withFragments: true }).filter(isWebAddress);
    const targets = fc.oneof(
      urls.map((url) => ({ to: "url" as const, url })),
      carts,
    );
    fc.assert(
      fc.property(targets, fc.integer({ min: 0, max: 899 }), (target, index) => {
        const about = { shopId: 7, messageId: 9n, index, target };
        expect(readClick(signClick(about, secret), [secret])).toEqual(about);
      }),
    );
  });

  it.each([
    "javascript:alert(1)",
    "//evil.example",
    "\\\\evil.example",
    "https://a.example\\@evil.example",
    "https://user@evil.example/",
    "https://a.example/\r\nSet-Cookie: a=b",
    "https://a.example/ b",
    "https:///evil.example",
    "data:text/html,x",
    "/relative",
    "https://a.example/ä",
    `https://a.example/${"x".repeat(2_000)}`,
    "",
  ])("may not lead to %j, even signed by us (flows 22, hostile: links)", async (url) => {
    expect(isWebAddress(url)).toBe(false);
    const payload = `k${shop.shopId}-${messageId}-0-u${Buffer.from(url).toString("base64url")}`;
    const response = await open(`${payload}-${signatureOf("click", payload, secret)}`);
    expect([response.status, response.headers.get("location")]).toEqual([404, null]);
    expect(() => signClick(link({ target: { to: "url", url } }), secret)).toThrow("may not lead there");
  });

  it("is nothing once a letter of it has changed (flows 22, hostile: links)", async () => {
    const token = tokenOf();
    const tampered = Array.from(
      { length: token.length },
      (_, at) => token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1),
    );
    for (const other of tampered) expect(readClick(other, [secret])).toBeNull();
    expect(readClick(`${token}A`, [secret])).toBeNull();
    expect(readClick(token.slice(0, -1), [secret])).toBeNull();
  });

  const others: [string, () => string | Promise<string>][] = [
    ["garbage", () => "garbage"],
    ["nothing", () => ""],
    ["another secret's", () => signClick(link(), "another-secret-0123456789")],
    ["another link's signature", () => tokenOf().slice(0, -43) + tokenOf({ index: 1 }).slice(-43)],
    ["an unsubscribe link's token", () => signToken({ shopId: shop.shopId, customerId: 1n, channel: "email" }, secret)],
    ["another shop's link", async () => tokenOf({ shopId: (await stageShop(database.db, now)).shopId })],
    ["an impossible shop", () => signClick(link({ shopId: 4_000_000_000 }), secret)],
    ["an impossible message", () => signClick(link({ messageId: 10n ** 19n - 1n }), secret)],
  ];
  it.each(others)("%s is answered like any other that is not ours (flows 22, hostile: links)", async (_name, token) => {
    const response = await open(await token());
    expect([response.status, response.headers.get("location")]).toEqual([404, null]);
    expect(await response.text()).toBe(await (await open("k1-1-0-uAAAA-x")).text());
    expect(await clicks()).toEqual([]);
  });

  it("is not answered where Shopify did not send it on", async () => {
    expect((await open(tokenOf(), { proxySecret: "another-secret-0123456789" })).status).toBe(401);
    expect(await clicks()).toEqual([]);
  });

  it("works after a change of the secret, and for a message that is gone", async () => {
    const response = await open(tokenOf({ messageId: 999_999n }));
    expect(response.headers.get("location")).toBe(HOME);
    expect(await clicks()).toEqual([]);
  });
});

describe("who opened it", () => {
  it("is noted once for a message and link, and tells the timeline", async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => open(tokenOf())));
    expect(await clicks()).toEqual(["0 human undecided"]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
    await decide();
    await open(tokenOf());
    expect(await clicks()).toEqual(["0 human"]);
    await decide();
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["message.clicked"]);
    const { rows } = await sql`select data, occurred_at from timeline_events where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toMatchObject([{ data: { template: "win-back", subject: "Hallo", link: 0, target: HOME } }]);
  });

  it("HEAD is answered alike and not noted (flows 17)", async () => {
    const response = await open(tokenOf(), { method: "HEAD" });
    expect([response.status, response.headers.get("location")]).toEqual([302, HOME]);
    expect(await clicks()).toEqual([]);
  });

  it.each([
    ["no name", "", {}],
    ["a known program", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {}],
    ["a script", "python-requests/2.32", {}],
    ["a browser that loads ahead", PERSON, { "sec-purpose": "prefetch;prerender" }],
  ])("%s is led there and kept apart", async (_name, agent, headers) => {
    expect((await open(tokenOf(), { agent, headers })).headers.get("location")).toBe(HOME);
    expect(await clicks()).toEqual(["0 automatic"]);
    await decide();
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
  });

  it("a program that opens several links within seconds is none, and the person's later click counts (flows 17)", async () => {
    for (const [index, ms] of [
      [0, 0],
      [1, 900],
      [2, 4_000],
    ] as const)
      await click(index, plusMs(now, ms));
    await decide();
    expect(await clicks()).toEqual(["0 automatic", "1 automatic", "2 automatic"]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
    await click(1, plusMs(now, 2 * HOUR_MS));
    await decide(plusMs(now, 3 * HOUR_MS));
    expect(await clicks()).toEqual(["0 automatic", "1 automatic", "1 human", "2 automatic"]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["message.clicked"]);
  });

  it("who takes their time over two links is a person", async () => {
    await click(0, now);
    await click(1, plusMs(now, 6 * SECOND_MS));
    await click(0, plusMs(now, 8 * SECOND_MS));
    await decide();
    expect(await clicks()).toEqual(["0 human", "1 human"]);
  });

  it("whoever follows the hidden link within half a minute is a program, each time anew", async () => {
    await click(0, now);
    await click(TRAP, plusMs(now, 25 * SECOND_MS));
    await decide();
    expect(await clicks()).toEqual(["0 automatic", "999 automatic"]);
    await click(TRAP, plusMs(now, DAY_MS));
    await click(0, plusMs(now, DAY_MS + 20 * SECOND_MS));
    await decide(plusMs(now, DAY_MS + HOUR_MS));
    expect(await clicks()).toEqual(["0 automatic", "999 automatic"]);
  });

  it("one message's programs say nothing of another's reader", async () => {
    await click(0, now);
    const second = await sent(1n);
    await noteClick(database.db, link({ messageId: second, index: 1 }), false, plusMs(now, 1_000));
    await decide();
    expect(await clicks()).toEqual(["0 human", "1 human"]);
  });

  it("nothing is noted of somebody who was erased", async () => {
    await sql`update customers set redacted_at = ${now} where shop_id = ${shop.shopId}`.execute(database.db);
    expect((await open(tokenOf())).headers.get("location")).toBe(HOME);
    expect(await clicks()).toEqual([]);
  });
});
