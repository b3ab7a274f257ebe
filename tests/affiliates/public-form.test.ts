import { randomUUID } from "node:crypto";

import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { accountToken } from "../../app/affiliates/account-link.server.ts";
import { saveAffiliateProgram } from "../../app/affiliates/setup/settings.server.ts";
import { savePlan } from "../../app/affiliates/setup/plans.server.ts";
import { now as present } from "../../app/clock.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { action as formAction, loader as formLoader } from "../../app/routes/proxy.partner.tsx";
import { action as linkAction, loader as linkLoader } from "../../app/routes/proxy.partner.$code.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { affiliate, apply, fresh, PAYEE, person, SETTINGS, TERMS } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const SECRET = "test-client-secret-0123456789";
const ANNA = 501n;
const BEN = 502n;
/** Each of whom has sent nothing yet: who sends much is held up. */
const others = Array.from({ length: 40 }, (_, at) => BigInt(600 + at));
let shop: Shop;
let planId: bigint;

beforeAll(async () => {
  const made = await installFromApi(database.db, api);
  const settings = { ...SETTINGS, terms: { en: "Mark it as advertising {{ shop.secret }} <b>", de: "Als Werbung kennzeichnen" } };
  await saveAffiliateProgram(database.db, made.shopId, { enabled: true, settings }, "merchant:1", plusMs(present(), -DAY_MS));
  planId =
    (await savePlan(database.db, made.shopId, { planId: null, name: "Plan", terms: TERMS }, "merchant:1", present())) ?? 0n;
  shop = await fresh(database.db, made);
  await apply(
    shop,
    [person(ANNA, { email: "anna@example.com" }), person(BEN, { email: "ben@example.com" }), ...others.map((id) => person(id))],
    present(),
  );
});
beforeEach(async () => {
  for (const table of ["affiliates", "affiliate_clicks", "affiliate_touches"])
    await sql.raw(`delete from ${table}`).execute(database.db);
});

type Way = {
  body?: string | Record<string, string>;
  customer?: bigint;
  visitor?: string;
  secret?: string;
  type?: string;
  query?: Record<string, string>;
};

