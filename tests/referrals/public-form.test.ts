import { randomUUID } from "node:crypto";

import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { MOST_OF_LINK } from "../../app/referrals/links/claims.server.ts";
import { ownCode } from "../../app/referrals/links/links.server.ts";
import { saveReferralProgram } from "../../app/referrals/program.server.ts";
import { action, loader } from "../../app/routes/proxy.refer.$code.tsx";
import { action as linkAction } from "../../app/routes/proxy.refer.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { apply, bought, fresh, person, referralShop, TERMS } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const SECRET = "test-client-secret-0123456789";
const ADVOCATE = 501n;
let shop: Shop;
let code: string;

beforeAll(async () => {
  const made = await installFromApi(database.db, api);
  await saveReferralProgram(
    database.db,
    made,
    { enabled: true, terms: { ...TERMS, minSpendMinor: 2_000 } },
    "merchant:1",
    present(),
  );
  shop = await fresh(database.db, made);
});
beforeEach(async () => {
  await sql`delete from referrals`.execute(database.db);
  await sql`update referral_programs set enabled = true where shop_id = ${shop.shopId}`.execute(database.db);
  await apply(shop, [person(ADVOCATE, { firstName: "Anna", email: "anna@example.com" })], present());
  code = await pipeline.inShop(shop.shopId, async (tx) => (await ownCode(tx, shop, ADVOCATE, present())) ?? "");
});

type Way = {
  method?: string;
  body?: string | Record<string, string>;
  type?: string;
  customer?: string;
  visitor?: string;
  of?: Shop;
  secret?: string;
  at?: Date;
  query?: Record<string, string>;
};

async function visit(
  link: string,
  {
    method = "GET",
    body,
    type,
    customer = "",
    visitor = randomUUID(),
    of = shop,
    secret = SECRET,
    at = present(),
    query = {},
  }: Way = {},
) {
  const signed = signQuery(
    new URLSearchParams({
      ...{ shop: of.domain, logged_in_customer_id: customer, path_prefix: "/apps/reprise" },
      timestamp: String(Math.floor(at.getTime() / 1000)),
      ...query,
    }),
    secret,
  );
  const request = new Request(`http://127.0.0.1:3000/proxy/refer/x?${signed.toString()}`, {
    method,
    headers: { "x-forwarded-for": visitor, ...(type === undefined ? {} : { "content-type": type }) },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new URLSearchParams(body) }),
  });
  const args = { request, params: { code: link }, context: {} };
  const response = await (method === "GET" || method === "HEAD" ? loader(args) : action(args));
  return { status: response.status, html: await response.text(), headers: response.headers };
}
const post = (body: Way["body"], way: Way = {}) =>
  visit(code, { method: "POST", ...(body === undefined ? {} : { body }), ...way });
const given = async () => {
  const { rows } = await sql<{ code: string; mailbox: string | null; placed: boolean }>`
    select code, mailbox, placed_at is not null as placed from referrals order by referral_id
  `.execute(database.db);
  return rows;
};
const codeIn = (html: string) => /HI-[2-9A-Z]{10}/.exec(html)?.[0] ?? null;
const discounts = () => [...api.shop.discounts.values()].filter(({ input }) => String(input["title"]).startsWith("Referral"));

