import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { action as nameAction, loader as certificateLoader } from "../../app/routes/proxy.learn.$handle.certificate.tsx";
import { action, loader } from "../../app/routes/proxy.learn.$handle.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { accountViewIn, atOnce } from "../../app/storefront/api/account.server.ts";
import { people } from "../draws/stage.ts";
import { draft, launch, question, RIGHT, tries, WRONG } from "../learning/stage.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const SECRET = "test-client-secret-0123456789";
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  shop = await createEarningShop(database.db);
  other = await createEarningShop(database.db);
  for (const one of [shop, other]) await people(database.db, one, [1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  const hostile = question("q1", [2], `<b>Hot</b> {{ shop.email }} "or" cold?`);
  await launch(database.db, shop, draft({ questions: [hostile, question("q2", [1, 3])] }), "brewing", now());
  await launch(
    database.db,
    shop,
    draft({ audience: "tier", tier: "gold", titles: { en: "Secret", de: "" } }),
    "gold",
    now(),
  ).catch((error: unknown) => expect(String(error)).toContain("unknown"));
});

type Options = {
  customer?: string;
  handle?: string;
  form?: Record<string, string>;
  secret?: string;
  of?: Shop;
  certificate?: boolean;
  method?: string;
};

function ask({
  customer = "1",
  handle = "brewing",
  form,
  secret = SECRET,
  of = shop,
  certificate = false,
  method,
}: Options = {}) {
  const query = new URLSearchParams({
    ...{ shop: of.domain, logged_in_customer_id: customer, path_prefix: "/apps/reprise", l: "en" },
    timestamp: String(Math.floor(now().getTime() / 1000)),
  });
  const end = certificate ? "/certificate" : "";
  const url = `http://127.0.0.1:3000/proxy/learn/${handle}${end}?${signQuery(query, secret).toString()}`;
  const body = form === undefined ? {} : { body: new URLSearchParams(form) };
  const request = new Request(url, { method: method ?? (form === undefined ? "GET" : "POST"), ...body });
  const args = { request, params: { handle }, context: {} };
  if (form === undefined && method === undefined) return certificate ? certificateLoader(args) : loader(args);
  return certificate ? nameAction(args) : action(args);
}

