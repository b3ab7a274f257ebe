import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";

import { now } from "../../app/clock.server.ts";
import type { ShopperAnswer } from "../../app/storefront/answer.ts";
import { answerPost } from "../../app/storefront/post.server.ts";
import { SECOND_MS } from "../../app/lib/time.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import { action as birthday } from "../../app/routes/proxy.birthday.tsx";
import { action as claim } from "../../app/routes/proxy.claim.tsx";
import { action as redeem } from "../../app/routes/proxy.redeem.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const api = await useAdminApi();
const SECRET = "test-client-secret-0123456789";
const RULES = programRulesSchema.parse({
  ...DEFAULT_RULES,
  bonuses: [
    { kind: "survey", key: "survey", points: 40, url: "https://survey.example.com", word: "Sonne" },
    { kind: "birthday", key: "birthday", points: 150 },
  ],
});

let shop: Shop;
let rewardId = 0;
let customer = 0n;

beforeAll(async () => {
  const program = { version: 1, effectiveFrom: new Date(0), rules: RULES };
  shop = await createEarningShop(database.db, { domain: api.shop.domain, programs: [program] });
  await giveToken(database.db, api.shop.domain, api.token);
  const terms = rewardTermsSchema.parse({
    ...{ kind: "amount", title: { en: "{{ shop }} <b>5</b> off", de: "5 € Rabatt" }, points: 500, valueMinor: 500 },
  });
  rewardId = await createReward(shop.shopId, terms, now());
});

/** A customer of their own for each test, with 600 points. */
beforeEach(someoneElse);

async function someoneElse(): Promise<void> {
  customer = createCustomer(api.world, api.shop, {}).id;
  await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${customer}, ${now()})`.execute(
    database.db,
  );
  const points = {
    customerId: customer,
    points: 600n,
    reason: "test",
    actor: "system",
    key: `give:${customer}`,
    affectsTier: false,
  };
  await database.db.transaction().execute((tx) => adjust(tx, shop, points, now()));
}

type Options = {
  json?: boolean;
  params?: Record<string, string>;
  body?: BodyInit;
  headers?: Record<string, string>;
  secret?: string;
};

async function post(route: typeof redeem, fields: Record<string, string>, options: Options = {}): Promise<Response> {
  const { json = true, params = {}, body = new URLSearchParams(fields), headers = {}, secret = SECRET } = options;
  const query = new URLSearchParams({
    ...{ shop: shop.domain, logged_in_customer_id: customer.toString(), path_prefix: "/apps/reprise" },
    ...{ timestamp: String(Math.floor(now().getTime() / 1000)), ...params },
  });
  const url = `http://127.0.0.1:3000/proxy/x?${signQuery(query, secret).toString()}`;
  const init = { method: "POST", body, headers: { ...(json ? { accept: "application/json" } : {}), ...headers } };
  return route({ request: new Request(url, init), params: {}, context: {} });
}

const fields = (more: Record<string, string> = {}) => ({ reward: String(rewardId), intent: "click-1", locale: "de", ...more });
const said = async (response: Response) => (await response.json()) as { ok: boolean; message: string; code?: string };

