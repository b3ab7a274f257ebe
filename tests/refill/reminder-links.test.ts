import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { signClick, type ClickLink } from "../../app/messages/clicks/token.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { action, loader } from "../../app/routes/proxy.r.$token.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { LINK_SECRET as secret } from "../messages/links.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";

const database = useDatabase();
const PROXY_SECRET = "test-client-secret-0123456789";
let shop: Shop;
let other: Shop;
let messageId: bigint;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  shop = await stageShop(database.db, plusMs(present(), -400 * DAY_MS));
  other = await stageShop(database.db, plusMs(present(), -400 * DAY_MS));
  await stageCustomer(database.db, shop, 1n);
  for (const [productId, title] of [
    [1n, "Espresso"],
    [2n, "Tee <b>"],
    [3n, "Seife"],
  ] as const)
    await sql`
      insert into products (shop_id, product_id, title, handle, status, tags, source_updated_at)
      values (${shop.shopId}, ${productId}, ${title}, 'p', 'active', '{}', ${present()})
    `.execute(database.db);
  const { rows } = await sql<{ id: bigint }>`
    insert into messages (shop_id, customer_id, template, key, locale, state, recipient, subject, data, due_at, sent_at, created_at)
    values (${shop.shopId}, 1, 'flow-email', 'r:1', 'de', 'sent', 'c1@example.com', 'Hallo', '{}', ${present()}, ${present()}, ${present()})
    returning message_id as id
  `.execute(database.db);
  messageId = rows[0]?.id ?? 0n;
});

type Way = { method?: string; body?: Record<string, string>; domain?: string; link?: Partial<ClickLink>; spoilt?: boolean };

async function open(way: Way = {}): Promise<{ status: number; html: string }> {
  const { method = "GET", body, domain = shop.domain, spoilt = false } = way;
  const target = { to: "reminders" as const, wish: "later" as const, productIds: ["1", "2"] };
  const token = signClick({ shopId: shop.shopId, messageId, index: 4, target, ...way.link }, secret);
  const query = new URLSearchParams({
    ...{ shop: domain, logged_in_customer_id: "", path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(present().getTime() / 1000)),
  });
  const request = new Request(`http://127.0.0.1:3000/proxy/r/x?${signQuery(query, PROXY_SECRET).toString()}`, {
    ...{ method, headers: { "user-agent": "Mozilla/5.0 (iPhone)" } },
    ...(body === undefined ? {} : { body: new URLSearchParams(body) }),
  });
  const args = { request, params: { token: spoilt ? `${token.slice(0, -1)}_` : token }, context: {} };
  const response = await (method === "GET" || method === "HEAD" ? loader(args) : action(args));
  return { status: response.status, html: await response.text() };
}
const post = (body: Record<string, string>, more: Way = {}) => open({ method: "POST", body, ...more });
const both = { "product-1": "on", "product-2": "on" };

async function wishes(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select customer_id || ' ' || product_id || case when off then ' off' else ' later' end as line from refill_wishes
    where shop_id = ${shop.shopId} order by customer_id, product_id
  `.execute(database.db);
  return rows.map(({ line }) => line);
}

describe("the links of a refill reminder", () => {
  it("GET and HEAD only ask, whoever opens them however often (flows 17)", async () => {
    for (const method of ["GET", "HEAD", "GET"]) {
      const { status, html } = await open({ method });
      expect(status).toBe(200);
      expect(html).toContain("In zwei Wochen erinnern");
      expect(html).toContain("Tee &lt;b&gt;");
    }
    expect(await wishes()).toEqual([]);
  });

  it("a POST keeps what is ticked, of the products that the link names and no others", async () => {
    expect((await post({ do: "later", ...both, "product-3": "on" })).html).toContain("Wir erinnern dich in zwei Wochen.");
    expect(await wishes()).toEqual(["1 1 later", "1 2 later"]);
    await Promise.all([1, 2, 3].map(() => post({ do: "stop", "product-2": "on" })));
    expect(await wishes()).toEqual(["1 1 later", "1 2 off"]);
    expect((await open()).html).toContain("Keine Erinnerungen mehr");
    await post({ do: "again", ...both });
    expect(await wishes()).toEqual([]);
  });

  it.each<[string, Record<string, string>, Way, number]>([
    ["a form that chooses nothing", { do: "stop" }, {}, 400],
    ["a form of another page", { do: "unsubscribe", "product-1": "on" }, {}, 400],
    ["a link that is not ours", { do: "stop", "product-1": "on" }, { spoilt: true }, 404],
    ["a message that is not there", { do: "stop", "product-1": "on" }, { link: { messageId: 999_999n } }, 404],
  ])("%s changes nothing (hostile: links)", async (_, body, way, status) => {
    expect((await post(body, way)).status).toBe(status);
    expect(await wishes()).toEqual([]);
  });

  it("is worth nothing in another shop", async () => {
    expect((await post({ do: "stop", ...both }, { domain: other.domain })).status).toBe(404);
    expect(await wishes()).toEqual([]);
  });

  it("belongs to whom its reader became, and is gone with them", async () => {
    await post({ do: "stop", "product-1": "on" });
    await stageCustomer(database.db, shop, 2n);
    const merged = { kind: "customers-merged" as const, keptId: 2n, goneId: 1n, at: present() };
    await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [merged], present()));
    expect(await wishes()).toEqual(["2 1 off"]);
    await post({ do: "later", "product-2": "on" });
    expect(await wishes()).toEqual(["2 1 off", "2 2 later"]);
  });
});