const textOf = async (options: Options = {}) => (await ask(options)).text();
async function formOf(options: Options = {}): Promise<Record<string, string>> {
  const fields = [...(await textOf(options)).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
}

describe("a module's page", () => {
  test("is read and answered without a script, and says nothing of what is right before it is passed (issue 12)", async () => {
    for (let turn = 0; turn < 3; turn += 1) await ask();
    const text = await textOf();
    expect(text).toContain("<strong>soft</strong>");
    expect(text).toContain("2 of 2 right answers pass.");
    expect(text).not.toMatch(/<script|checked|Because q1|Right: |<b>|\{\{ shop/);
    expect(text).toContain("&#60;b&#62;Hot");
    // One that is right and one that is not differ in nothing but their words and numbers.
    const answers = [...text.matchAll(/<label><input (.*)<\/label>/g)].map(([, one = ""]) => one.replace(/[123]/g, "n"));
    expect(new Set(answers.slice(0, 3)).size).toBe(1);
    expect(new Set(answers.slice(3)).size).toBe(1);
    expect(await tries(database.db, shop, 1n)).toEqual([]);
    const failed = await textOf({ form: { ...(await formOf()), ...WRONG } });
    expect(failed).toContain("0 of 2 answers are right.");
    expect(failed).toContain("2 tries left today.");
    expect(failed).not.toMatch(/Because q1|Right: /);
    const passed = await textOf({ form: { ...(await formOf()), ...RIGHT } });
    expect(passed).toContain("Passed. Well done!");
    expect(passed).toContain("50 points are in your account now.");
    expect(passed).toContain("Right: Answer 1 · Answer 3");
    expect(passed).toContain("Because q1");
    expect(await tries(database.db, shop, 1n)).toEqual(["1 1 0/2 f", "2 1 2/2 t"]);
  });

  test("what was left out is asked again with what was chosen, and uses no try", async () => {
    const form = await formOf({ customer: "2" });
    const response = await ask({ customer: "2", form: { ...form, q1: "a1", l: "de" } });
    const text = await response.text();
    expect(response.status).toBe(422);
    expect(text).toContain("Bitte beantworte alle Fragen.");
    expect(text).toContain('name="q1" value="a1" checked');
    expect(text).toContain('<fieldset aria-describedby="reprise-module-problem"><legend>Frage q2');
    expect(await tries(database.db, shop, 2n)).toEqual([]);
  });

  test("visitors read what is for everybody and are asked to log in; a stranger and an archived one get nothing", async () => {
    const text = await textOf({ customer: "" });
    expect(text).toContain("Log in to answer");
    expect(text).not.toMatch(/<form|<fieldset/);
    expect((await ask({ handle: "nothing" })).status).toBe(404);
    expect((await ask({ handle: "Brewing'--" })).status).toBe(404);
    expect((await ask({ of: other })).status).toBe(404);
    expect(await textOf({ customer: "404" })).toContain("We don’t know your account yet.");
  });

  test("a module for some is told to nobody else", async () => {
    await launch(database.db, shop, draft({ titles: { en: "Secret", de: "Geheim" } }), "secret", now());
    await sql`
      update learning_versions set terms = jsonb_set(terms, '{tier}', '"gold"') where shop_id = ${shop.shopId}
        and module_id = (select module_id from learning_modules where shop_id = ${shop.shopId} and handle = 'secret')
    `.execute(database.db);
    for (const customer of ["", "3"]) expect(await textOf({ customer, handle: "secret" })).not.toMatch(/Secret|Water|Question/);
    expect((await ask({ customer: "3", handle: "secret" })).status).toBe(403);
    const view = await atOnce((tx) => accountViewIn(tx, shop, 3n, now()));
    expect(view?.modules.map(({ link }) => link.replace(/.*learn/, ""))).toEqual(["/brewing"]);
    await sql`insert into members (shop_id, customer_id, tier) values (${shop.shopId}, 3, 'gold')
      on conflict (shop_id, customer_id) do update set tier = 'gold'`.execute(database.db);
    expect(await textOf({ customer: "3", handle: "secret" })).toContain("Secret");
  });

  test.each<[string, (form: Record<string, string>) => Options]>([
    ["another customer's key", (form) => ({ customer: "5", form })],
    ["no key", (form) => ({ form: { ...form, key: "" } })],
    ["another try", (form) => ({ form: { ...form, try: "2" } })],
    ["another version", (form) => ({ form: { ...form, version: "9" } })],
    ["a try that is no number", (form) => ({ form: { ...form, try: "1e9" } })],
    ["another shop", (form) => ({ of: other, form })],
    ["another module", (form) => ({ handle: "secret", form })],
    ["a forged signature", (form) => ({ secret: "wrong", form })],
    ["a form that is too long", (form) => ({ form: { ...form, more: "x".repeat(20_000) } })],
    ["another method", () => ({ method: "DELETE" })],
  ])("%s is refused, and uses no try", async (_name, change) => {
    const form = { ...(await formOf({ customer: "4" })), ...RIGHT };
    const response = await ask({ customer: "4", ...change(form) });
    expect(response.status).toBeGreaterThanOrEqual(400);
    for (const id of [4n, 5n]) expect(await tries(database.db, shop, id)).toEqual([]);
    expect(await tries(database.db, other, 4n)).toEqual([]);
  });
});

describe("a certificate", () => {
  test("is its owner's alone, with the name as they want it, which is text", async () => {
    expect((await ask({ customer: "6", certificate: true })).status).toBe(404);
    expect((await ask({ customer: "", certificate: true })).status).toBe(404);
    await ask({ customer: "6", form: { ...(await formOf({ customer: "6" })), ...RIGHT } });
    const page = await textOf({ customer: "6", certificate: true });
    expect(page).toContain("Brewing");
    expect(page).not.toContain("has successfully completed");
    const form = await formOf({ customer: "6", certificate: true });
    const named = await textOf({
      customer: "6",
      certificate: true,
      form: { ...form, name: ` Lena <i>Vogt</i> {{ shop }}\u202e ` },
    });
    expect(named).toContain("Lena &#60;i&#62;Vogt&#60;/i&#62; &#123;&#123; shop &#125;&#125;</p>");
    expect(named).toContain("has successfully completed");
    const long = await ask({ customer: "6", certificate: true, form: { ...form, name: "x".repeat(81) } });
    expect(long.status).toBe(422);
    expect((await ask({ customer: "7", certificate: true, form: { ...form, name: "Mine" } })).status).toBe(422);
    expect(await textOf({ customer: "6", certificate: true })).toContain("Lena");
    expect((await ask({ customer: "7", certificate: true })).status).toBe(404);
    await ask({ customer: "6", certificate: true, form: { ...form, name: "" } });
    expect(await textOf({ customer: "6", certificate: true })).not.toContain("Lena");
  });
});