describe("the page behind an advocate's link", () => {
  it("opened any number of times, by whatever program, changes nothing (issue 12: 3)", async () => {
    for (const method of ["GET", "HEAD", "GET", "GET"]) expect((await visit(code, { method })).status).toBe(200);
    expect(await given()).toEqual([]);
    expect(discounts()).toEqual([]);
  });

  it("says who recommends, what there is, that it is advertising, and signs nobody up", async () => {
    const { html } = await visit(code, { query: { l: "de" } });
    expect(html).toContain("Anna empfiehlt dir");
    expect(html).toContain("Werbung: Wenn du mit dem Code bestellst, bekommt Anna");
    expect(html).not.toContain("Berger");
    expect(html).not.toContain('name="agree"');
  });

  it("gives a code that Shopify knows: once, for anybody, with an end and the minimum", async () => {
    const { html, headers } = await post({ email: "neu@example.com", l: "en" });
    const friend = codeIn(html);
    expect(html).toContain(`/discount/${friend ?? ""}?redirect=`);
    expect(headers.get("cache-control")).toBe("private, no-store");
    const [one] = discounts();
    expect(one?.input).toMatchObject({
      code: friend,
      usageLimit: 1,
      context: { all: "ALL" },
      customerGets: { value: { percentage: 0.1 } },
    });
    expect(one?.input["endsAt"]).toBeDefined();
    expect(await given()).toMatchObject([{ code: friend, placed: true }]);
    expect((await given())[0]?.mailbox).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ["the same again", "neu2@example.com"],
    ["in capitals", "NEU2@EXAMPLE.COM"],
    ["with an alias", "neu2+again@example.com"],
  ])("%s is the same code, and one discount", async (_name, again) => {
    const first = codeIn((await post({ email: "neu2@example.com" })).html);
    expect(codeIn((await post({ email: again })).html)).toBe(first);
    expect(await given()).toHaveLength(1);
  });

  it("two presses at once make one code", async () => {
    const pages = await Promise.all([1, 2, 3].map(() => post({ email: "eilig@example.com" })));
    expect(new Set(pages.map(({ html }) => codeIn(html))).size).toBe(1);
    expect(await given()).toHaveLength(1);
  });

  it("the first link wins: another advocate's gives the friend the code that they have", async () => {
    await apply(shop, [person(502n, { firstName: "Ben" })], present());
    const other = await pipeline.inShop(shop.shopId, async (tx) => (await ownCode(tx, shop, 502n, present())) ?? "");
    const first = codeIn((await post({ email: "neu3@example.com" })).html);
    expect(codeIn((await visit(other, { method: "POST", body: { email: "neu3@example.com" } })).html)).toBe(first);
  });

  it("says the same of an address that has ordered as of one that nobody knows", async () => {
    await apply(
      shop,
      [
        person(503n, { email: "alt@example.com" }),
        bought(900n, { customerId: 503n, email: "alt@example.com", createdAt: plusMs(present(), -DAY_MS) }),
      ],
      present(),
    );
    const [known, unknown] = [await post({ email: "alt@example.com" }), await post({ email: "ganz-neu@example.com" })];
    const plain = (html: string) => html.replace(/HI-[2-9A-Z]{10}/g, "CODE");
    expect([known.status, plain(known.html)]).toEqual([unknown.status, plain(unknown.html)]);
    // Who is logged in hears of themselves.
    expect((await visit(code, { customer: "503", query: { l: "en" } })).html).toContain("You have: thank you!");
    expect((await visit(code, { customer: ADVOCATE.toString(), query: { l: "en" } })).html).toContain("This is your link");
  });
});