async function visit(path: string, { body, customer, visitor = randomUUID(), secret = SECRET, type, query = {} }: Way = {}) {
  const signed = signQuery(
    new URLSearchParams({
      ...{ shop: shop.domain, logged_in_customer_id: customer?.toString() ?? "", path_prefix: "/apps/reprise" },
      timestamp: String(Math.floor(present().getTime() / 1000)),
      ...query,
    }),
    secret,
  );
  const request = new Request(`http://127.0.0.1:3000/proxy/partner${path}?${signed.toString()}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "x-forwarded-for": visitor, ...(type === undefined ? {} : { "content-type": type }) },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new URLSearchParams(body) }),
  });
  const args = { request, params: path === "" ? {} : { code: path.slice(1) }, context: {} };
  const answering =
    path === ""
      ? body === undefined
        ? formLoader(args)
        : formAction(args)
      : body === undefined
        ? linkLoader(args)
        : linkAction(args);
  const response = await answering;
  return { status: response.status, html: await response.text(), headers: response.headers };
}

const APPLICATION = {
  what: "apply",
  name: "Kim Weber",
  email: "kim@example.com",
  pitch: "On my blog",
  agree: "yes",
  website: "",
  company: "",
  l: "en",
};
const rows = async () => {
  const { rows: all } = await sql<{
    name: string;
    email: string;
    customer_id: bigint | null;
    website: string | null;
    state: string;
  }>`
    select name, email, customer_id, website, state from affiliates order by affiliate_id
  `.execute(database.db);
  return all;
};
const payees = async () => {
  const { rows: all } = await sql<{ payee: string | null }>`select payee from affiliates`.execute(database.db);
  return all.map(({ payee }) => payee);
};
let taken = 0;
const nobodyYet = () => others[taken++] ?? 0n;
const keyIn = (html: string) => /name="key" value="([^"]+)"/.exec(html)?.[1] ?? "";
const ACCOUNT = {
  ...{ what: "payee", method: "bank", name: "Anna Berger", street: "Weg 1", postcode: "20095", city: "Hamburg", country: "DE" },
  ...{
    iban: "DE89 3704 0044 0532 0130 00",
    bic: "",
    paypal: "",
    tax: "private",
    taxNumber: "",
    vatId: "",
    agree: "yes",
    l: "en",
  },
};

describe("an application", () => {
  it("by GET changes nothing, shows the merchant's terms as text, in both languages", async () => {
    const { html, status } = await visit("", { query: { l: "en" } });
    expect(status).toBe(200);
    expect(html).not.toMatch(/\{\{ shop|<b>/);
    expect(html).toContain("Mark it as advertising");
    expect((await visit("", { query: { l: "de" } })).html).toContain("Bewerbung senden");
    expect(await rows()).toEqual([]);
  });

  it("is written down once for a mailbox, and the answer tells nothing of who has applied", async () => {
    const first = await visit("", { body: APPLICATION });
    const again = await visit("", { body: { ...APPLICATION, name: "Somebody else" } });
    expect(again.html).toBe(first.html);
    expect(await rows()).toMatchObject([{ name: "Kim Weber", state: "applied", customer_id: null }]);
  });

  it("of who is logged in has the account's address, whatever the form says", async () => {
    await visit("", { customer: ANNA, body: { ...APPLICATION, email: "ben@example.com" } });
    expect(await rows()).toMatchObject([{ email: "anna@example.com", customer_id: ANNA }]);
    expect((await visit("", { customer: ANNA, query: { l: "en" } })).html).toContain("Your application is here");
  });

  const long = (count: number) => "x".repeat(count);
  const refused: [string, Record<string, string>][] = [
    ["no name", { name: "" }],
    ["a name of blanks", { name: " \t\n " }],
    ["a name without end", { name: long(101) }],
    ["an invisible name", { name: "\u200b\u200e" }],
    ["no address", { email: "" }],
    ["no at sign", { email: "kim.example.com" }],
    ["two addresses", { email: "a@b.de,c@d.de" }],
    ["a header in the address", { email: "a@b.de\nBcc: c@d.de" }],
    ["markup in the address", { email: "<script>@b.de" }],
    ["an address without a domain", { email: "a@localhost" }],
    ["an address without end", { email: `${long(250)}@b.de` }],
    ["a script for a website", { website: "javascript:alert(1)" }],
    ["data for a website", { website: "data:text/html,<script>" }],
    ["a file for a website", { website: "file:///etc/passwd" }],
    ["a password in the website", { website: "https://a:b@c.de" }],
    ["a host without a dot", { website: "http://localhost:3000" }],
    ["a website without end", { website: `https://a.de/${long(300)}` }],
    ["nothing said", { pitch: "" }],
    ["too much said", { pitch: long(1_001) }],
    ["no agreement", { agree: "" }],
    ["another word for yes", { agree: "on" }],
    ["a filled trap", { company: "Bot Ltd" }],
  ];
  it.each(refused)("is refused with %s", async (_, change) => {
    expect((await visit("", { body: { ...APPLICATION, ...change } })).status).toBe(422);
    expect(await rows()).toEqual([]);
  });

  const kept: [string, Record<string, string>][] = [
    ["Liquid", { name: "{{ settings | json }}" }],
    ["a Liquid tag", { name: "{% raw %}", pitch: "{% endraw %}{{ shop }}" }],
    ["markup", { name: "<img src=x onerror=alert(1)>" }],
    ["SQL", { name: "'); drop table affiliates; --" }],
    ["NUL", { name: "a\0b" }],
    ["half a character", { name: "a\ud800b" }],
    ["a website without a scheme", { website: "example.com/kim" }],
    ["lines", { pitch: "one\r\ntwo" }],
  ];
  it.each(kept)("takes %s as text", async (_, change) => {
    expect((await visit("", { body: { ...APPLICATION, ...change } })).status).toBe(200);
    expect(await rows()).toHaveLength(1);
    const shown = (await visit("", { body: { ...APPLICATION, ...change, email: "" } })).html;
    expect(shown).not.toMatch(/\{[{%] (?!routes\.)|<img|<script/);
  });

  it("must be signed by Shopify, a form, short, and not one of a flood", async () => {
    expect((await visit("", { body: APPLICATION, secret: "other" })).status).toBe(401);
    expect((await visit("", { body: JSON.stringify(APPLICATION), type: "application/json" })).status).toBe(422);
    expect((await visit("", { body: { ...APPLICATION, pitch: "y".repeat(20_000) } })).status).toBe(422);
    const visitor = randomUUID();
    const answers = [];
    for (let at = 0; at < 12; at += 1)
      answers.push((await visit("", { visitor, body: { ...APPLICATION, email: `k${at}@example.com` } })).status);
    expect(answers.filter((status) => status === 429)).toHaveLength(2);
  });

  it("cannot be made while the merchant takes nobody", async () => {
    await sql`update affiliate_settings set enabled = false`.execute(database.db);
    expect((await visit("", { body: APPLICATION, query: {} })).html).toContain("don’t take new partners");
    await sql`update affiliate_settings set enabled = true`.execute(database.db);
    expect(await rows()).toEqual([]);
  });
});

describe("an application by another affiliate's link", () => {
  const pay = (bp: number) =>
    sql`update affiliate_plans set terms = jsonb_set(terms, '{recruiterBp}', ${String(bp)}::jsonb) where plan_id = ${planId}`.execute(
      database.db,
    );
  const recruited = async () => {
    const { rows: all } = await sql<{ by: string | null }>`
      select u.code as by from affiliates a left join affiliates u on u.shop_id = a.shop_id and u.affiliate_id = a.recruited_by where a.state = 'applied'
    `.execute(database.db);
    return all.map(({ by }) => by);
  };
  const anna = () => affiliate(database.db, shop, planId, "ANNA10", { customerId: ANNA, at: plusMs(present(), -DAY_MS) });

  it("says who invites, as text, and is noted, while a plan pays for it", async () => {
    const affiliateId = await anna();
    await sql`update affiliates set name = '<b>{{ shop }}' where affiliate_id = ${affiliateId}`.execute(database.db);
    await pay(500);
    const { html } = await visit("", { query: { l: "en", by: "anna10" } });
    expect(html).toContain("invites you");
    expect(html).not.toMatch(/<b>|\{\{ shop/);
    expect(/name="by" value="([^"]*)"/.exec(html)?.[1]).toBe("ANNA10");
    await visit("", { body: { ...APPLICATION, by: "ANNA10" } });
    await pay(0);
    expect(await recruited()).toEqual(["ANNA10"]);
    expect((await visit("", { query: { l: "en", by: "anna10" } })).html).not.toContain("invites you");
  });

  const nobodys: [string, number, string][] = [
    ["no plan pays for it", 0, "ANNA10"],
    ["nobody has the code", 500, "BEN10"],
    ["it is no code", 500, "{{ shop }}' or 1=1"],
  ];
  it.each(nobodys)("is nobody's where %s", async (_, bp, by) => {
    await anna();
    await pay(bp);
    await visit("", { body: { ...APPLICATION, by } });
    await pay(0);
    expect(await recruited()).toEqual([null]);
  });

  it("is nobody's where that affiliate has ended", async () => {
    const affiliateId = await anna();
    await sql`update affiliates set state = 'ended', ended_at = now() where affiliate_id = ${affiliateId}`.execute(database.db);
    await pay(500);
    await visit("", { body: { ...APPLICATION, by: "ANNA10" } });
    await pay(0);
    expect(await recruited()).toEqual([null]);
  });
});

describe("who was declined", () => {
  const declined = async (customer: bigint | null, daysAgo: number) => {
    await visit("", { ...(customer === null ? {} : { customer }), body: APPLICATION });
    await sql`
      update affiliates set state = 'declined', reason = 'Too few readers', decided_at = ${plusMs(present(), -daysAgo * DAY_MS)}
    `.execute(database.db);
  };

  it("reads from when on they may apply again, and cannot before, also not by the form of before", async () => {
    const who = nobodyYet();
    await declined(who, 179);
    const { html } = await visit("", { customer: who, query: { l: "en" } });
    expect([html.includes("You may apply again from"), html.includes("<textarea")]).toEqual([true, false]);
    await visit("", { customer: who, body: APPLICATION });
    expect(await rows()).toMatchObject([{ state: "declined" }]);
  });

  it("finds the form again after that, which says so, and is an applicant again", async () => {
    const who = nobodyYet();
    await declined(who, 181);
    const { html } = await visit("", { customer: who, query: { l: "de" } });
    expect([html.includes("Inzwischen kannst du dich erneut bewerben"), html.includes("<textarea")]).toEqual([true, true]);
    await visit("", { customer: who, body: APPLICATION });
    expect((await rows()).map(({ state }) => state)).toEqual(["declined", "applied"]);
  });

  it("as a guest is not considered before either, and a stranger does not learn of it", async () => {
    const unknown = await visit("", { body: { ...APPLICATION, email: "other@example.com" } });
    await sql`delete from affiliates`.execute(database.db);
    await declined(null, 10);
    const again = await visit("", { body: APPLICATION });
    expect(again.html).toBe(unknown.html);
    expect(again.html).toContain("declined an application with this address since");
    expect((await rows()).map(({ state }) => state)).toEqual(["declined"]);
  });
});

describe("the link for another account", () => {
  const guest = async (code: string) => {
    const affiliateId = await affiliate(database.db, shop, planId, code, { payee: null, at: plusMs(present(), -DAY_MS) });
    return { affiliateId, token: accountToken(shop.shopId, affiliateId, present()) };
  };
  const open = (customer: bigint | undefined, account: string) =>
    visit("", { ...(customer === undefined ? {} : { customer }), query: { l: "en", account } });
  const take = (customer: bigint | undefined, account: string, key: string) =>
    visit("", { ...(customer === undefined ? {} : { customer }), body: { l: "en", what: "account", account, key } });
  const bound = async () => (await rows()).map(({ customer_id }) => customer_id);

  it("binds a guest's partnership to the account that presses the button, once, and shows its page", async () => {
    const { token } = await guest("GUEST1");
    const who = nobodyYet();
    expect((await open(undefined, token)).html).toContain("Log in to your customer account");
    const page = await open(who, token);
    expect([page.status, await bound()]).toEqual([200, [null]]);
    expect((await take(who, token, keyIn(page.html))).html).toContain("Your partnership with");
    expect(await bound()).toEqual([who]);
    expect((await open(who, token)).html).toContain("Your partnership with");
    const other = nobodyYet();
    expect((await open(other, token)).status).toBe(404);
    const key = keyIn((await open(other, (await guest("GUEST2")).token)).html);
    expect((await take(other, token, key)).status).toBe(404);
    expect(await bound()).toEqual([who, null]);
  });

  it.each([
    ["a key of another customer's page", (token: string) => ({ token, key: "other" })],
    ["no key", (token: string) => ({ token, key: "none" })],
    ["a link of another affiliate's number", (token: string) => ({ token: token.replace(/^\d+/, "1"), key: "own" })],
    ["a longer time", (token: string) => ({ token: token.replace(/\.\w+\./, ".zzzzzz."), key: "own" })],
    ["nonsense", () => ({ token: "{{ shop }}", key: "own" })],
  ])("does nothing with %s", async (_, change) => {
    const { token } = await guest("GUEST3");
    const who = nobodyYet();
    const { token: given, key } = change(token);
    const keys = { own: keyIn((await open(who, token)).html), other: keyIn((await open(nobodyYet(), token)).html), none: "" };
    expect((await take(who, given, keys[key as keyof typeof keys])).status).toBeGreaterThanOrEqual(400);
    expect(await bound()).toEqual([null]);
  });

  it("ends after thirty days, is no other shop's, and does nothing for who has a partnership or applied", async () => {
    const { affiliateId } = await guest("GUEST4");
    const who = nobodyYet();
    const old = accountToken(shop.shopId, affiliateId, plusMs(present(), -31 * DAY_MS));
    const foreign = accountToken(shop.shopId + 1, affiliateId, present());
    expect([(await open(who, old)).status, (await open(who, foreign)).status]).toEqual([404, 404]);
    const token = accountToken(shop.shopId, affiliateId, present());
    const key = keyIn((await open(who, token)).html);
    await visit("", { customer: who, body: APPLICATION });
    expect((await open(who, token)).html).toContain("already has a partnership or an application");
    expect((await take(who, token, key)).status).toBe(422);
    expect(await bound()).toEqual([null, who]);
  });
});

describe("an affiliate's link", () => {
  const clicks = async () => {
    const { rows: all } = await sql<{ clicks: number; touches: number }>`
      select coalesce(sum(clicks), 0)::int as clicks, (select count(*) from affiliate_touches)::int as touches from affiliate_clicks
    `.execute(database.db);
    return all[0];
  };

  it("opened by whatever program counts nothing, and says that it is advertising", async () => {
    await affiliate(database.db, shop, planId, "ANNA10", { customerId: ANNA, at: plusMs(present(), -DAY_MS) });
    for (let at = 0; at < 3; at += 1) expect((await visit("/anna10", { customer: BEN })).status).toBe(200);
    expect((await visit("/ANNA10", { query: { l: "de" } })).html).toContain("Werbung: ANNA10 bekommt eine Provision");
    expect(await clicks()).toEqual({ clicks: 0, touches: 0 });
  });

  it("leads into the shop with the code, and remembers a customer only from a page that was shown to them", async () => {
    await affiliate(database.db, shop, planId, "ANNA10", { customerId: ANNA, at: plusMs(present(), -DAY_MS) });
    const forged = await visit("/ANNA10", { customer: BEN, body: { l: "en" } });
    expect([forged.status, forged.headers.get("location")]).toEqual([303, "/discount/ANNA10?redirect=%2F"]);
    expect(await clicks()).toEqual({ clicks: 1, touches: 0 });
    const key = keyIn((await visit("/ANNA10", { customer: ANNA + 10n })).html);
    await visit("/ANNA10", { customer: BEN, body: { l: "en", key } });
    expect(await clicks()).toEqual({ clicks: 2, touches: 0 });
    await visit("/ANNA10", { customer: BEN, body: { l: "en", key: keyIn((await visit("/ANNA10", { customer: BEN })).html) } });
    expect(await clicks()).toEqual({ clicks: 3, touches: 1 });
    await visit("/ANNA10", { customer: ANNA, body: { l: "en" } });
    expect(await clicks()).toEqual({ clicks: 3, touches: 1 });
  });

  it.each(["NOBODY", "%7B%7B", "../..", "A", "x".repeat(200), "ANNA 10"])("of nobody leads nowhere: %s", async (code) => {
    expect((await visit(`/${code}`)).status).toBe(404);
    expect((await visit(`/${code}`, { body: { l: "en" } })).status).toBe(404);
  });

  it("pressed on and on by one visitor is not counted on and on", async () => {
    await affiliate(database.db, shop, planId, "ANNA10", { at: plusMs(present(), -DAY_MS) });
    const visitor = randomUUID();
    for (let at = 0; at < 15; at += 1) await visit("/ANNA10", { visitor, body: { l: "en" } });
    expect(await clicks()).toEqual({ clicks: 10, touches: 0 });
  });
});

describe("the portal", () => {
  const portal = (customer: bigint) => visit("", { customer, query: { l: "en" } });

  it("is only its own affiliate's, and so is a credit note", async () => {
    await affiliate(database.db, shop, planId, "ANNA10", { customerId: ANNA, at: plusMs(present(), -DAY_MS) });
    expect((await portal(ANNA)).html).toContain("Your partnership");
    expect((await portal(BEN)).html).not.toContain("ANNA10");
    expect((await visit("", { customer: BEN, query: { l: "en", note: "1" } })).status).toBe(404);
    expect((await visit("", { query: { l: "en", note: "1" } })).status).toBe(404);
  });

  it("stays with who was an affiliate, for what is still to be paid, without link and code", async () => {
    await affiliate(database.db, shop, planId, "ANNA10", { customerId: ANNA, at: plusMs(present(), -DAY_MS) });
    await sql`update affiliates set state = 'ended', ended_at = ${present()}`.execute(database.db);
    const { html } = await portal(ANNA);
    expect([html.includes("The partnership has ended"), html.includes("ANNA10"), html.includes("Where we pay to")]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("is found by an address only where Shopify has verified it", async () => {
    await affiliate(database.db, shop, planId, "BEN", { at: plusMs(present(), -DAY_MS), payee: null });
    await sql`update affiliates set customer_id = null`.execute(database.db);
    await sql`update customers set email_verified = false where customer_id = ${BEN}`.execute(database.db);
    expect((await portal(BEN)).html).not.toContain("Your partnership");
    await sql`update customers set email_verified = true where customer_id = ${BEN}`.execute(database.db);
    expect((await portal(BEN)).html).toContain("Your partnership");
  });

  it("takes bank details only with the key of a page that was shown to this customer; keeps them sealed and shows them masked", async () => {
    await affiliate(database.db, shop, planId, "ANNA10", { customerId: ANNA, payee: null, at: plusMs(present(), -DAY_MS) });
    const key = keyIn((await portal(ANNA)).html);
    for (const body of [
      ACCOUNT,
      { ...ACCOUNT, key: "x" },
      { ...ACCOUNT, key: keyIn((await visit("/ANNA10", { customer: ANNA + 1n })).html) },
    ])
      expect((await visit("", { customer: ANNA, body })).status).toBe(422);
    expect((await visit("", { customer: BEN, body: { ...ACCOUNT, key } })).status).toBe(422);
    expect((await visit("", { body: { ...ACCOUNT, key } })).status).toBe(422);
    expect(await payees()).toEqual([null]);
    const saved = await visit("", { customer: ANNA, body: { ...ACCOUNT, key } });
    expect([saved.status, saved.html.includes("DE89 •••• 3000"), saved.html.includes("0532")]).toEqual([200, true, false]);
    const [sealed] = await payees();
    expect(sealed).toMatch(/^sealed:/);
    // Left empty, the stored account stays.
    const again = await visit("", { customer: ANNA, body: { ...ACCOUNT, iban: "", city: "Bremen", key } });
    expect(again.html).toContain("DE89 •••• 3000");
    // One that was typed is not lost because something else was wrong.
    const moved = { ...ACCOUNT, iban: "AT611904300234573201", key };
    const wrong = await visit("", { customer: ANNA, body: { ...moved, name: "" } });
    expect([wrong.status, wrong.html.includes('value="AT611904300234573201"')]).toEqual([422, true]);
    const right = await visit("", { customer: ANNA, body: moved });
    expect([right.html.includes("AT61 •••• 3201"), right.html.includes("AT611904300234573201")]).toEqual([true, false]);
  });

  const refused: [string, Record<string, string>][] = [
    ["a wrong IBAN", { iban: "DE89370400440532013001" }],
    ["an IBAN outside of SEPA", { iban: "US64SVBKUS6S3300958879" }],
    ["no IBAN", { iban: "" }],
    ["markup for an IBAN", { iban: "<script>" }],
    ["a wrong BIC", { bic: "ABC" }],
    ["no name", { name: "" }],
    ["no street", { street: " " }],
    ["a country of three letters", { country: "DEU" }],
    ["no tax treatment", { tax: "" }],
    ["another tax treatment", { tax: "none" }],
    ["a business without a tax number", { tax: "regular" }],
    ["a small business without a tax number", { tax: "small" }],
    ["reverse charge without a VAT ID", { tax: "reverse" }],
    ["reverse charge at home", { tax: "reverse", vatId: "DE123456789" }],
    ["a VAT ID from outside of the EU", { tax: "reverse", vatId: "CH123456789" }],
    ["PayPal without an address", { method: "paypal" }],
    ["a formula for PayPal", { method: "paypal", paypal: "=cmd@a.de" }],
    ["two PayPal addresses", { method: "paypal", paypal: "a@b.de,c@d.de" }],
    ["no agreement to credit notes", { agree: "" }],
  ];
  it.each(refused)("refuses %s", async (_, change) => {
    const who = nobodyYet();
    await affiliate(database.db, shop, planId, "ANNA10", { customerId: who, payee: null, at: plusMs(present(), -DAY_MS) });
    const key = keyIn((await portal(who)).html);
    expect((await visit("", { customer: who, body: { ...ACCOUNT, ...change, key } })).status).toBe(422);
    expect(await payees()).toEqual([null]);
  });

  it.each([
    ["an Austrian business", { tax: "reverse", vatId: "ATU12345678", country: "AT", iban: "AT611904300234573201" }],
    ["a German business", { tax: "regular", taxNumber: PAYEE.taxNumber }],
    ["PayPal", { method: "paypal", paypal: "Anna@Example.com", iban: "" }],
    ["Liquid in a name", { name: "{{ shop }}" }],
  ])("takes %s", async (_, change) => {
    const who = nobodyYet();
    await affiliate(database.db, shop, planId, "ANNA10", { customerId: who, payee: null, at: plusMs(present(), -DAY_MS) });
    const key = keyIn((await portal(who)).html);
    const { status, html } = await visit("", { customer: who, body: { ...ACCOUNT, ...change, key } });
    expect([status, html.includes("{{ shop")]).toEqual([200, false]);
  });
});