async function redemptions(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from redemptions where shop_id = ${shop.shopId} and customer_id = ${customer}
  `.execute(database.db);
  return rows[0]?.count ?? 0;
}

describe("redeeming", () => {
  test("a click gives a code and the new balance, the same click again the same code", async () => {
    const first = await said(await post(redeem, fields()));
    expect(first).toMatchObject({ ok: true, message: "Hier ist dein Code für „5 € Rabatt“.", applies: true, available: "100" });
    const again = await said(await post(redeem, fields()));
    expect(again).toMatchObject({ ok: true, code: first.code, available: "100" });
    expect(await redemptions()).toBe(1);
  });

  test("nobody gets another offer than the page showed; a page that knew of none may still redeem", async () => {
    const changed = await said(await post(redeem, fields({ offer: "an-old-one", intent: "old" })));
    expect(changed).toMatchObject({ ok: false, outdated: true, message: expect.stringContaining("geändert") as string });
    expect(await said(await post(redeem, fields({ offer: "", intent: "without" })))).toMatchObject({ ok: true });
  });

  test("nobody pays a price that the page did not show", async () => {
    expect((await said(await post(redeem, fields({ price: "400" })))).message).toContain("Für diese Anzahl");
    expect(await redemptions()).toBe(0);
    expect(await said(await post(redeem, fields({ price: "500" })))).toMatchObject({ ok: true });
  });

  test("two people's clicks of the same name are two redemptions", async () => {
    const first = await said(await post(redeem, fields()));
    await someoneElse();
    const other = await said(await post(redeem, fields()));
    expect([first.ok, other.ok]).toEqual([true, true]);
    expect(other.code).not.toBe(first.code);
  });

  test("without a script a page asks before points are spent; its yes redeems once, however often it is sent (shopper 7)", async () => {
    const asks = async (given: Record<string, string> = fields()) => (await post(redeem, given, { json: false })).text();
    const question = await asks();
    expect(question).toContain("500 Punkte für „5 € Rabatt“ einlösen?");
    expect(await redemptions()).toBe(0);
    const yes = Object.fromEntries(
      [...question.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = "", value = ""]) => [
        name,
        value,
      ]),
    );
    expect(yes).toMatchObject({ reward: String(rewardId), points: "500", intent: "click-1", locale: "de", sure: "1" });
    const code = />(PT-\w+)</;
    const [first] = code.exec(await asks(yes)) ?? [];
    expect(first).toBeDefined();
    expect(code.exec(await asks(yes))?.[0]).toBe(first);
    // The first form again, out of the browser's history: nothing is asked, since nothing is spent.
    expect(code.exec(await asks())?.[0]).toBe(first);
    expect(await redemptions()).toBe(1);
  });

  test("what cannot be redeemed is refused before anything is asked (shopper 7)", async () => {
    const page = async (more: Record<string, string>) => (await post(redeem, fields(more), { json: false })).text();
    expect(await page({ offer: "an-old-one" })).toContain("geändert");
    expect(await page({ reward: "999999" })).toContain("gibt es nicht mehr");
    await post(redeem, fields());
    expect(await page({ intent: "second" })).toContain("noch nicht genug Punkte");
    expect(await page({ intent: "second", sure: "0" })).toContain("Im Formular fehlt etwas.");
  });

  test.each(["de", "en", "fr", "es", "it", "nl"])(
    "the question is asked in %s, with markup of nobody else (shopper 7)",
    async (locale) => {
      const page = await (await post(redeem, fields({ locale }), { json: false })).text();
      expect(page).toContain(`lang="${locale}"`);
      expect(page).toMatch(/<button class="reprise-answer__main" type="submit">\p{Lu}/u);
      expect([...page.matchAll(/\{[{%](.*?)[}%]\}/g)].map((match) => match[1]?.trim())).toEqual(["routes.root_url"]);
      expect(page).not.toContain("<b>");
      expect(await redemptions()).toBe(0);
    },
  );

  test("without a script the answer is a page of the theme, in which nothing from outside is Liquid or markup", async () => {
    const response = await post(redeem, fields({ locale: "en-GB", sure: "1" }), { json: false });
    expect(response.headers.get("content-type")).toBe("application/liquid");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const page = await response.text();
    expect(page).toContain('lang="en"');
    expect(page).toContain("&#123;&#123; shop &#125;&#125; &#60;b&#62;5&#60;/b&#62; off");
    const liquid = [...page.matchAll(/\{[{%](.*?)[}%]\}/g)].map((match) => match[1]?.trim());
    expect(liquid).toEqual(["routes.cart_url | url_encode", "routes.account_url", "routes.root_url"]);
  });

  test.each([
    ["not enough points", () => fields(), "Dafür hast du noch nicht genug Punkte."],
    ["no such reward", () => fields({ reward: "999999" }), "Diese Prämie gibt es nicht mehr."],
    ["another price", () => fields({ points: "3" }), "Für diese Anzahl gibt es die Prämie nicht."],
    ["no reward", () => ({ intent: "x" }), "Im Formular fehlt etwas."],
    ["a hostile intent", () => fields({ intent: "a b'; --" }), "Im Formular fehlt etwas."],
    ["a negative price", () => fields({ points: "-500" }), "Im Formular fehlt etwas."],
    ["a number beyond all", () => fields({ points: "9".repeat(400) }), "Im Formular fehlt etwas."],
  ])("%s is refused in words", async (name, given, words) => {
    if (name === "not enough points") await post(redeem, fields({ intent: "before" }));
    const answer = await said(await post(redeem, given()));
    expect(answer.ok).toBe(false);
    expect(answer.message).toContain(words);
  });

  test.each([
    ["de", "Mit Shop-Guthaben kann man hier gerade nicht bezahlen. Deine Punkte hast du noch."],
    ["en", "Store credit cannot be spent in this shop right now. You still have your points."],
    ["fr", "Le crédit en magasin n’est pas utilisable ici pour le moment. Vous conservez vos points."],
    ["es", "Ahora mismo no se puede pagar con el crédito de la tienda. Conservas tus puntos."],
    ["it", "Al momento in questo negozio non si può pagare con il credito. Il tuo saldo non è cambiato."],
    ["nl", "Met winkeltegoed kun je hier nu niet betalen. Je hebt je punten nog."],
  ])("store credit that nobody could spend is refused in %s, and costs nothing (real-store A5)", async (locale, words) => {
    const terms = { kind: "store-credit", title: { en: "Credit" }, points: 500, valueMinor: 500 };
    const reward = String(await createReward(shop.shopId, rewardTermsSchema.parse(terms), now()));
    const credits = () => api.shop.storeCredits.get(customer)?.transactions.length ?? 0;
    const settings = (accounts: string | null, on: boolean | null) =>
      sql`update shops set customer_accounts = ${accounts}, store_credit = ${on} where shop_id = ${shop.shopId}`.execute(
        database.db,
      );
    await settings("new", false);
    const refused = await said(await post(redeem, fields({ reward, locale })));
    expect(refused).toEqual({ ok: false, message: words, outdated: true });
    // Without a script nobody is even asked.
    expect(await (await post(redeem, fields({ reward, locale }), { json: false })).text()).not.toContain('name="sure"');
    expect([await redemptions(), credits(), (await readAccount(database.db, shop, customer, now())).available]).toEqual([
      0,
      0,
      600n,
    ]);
    await settings(null, null);
    expect(await said(await post(redeem, fields({ reward, locale })))).toMatchObject({ ok: true, available: "100" });
    expect([await redemptions(), credits()]).toEqual([1, 1]);
  });

  test("nobody logged in is asked to log in, in the shop's language when the form names none of ours, and comes back (real-store A3)", async () => {
    const params = { logged_in_customer_id: "" };
    expect(await said(await post(redeem, fields({ locale: "xx" }), { params }))).toMatchObject({
      ...{ ok: false, message: "Bitte melde dich zuerst an.", loggedOut: true },
    });
    expect(await (await post(redeem, fields(), { params, json: false })).text()).toContain(
      "{{ routes.storefront_login_url | default: routes.account_login_url }}",
    );
  });

  test.each<[string, Options, number]>([
    ["a forged signature", { secret: "another-secret-0123456789" }, 401],
    ["a shop without the app", { params: { shop: "fremd.myshopify.com" } }, 404],
  ])("%s gets nothing", async (_name, options, status) => {
    expect((await post(redeem, fields(), options)).status).toBe(status);
    expect(await redemptions()).toBe(0);
  });

  test.each<[string, Options]>([
    ["JSON", { body: JSON.stringify({ reward: 1 }), headers: { "content-type": "application/json" } }],
    ["a body of megabytes", { body: new URLSearchParams({ ...{ reward: "1", intent: "x" }, more: "x".repeat(2_000_000) }) }],
  ])("%s is not read", async (_name, options) => {
    expect((await said(await post(redeem, {}, options))).ok).toBe(false);
  });

  test("whoever hammers is asked to wait", async () => {
    const answers = [];
    for (let count = 0; count < 22; count += 1) answers.push(await said(await post(redeem, fields({ reward: "999999" }))));
    expect(answers.at(-1)?.message).toContain("in einer Minute");
    expect(answers.at(0)?.message).not.toContain("in einer Minute");
  });
});

describe("claims and birthdays", () => {
  test("a survey's word is rewarded once", async () => {
    const given = (word: string) => ({ rule: "survey", word, locale: "fr" });
    expect((await said(await post(claim, given("Mond")))).message).toMatch(/^Ce n’est pas le mot/);
    expect(await said(await post(claim, given(" sonne ")))).toEqual({
      ok: true,
      message: "Merci\u00a0! Vous avez reçu 40 points.",
      // The page shows the new balance at once (shopper 20).
      ...{ available: "640", balance: 640 },
    });
    expect((await said(await post(claim, given("Sonne")))).message).toBe("Vous avez déjà reçu des points pour cela.");
  });

  test.each([
    ["de", /^Danke, wir haben uns deinen Geburtstag gemerkt\. Das erste Mal zählt er am \d+\. \S+ \d{4}\.$/],
    ["en", /It counts for the first time on /],
    ["fr", /pour la première fois/],
    ["es", /por primera vez/],
    ["it", /per la prima volta/],
    ["nl", /voor het eerst/],
  ])("a birthday told too late says in %s when it counts for the first time (shopper 3)", async (locale, said_) => {
    const tomorrow = new Date(now().getTime() + 36 * 3_600_000);
    const late = { day: String(tomorrow.getUTCDate()), month: String(tomorrow.getUTCMonth() + 1), locale };
    const answer = await said(await post(birthday, late));
    expect(answer.ok).toBe(true);
    expect(answer.message).toMatch(said_);
    // The same again is no change, and says the same.
    expect((await said(await post(birthday, late))).message).toBe(answer.message);
  });

  test("a birthday is noted; a day that there is not is none", async () => {
    const given = (day: string, month: string) => ({ day, month, locale: "es" });
    expect((await said(await post(birthday, given("31", "2")))).message).toBe("Ese día no existe en el calendario.");
    expect((await said(await post(birthday, given("29", "2")))).ok).toBe(true);
    expect((await said(await post(birthday, given("1", "3")))).message).toMatch(/^Podrás cambiar tu cumpleaños a partir del/);
    expect((await said(await post(birthday, { day: "", month: "x" }))).ok).toBe(false);
  });
});

describe("where the database is away", () => {
  const begun = Promise.withResolvers<PromiseWithResolvers<ShopperAnswer>>();
  const away = () => Promise.reject(Object.assign(new Error("away"), { code: "57P01" }));
  const silent = () => {
    const work = Promise.withResolvers<ShopperAnswer>();
    begun.resolve(work);
    return work.promise;
  };
  const route = (work: () => Promise<ShopperAnswer>) => (args: Parameters<typeof redeem>[0]) =>
    answerPost(args.request, now(), { schema: z.object({}), carryOut: work });
  afterEach(() => vi.useRealTimers());

  const BUSY = "Das geht gerade nicht. Bitte versuch es noch einmal; nichts wird doppelt gezählt.";

  test("a shopper is asked to try again, in JSON or a page as they came (security-faults 14)", async () => {
    const response = await post(route(away), { locale: "de" });
    expect([response.status, await response.json()]).toEqual([200, { ok: false, message: BUSY }]);
    expect(await (await post(route(away), { locale: "de" }, { json: false })).text()).toContain(BUSY);
  });

  test("and does not wait for longer than Shopify's proxy does (security-faults 3)", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const answer = post(route(silent), { locale: "de" });
    const work = await begun.promise;
    await vi.advanceTimersByTimeAsync(8 * SECOND_MS);
    work.resolve({ ok: true, message: "late" });
    expect(await (await answer).json()).toEqual({ ok: false, message: BUSY });
  });
});
