import { beforeAll, describe, expect, it } from "vitest";

import { checkSize, SIZES, sizeOf } from "../../../app/messages/content/checks/check.ts";
import type { CompiledWriting } from "../../../app/messages/content/compile/compiled.ts";
import type { Block } from "../../../app/messages/content/document/blocks.ts";
import { fill } from "../../../app/messages/content/filling/fill.ts";
import { create, findEmail } from "../../../app/messages/content/store/emails.server.ts";
import { publish } from "../../../app/messages/content/store/publish.server.ts";
import { linkMaker } from "../../../app/messages/links/link-maker.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { LINK_SECRET } from "../links.ts";
import { stageShop } from "../stage.ts";
import { compiledOf, everything, german, text } from "./content-stage.ts";

const database = useDatabase();
const now = new Date("2026-06-10T10:00:00Z");
let shop: Shop;
beforeAll(async () => {
  shop = await stageShop(database.db, now);
});

const rows = (id: string): Block => ({ id, kind: "products", from: "last-bought", most: 12, productIds: [], prices: true });
/** 24 rows of products, and words of two bytes a letter: an email of so many kB. */
async function emailOf(kilobytes: number): Promise<Block[]> {
  const blocks = (letters: number): Block[] => [
    rows("p1"),
    rows("p2"),
    ...Array.from({ length: Math.ceil(letters / 10_000) }, (_, at) =>
      text("ü".repeat(Math.min(10_000, letters - at * 10_000)), `t${at}`),
    ),
  ];
  const size = async (letters: number) => sizeOf(await compiledOf(german(blocks(letters))), everything);
  let letters = 1;
  for (let missing = kilobytes - (await size(letters)); missing > 0.002; missing = kilobytes - (await size(letters)))
    letters += Math.max(1, Math.floor((missing * 1_000) / 2) - 500);
  return blocks(letters);
}
const found = async (blocks: Block[]) => {
  const compiled = await compiledOf(german(blocks));
  return checkSize(sizeOf(compiled, everything), compiled, "de").map(({ rule }) => rule);
};

describe("an email that Gmail would cut off (flows 26)", () => {
  it.each([
    [89.9, []],
    [90.1, ["large"]],
    [99.9, ["large"]],
    [100.1, ["too-large"]],
  ])("of %s kB: %j, in bytes, with its links as they are sent", async (kilobytes, rules) => {
    expect(await found(await emailOf(kilobytes))).toEqual(rules);
  });

  it("is told of at the kilobyte, and cannot be published", async () => {
    const blank = { html: "", text: "", subject: "", preheader: "", links: [], rows: [] } as unknown as CompiledWriting;
    const rules = [SIZES.warn - 0.001, SIZES.warn, SIZES.refuse - 0.001, SIZES.refuse, Infinity].map((size) =>
      checkSize(size, blank, "de").map(({ rule, place }) => `${rule} at ${place?.field ?? ""}`),
    );
    expect(rules).toEqual([[], ["large at size"], ["large at size"], ["too-large at size"], ["too-large at size"]]);

    const save = async (blocks: Block[]) => {
      const made = { name: "Lang", preset: null, document: german([text("x")]), compiled: null, actor: "merchant:1" };
      const emailId = (await create(shop.shopId, made, now)) ?? 0;
      const published = await publish(shop, emailId, 1, { name: "Lang", document: german(blocks), actor: "merchant:1" }, now);
      return { published, email: await findEmail(shop.shopId, emailId) };
    };
    const refused = await save(await emailOf(100.1));
    expect(refused.published).toMatchObject({ ok: false, reason: "findings" });
    expect(refused.email).toMatchObject({ version: 1, published: null });
    expect((await save(await emailOf(95))).published).toMatchObject({ ok: true });
  });

  it("is no larger with the links that it leaves with than it was measured", async () => {
    const compiled = await compiledOf(german([rows("p1"), rows("p2"), text("Hallo")]));
    const make = linkMaker({
      ...{ shopId: 2_000_000_000, messageId: 10n ** 15n, proxyUrl: "https://www.example.com/apps/reprise", tracked: true },
      ...{ secret: LINK_SECRET, unsubscribeUrl: "https://app.example/u", preferencesUrl: "https://app.example/p" },
    });
    const sent = new TextEncoder().encode(fill(compiled, everything, make).html).length / 1_000;
    expect(sent).toBeLessThanOrEqual(sizeOf(compiled, everything));
  });
});
