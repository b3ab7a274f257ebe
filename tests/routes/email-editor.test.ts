import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import type { Block } from "../../app/messages/content/document/blocks.ts";
import { create, findEmail, findVersion } from "../../app/messages/content/store/emails.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { german, text } from "../messages/content/content-stage.ts";
import { messagesOf, stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT } from "../support/shops.ts";

// Who asks is Shopify's to say; everything behind it is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
const route = await import("../../app/routes/app.messages.emails.$emailId.tsx");
const first = german([text("Erste Fassung")]);
let shop: Shop;
let other: Shop;
let emailId = 0;
let theirs = 0;

beforeAll(async () => {
  shop = await stageShop(database.db, INSTALLED_AT);
  other = await stageShop(database.db, INSTALLED_AT);
  await createDefaultProgram(other.shopId, INSTALLED_AT);
});
beforeEach(async () => {
  asking.shop = shop;
  const email = { name: "Win-back 3", preset: "win-back-3", document: first, compiled: null, actor: "merchant:1" };
  emailId = (await create(shop.shopId, email, INSTALLED_AT)) ?? 0;
  theirs = (await create(other.shopId, email, INSTALLED_AT)) ?? 0;
});

async function told(work: Promise<unknown>): Promise<[status: number, text: string]> {
  const answer = await work.catch((thrown: unknown) => thrown);
  if (answer instanceof Response) return [answer.status, await answer.text()];
  if (answer instanceof Error) throw answer;
  return [200, ""];
}
type Fields = Record<string, string>;
const act = (id: number | string, fields: Fields) => {
  const request = new Request("http://app.example/app/messages/emails/1", { method: "POST", body: new URLSearchParams(fields) });
  return told(route.action({ request, params: { emailId: String(id) }, context: {} }));
};
const view = (id: number | string) =>
  told(route.loader({ request: new Request("http://app.example/"), params: { emailId: String(id) }, context: {} }));
const save = (document: unknown, more: Fields = {}): Fields => ({
  ...{ intent: "save", name: "Neu", seen: "1", document: JSON.stringify(document) },
  ...more,
});
const kept = async (of: Shop, id: number) => {
  const email = await findEmail(of.shopId, id);
  const version = await findVersion(of.shopId, id, email?.version ?? 0);
  return [email?.name, email?.version, email?.published, version?.document];
};
const asItWas = ["Win-back 3", 1, null, first];
const REFUSED = [422, "Not an email"];

const block = (change: object): unknown => ({ de: { subject: "x", preheader: "x", blocks: [{ id: "b1", ...change }] } });
const image = { kind: "image", url: "https://cdn.shopify.com/a.png", alt: "", link: "shop", width: 300 };
const row = { kind: "products", from: "chosen", most: 1, productIds: [] as string[], prices: true };
const button: Block = { id: "b1", kind: "button", label: "Los", link: "shop" };

