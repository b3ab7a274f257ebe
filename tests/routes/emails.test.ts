import { sql } from "kysely";
import { beforeAll, expect, test, vi } from "vitest";

import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { shopperLocales } from "../../app/i18n/shopper/say.ts";
import { switchedKeys } from "../../app/messages/templates/registry.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
const { loader, action } = await import("../../app/routes/app.messages.emails.tsx");
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  for (const { shopId } of [shop, other]) await createDefaultProgram(shopId, INSTALLED_AT);
  asking.shop = shop;
});

const view = (search = "") =>
  loader({ request: new Request(`http://app.example/app/messages/emails${search}`), params: {}, context: {} });
function save(on: readonly string[]) {
  const body = new URLSearchParams(on.map((email) => ["email", email]));
  return action({
    request: new Request("http://app.example/app/messages/emails", { method: "POST", body }),
    params: {},
    context: {},
  });
}

test("every email is on but the digest, until the merchant says otherwise", async () => {
  const { switches, shown } = await view();
  expect(Object.entries(switches).flatMap(([email, on]) => (on ? [] : [email]))).toEqual(["points-digest"]);
  expect(shown).toBe("reward-issued");
  await save(["points-digest", "tier-reached", "nonsense"]);
  expect((await view()).switches).toEqual(
    Object.fromEntries(switchedKeys.map((email) => [email, email === "points-digest" || email === "tier-reached"])),
  );
  const { rows } = await sql<{ points_mails: object }>`
    select points_mails from shop_settings where shop_id = ${other.shopId}
  `.execute(database.db);
  expect(rows.every(({ points_mails }) => Object.keys(points_mails).length === 0)).toBe(true);
  await save([]);
  expect(Object.values((await view()).switches)).not.toContain(true);
});

test.each(switchedKeys)("%s can be looked at in all languages", async (email) => {
  const { previews, shown } = await view(`?email=${email}`);
  expect(shown).toBe(email);
  expect(previews.map(({ locale }) => locale)).toEqual(shopperLocales);
  for (const { subject, html } of previews) {
    expect(subject).not.toBe("");
    expect(html).not.toMatch(/\{\{|\{%|undefined|NaN/);
  }
  expect(new Set(previews.map(({ subject }) => subject)).size).toBe(6);
});

test("an email that does not exist is not looked at", async () => {
  expect((await view("?email=%3Cscript%3E")).shown).toBe("reward-issued");
});