describe("hostile requests", () => {
  it.each<[string, () => Promise<{ status: number; html: string }>, number]>([
    ["no signature that holds", () => visit(code, { secret: "another-secret-0123456789" }), 401],
    ["a signature of yesterday", () => visit(code, { at: plusMs(present(), -2 * DAY_MS) }), 401],
    ["a code that nobody has", () => visit("ABCDEFGH"), 404],
    ["no code", () => visit(""), 404],
    ["a code with letters that none has", () => visit("0OIL1111"), 404],
    ["a long code", () => visit("A".repeat(5_000)), 404],
    ["SQL in the code", () => visit("' or 1=1--"), 404],
    ["a path in the code", () => visit("../../app"), 404],
    ["markup in the code", () => visit("<script>alert(1)</script>"), 404],
    ["posted to a code that nobody has", () => visit("ABCDEFGH", { method: "POST", body: { email: "a@example.com" } }), 404],
    ["no form", () => post("{}", { type: "application/json" }), 422],
    ["no body", () => post(undefined), 422],
    ["a form that is too long", () => post({ email: `${"a".repeat(5_000)}@example.com` }), 422],
    ["no address", () => post({}), 422],
    ["an empty address", () => post({ email: "" }), 422],
    ["what is no address", () => post({ email: "anna" }), 422],
    ["two addresses", () => post({ email: "a@example.com,b@example.com" }), 422],
    ["a header in the address", () => post({ email: "a@example.com\r\nBcc: b@example.com" }), 422],
    ["a NUL in the address", () => post({ email: "a\0@example.com" }), 422],
    ["an address of 255 letters", () => post({ email: `${"a".repeat(243)}@example.com` }), 422],
    ["markup in the address", () => post({ email: '"><script>alert(1)</script>' }), 422],
    ["Liquid in the address", () => post({ email: "{{ shop.email }}" }), 422],
    ["the field that people do not see", () => post({ email: "a@example.com", website: "https://x.example" }), 422],
    ["PUT", () => visit(code, { method: "PUT", body: { email: "a@example.com" } }), 405],
    ["DELETE", () => visit(code, { method: "DELETE" }), 405],
  ])("%s", async (_name, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.html).not.toMatch(/<script>alert|\{\{ shop\.email/);
    expect(await given()).toEqual([]);
    expect(discounts().length).toBe(discountsBefore);
  });
  let discountsBefore = 0;
  beforeEach(() => {
    discountsBefore = discounts().length;
  });

  it("another shop's link does not work here", async () => {
    const other = await referralShop(database.db);
    expect((await visit(other.code)).status).toBe(404);
    expect((await visit(other.code, { method: "POST", body: { email: "a@example.com" } })).status).toBe(404);
  });

  it.each([
    "<img src=x onerror=alert(1)>",
    "{{ customer.email }}",
    "{% render 'x' %}",
    "https://evil.example",
    "A".repeat(300),
    "\u202eannA",
  ])("a name like %s is not told, or is only text", async (firstName) => {
    await apply(
      shop,
      [
        {
          kind: "customer",
          customer: { ...(person(ADVOCATE) as { customer: object }).customer, firstName, updatedAt: present() },
        } as never,
      ],
      present(),
    );
    const { html } = await visit(code);
    expect(html).not.toMatch(/<img|\{\{ customer|\{% render|evil\.example|AAAAA|\u202e/);
  });

  it("one visitor who asks for many codes is held up, and other visitors are not", async () => {
    const visitor = "203.0.113.7";
    const statuses = [];
    for (let asked = 0; asked < 14; asked += 1)
      statuses.push((await post({ email: `flut${asked}@example.com` }, { visitor })).status);
    expect(statuses.filter((status) => status === 429).length).toBe(4);
    expect((await post({ email: "mensch@example.com" })).status).toBe(200);
  });

  it("a link gives so many codes in a day and no more, whoever asks", async () => {
    await sql`
      insert into referrals (shop_id, advocate_id, code, terms, claimed_at, expires_at, state)
      select ${shop.shopId}, ${ADVOCATE}, 'OLD-' || n, ${JSON.stringify(TERMS)}::jsonb, ${present()}, ${plusMs(present(), DAY_MS)}, 'claimed'
      from generate_series(1, ${MOST_OF_LINK}::int) as n
    `.execute(database.db);
    expect((await post({ email: "einer@example.com" })).status).toBe(429);
  });

  it("nothing is there while referrals are off, nor from an advocate who is kept out", async () => {
    await sql`update referral_programs set enabled = false where shop_id = ${shop.shopId}`.execute(database.db);
    expect((await visit(code)).status).toBe(404);
    expect((await post({ email: "a@example.com" })).status).toBe(404);
    const asked = await linkAction({ request: linkRequest(), params: {}, context: {} });
    expect(await asked.json()).toMatchObject({ ok: false });
  });
});

function linkRequest(): Request {
  const query = new URLSearchParams({
    ...{ shop: shop.domain, logged_in_customer_id: ADVOCATE.toString(), path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(present().getTime() / 1000)),
  });
  return new Request(`http://127.0.0.1:3000/proxy/refer?${signQuery(query, SECRET).toString()}`, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ locale: "de" }),
  });
}