describe("content that is none (hostile: content)", () => {
  it("as typed by the editor is kept", async () => {
    expect(await act(emailId, save(german([button])))).toEqual([200, ""]);
    expect(await kept(shop, emailId)).toEqual(["Neu", 2, null, german([button])]);
  });

  it.each<[string, unknown]>([
    ["a list", []],
    ["a kind of block that there is not", block({ kind: "script", text: "x" })],
    ["a kind that objects inherit", block({ kind: "constructor" })],
    ["a block without an id", { de: { subject: "x", preheader: "x", blocks: [{ kind: "divider" }] } }],
    ["an id with markup", block({ id: "<b>", kind: "divider" })],
    ["an id without end", block({ id: "x".repeat(41), kind: "divider" })],
    ["two blocks of one id", german([text("a"), text("b")])],
    ["41 blocks", german(Array.from({ length: 41 }, (_, at) => text("x", `t${at}`)))],
    ["a text of 10,001 letters", german([text("x".repeat(10_001))])],
    ["markup of 30,001 letters", block({ kind: "html", html: "x".repeat(30_001) })],
    ["a subject of 201 letters", german([text("x")], { subject: "x".repeat(201) })],
    ["a subject that is a list", { de: { subject: ["x"], preheader: "x", blocks: [] } }],
    ["an address of 2,001 letters", block({ kind: "button", label: "x", link: `https://a.example/${"x".repeat(1_983)}` })],
    ["a picture wider than an email", block({ ...image, width: 553 })],
    ["a picture of half a pixel", block({ ...image, width: 40.5 })],
    ["13 products", block({ ...row, most: 13 })],
    ["a product that is no number", block({ ...row, productIds: ["1 or 1=1"] })],
    ["products from elsewhere", block({ ...row, from: "others" })],
    [
      "six answers",
      block({ kind: "question", question: "?", answers: Array.from({ length: 6 }, (_, at) => ({ id: `a${at}`, label: "x" })) }),
    ],
  ])("%s is refused with 422, and nothing is written", async (_, document) => {
    for (const intent of ["save", "publish"]) expect(await act(emailId, save(document, { intent }))).toEqual(REFUSED);
    expect(await kept(shop, emailId)).toEqual(asItWas);
  });

  it.each<[string, Fields]>([
    ["what is no JSON", save(first, { document: "{" })],
    ["400,001 letters", save(first, { document: `"${"x".repeat(400_000)}"` })],
    ["no name", save(first, { name: "  " })],
    ["a name of 101 letters", save(first, { name: "x".repeat(101) })],
    ["no version", save(first, { seen: "" })],
    ["a version that is none", save(first, { seen: "-1" })],
    ["an intent that there is not", save(first, { intent: "explode" })],
    ["a language that there is not", { ...save(first), intent: "preview", language: "fr", reader: "all" }],
  ])("%s: 422, and nothing is written", async (_, fields) => {
    expect(await act(emailId, fields)).toEqual(REFUSED);
    expect(await kept(shop, emailId)).toEqual(asItWas);
  });

  it.each(["two@example.com, addresses@example.com", "a@example.com\r\nBcc: b@example.com", "nobody@evil.example"])(
    "a test goes to nobody at %j",
    async (to) => {
      const fields = { intent: "test", document: JSON.stringify(first), language: "de", to };
      expect((await act(emailId, fields))[0]).toBe(200);
      expect(await messagesOf(database.db, shop)).toEqual([]);
    },
  );
});

describe("an email of another shop (hostile: content)", () => {
  it.each<[string, Fields]>([
    ["saved", save(german([text("Von uns")]))],
    ["published", save(german([text("Von uns")]), { intent: "publish" })],
    ["read in a version", { intent: "version", version: "1" }],
    ["set back to its preset", { intent: "reset" }],
    ["put away", { intent: "archive" }],
  ])("cannot be %s: 404, and it stays as it was", async (_, fields) => {
    const unknown = await act(987_654, fields);
    expect(await act(theirs, fields)).toEqual(unknown);
    expect(unknown[0]).toBe(404);
    expect(await kept(other, theirs)).toEqual(asItWas);
  });

  it.each(["0x1", "1e3", "-1", "1 or 1=1", "%00", "99999999999999999999"])("the id %j is none: 404", async (id) => {
    expect((await view(id))[0]).toBe(404);
    expect((await act(id, { intent: "archive" }))[0]).toBe(404);
  });

  it("is shown for nobody's customer but one's own: 404", async () => {
    await stageCustomer(database.db, other, 7n);
    const fields = { intent: "preview", document: JSON.stringify(first), language: "de", reader: "7" };
    expect((await act(emailId, fields))[0]).toBe(404);
    asking.shop = other;
    expect((await act(theirs, fields))[0]).toBe(200);
  });

  it("is not shown", async () => {
    expect(await view(theirs)).toEqual(await view(987_654));
  });
});
