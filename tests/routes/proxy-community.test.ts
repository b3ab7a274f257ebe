import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { takeLinks } from "../../app/actions/merchant/publish-group.server.ts";
import { now } from "../../app/clock.server.ts";
import { countLinks } from "../../app/community/members/links.server.ts";
import { createPost, savePost, showPost } from "../../app/community/posts.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { action, loader } from "../../app/routes/proxy.community.$handle.tsx";
import { loader as listLoader } from "../../app/routes/proxy.community.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { accountViewIn, atOnce } from "../../app/storefront/api/account.server.ts";
import { draft, launch, links, segment } from "../community/stage.ts";
import { people } from "../draws/stage.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const SECRET = "test-client-secret-0123456789";
const HOSTILE = `<b>Regulars</b> {{ shop.email }}`;
let shop: Shop;
let groupId: number;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeAll(async () => {
  shop = await createEarningShop(database.db);
  await people(database.db, shop, [1n, 2n, 3n]);
  const segmentId = String(await segment(database.db, shop, [1n, 2n]));
  const few = { audience: "segment" as const, segmentId, titles: { en: HOSTILE, de: "Stammgäste" } };
  groupId = await launch(database.db, shop, draft(few), "regulars", now());
  await takeLinks(shop, groupId, links(1));
  const postId = (await createPost(shop.shopId, groupId, "minutes", "merchant:7", now())) ?? 0;
  const post = {
    kind: "minutes" as const,
    titles: { en: HOSTILE, de: "" },
    bodies: { en: `<script>x</script> **bold**`, de: "" },
  };
  await savePost(shop.shopId, { groupId, postId }, 1, post, "merchant:7", now());
  await showPost(shop.shopId, { groupId, postId }, 2, true, now());
});

type Options = {
  customer?: string;
  handle?: string;
  form?: Record<string, string>;
  secret?: string;
  list?: boolean;
  method?: string;
  locale?: string;
};

function ask({ customer = "1", handle = "regulars", form, secret = SECRET, list = false, method, locale = "en" }: Options = {}) {
  const query = new URLSearchParams({
    ...{ shop: shop.domain, logged_in_customer_id: customer, path_prefix: "/apps/reprise", l: locale },
    timestamp: String(Math.floor(now().getTime() / 1000)),
  });
  const url = `http://127.0.0.1:3000/proxy/community/${handle}?${signQuery(query, secret).toString()}`;
  const body = form === undefined ? {} : { body: new URLSearchParams(form) };
  const request = new Request(url, { method: method ?? (form === undefined ? "GET" : "POST"), ...body });
  const args = { request, params: { handle }, context: {} };
  if (list) return listLoader(args);
  return form === undefined && method === undefined ? loader(args) : action(args);
}

const textOf = async (options: Options = {}) => (await ask(options)).text();
const statusOf = async (options: Options = {}) =>
  (await ask(options).catch((error: unknown) => (error instanceof Response ? error : Promise.reject(error as Error)))).status;
async function formOf(options: Options = {}): Promise<Record<string, string>> {
  const fields = [...(await textOf(options)).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
}
const left = async () => (await countLinks(database.db, shop.shopId, groupId)).left;

describe("a group's page", () => {
  test("opening it gives nothing, however often; what a merchant writes is text, never markup or Liquid", async () => {
    for (let turn = 0; turn < 4; turn += 1) await ask();
    const text = await textOf();
    expect(await left()).toBe(1);
    expect(text).toContain("Get my invite");
    expect(text).toContain("<strong>bold</strong>");
    expect(text).toContain("Minutes · ");
    expect(text).not.toMatch(/<script|<b>|\{\{ shop\.email|discord\.gg/);
    expect(await textOf({ list: true })).toContain("&#60;b&#62;Regulars");
    expect(await textOf({ locale: "de", list: true })).toContain("Stammgäste");
  });

  test("is told to nobody who does not belong to it, nor to who is not logged in", async () => {
    for (const customer of ["3", "", "999"]) {
      expect(await textOf({ customer })).not.toMatch(/Regulars|bold|Minutes/);
      expect(await textOf({ customer, list: true })).not.toContain("Regulars");
    }
    expect([await statusOf({ customer: "3" }), await statusOf({ handle: "none" }), await statusOf({ handle: "../x" })]).toEqual([
      403, 403, 403,
    ]);
    expect((await atOnce((tx) => accountViewIn(tx, shop, 3n, now())))?.groups).toEqual([]);
    expect((await atOnce((tx) => accountViewIn(tx, shop, 1n, now())))?.groups).toMatchObject([{ title: { de: "Stammgäste" } }]);
  });

  test.each([
    ["without its key", async () => ({ ...(await formOf()), key: "" }), 422],
    ["with another customer's key", async () => formOf({ customer: "2" }), 422],
    ["of somebody who does not belong to it", async () => formOf(), 403, "3"],
    ["of nobody", async () => formOf(), 403, ""],
    ["that is far too long", async () => ({ ...(await formOf()), more: "x".repeat(50_000) }), 422],
  ] as [string, () => Promise<Record<string, string>>, number, string?][])(
    "a form %s is refused and gives nothing",
    async (_, form, status, customer = "1") => {
      expect(await statusOf({ customer, form: await form() })).toBe(status);
      expect(await left()).toBe(1);
    },
  );

  test("gives one link, shows it again, and keeps what they are called there", async () => {
    const form = await formOf();
    expect(await textOf({ form })).toContain('href="https://discord.gg/invite1"');
    expect(await textOf({ form })).toContain('href="https://discord.gg/invite1"');
    expect(await textOf({ customer: "2" })).toContain("All invites are taken at the moment.");
    const named = await textOf({ form: { ...form, intent: "name", name: ` "><script>\u202e kim ` } });
    expect(named).toContain('value="&#34;&#62;&#60;script&#62; kim"');
    expect(await textOf({ locale: "de" })).toContain("Discord öffnen");
  });

  test.each([
    ["a signature that is none", { secret: "another-secret-0123456789" }, 401],
    ["a method of its own", { method: "PUT" }, 405],
  ] as const)("%s gets nothing", async (_, options, status) => expect(await statusOf(options)).toBe(status));
});
