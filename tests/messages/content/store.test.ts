import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { DEFAULT_BRAND } from "../../../app/messages/content/brand/brand.ts";
import { readBrand, saveBrand } from "../../../app/messages/content/brand/brand.server.ts";
import {
  archive,
  create,
  findCompiled,
  findEmail,
  findVersion,
  keep,
  latestPublished,
  listEmails,
  listVersions,
} from "../../../app/messages/content/store/emails.server.ts";
import { createFromPreset, publish, recompile } from "../../../app/messages/content/store/publish.server.ts";
import { HOUR_MS, plusMs } from "../../../app/lib/time.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { stageShop } from "../stage.ts";
import { german, text } from "./content-stage.ts";

const database = useDatabase();
const now = new Date("2026-06-10T10:00:00Z");
const actor = "merchant:1";
let shop: Shop;
let emailId: number;

const first = german([text("Erste Fassung")]);
const second = german([text("Zweite Fassung")]);
const third = german([text("Dritte Fassung")]);

beforeEach(async () => {
  shop = await stageShop(database.db, now);
  emailId =
    (await create(shop.shopId, { name: "Win-back 3", preset: "win-back-3", document: first, compiled: null, actor }, now)) ?? 0;
});

const save = (seen: number, document: typeof first, at = now) =>
  keep(shop.shopId, emailId, seen, { name: "Win-back 3", document, compiled: null, actor }, at);
const send = (seen: number, document: typeof first) => publish(shop, emailId, seen, { name: "Win-back 3", document, actor }, now);
const published = async () => (await latestPublished(database.db, shop.shopId, [emailId])).get(emailId);

describe("an email and its versions", () => {
  it("is saved without being sent, and sent once it is published", async () => {
    expect(await save(1, second)).toEqual({ ok: true, version: 2 });
    expect(await published()).toBeUndefined();
    expect(await findCompiled(shop.shopId, emailId, 2)).toBeNull();
    expect(await send(2, third)).toEqual({ ok: true, version: 3 });
    expect(await published()).toBe(3);
    await save(3, second);
    expect(await published()).toBe(3);
    expect(await findEmail(shop.shopId, emailId)).toMatchObject({ version: 4, published: 3, publishedAt: now });
    expect((await listVersions(shop.shopId, emailId, 10)).map(({ version, document }) => [version, document])).toEqual([
      [4, second],
      [3, third],
      [2, second],
      [1, first],
    ]);
  });

  it("loses nothing when two save at once: the second is told, and can keep theirs above (flows 29)", async () => {
    const outcomes = await Promise.all([save(1, second), save(1, third)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toEqual({ ok: false, reason: "changed-meanwhile", version: 2 });
    const lost = outcomes[0].ok ? third : second;
    expect(await save(2, lost)).toEqual({ ok: true, version: 3 });
    expect((await listVersions(shop.shopId, emailId, 10)).map(({ document }) => document)).toEqual([
      lost,
      lost === third ? second : third,
      first,
    ]);
  });

  it("is not published while something is wrong with it", async () => {
    const outcome = await send(1, german([text("Hallo {{ first_name }}")]));
    expect(outcome).toMatchObject({ ok: false, reason: "findings" });
    const found = "findings" in outcome ? outcome.findings.map(({ rule, what }) => `${rule} ${what}`) : [];
    expect(found).toContain("needs-fallback first_name");
    expect(await findEmail(shop.shopId, emailId)).toMatchObject({ version: 1, published: null });
  });

  it("is restored by making the old one the newest", async () => {
    await save(1, second);
    const old = await findVersion(shop.shopId, emailId, 1);
    await save(2, old?.document ?? second, plusMs(now, HOUR_MS));
    expect((await findVersion(shop.shopId, emailId, 3))?.document).toEqual(first);
  });

  it("is made of a preset, in the shop's language and form of address, and can be sent at once", async () => {
    await saveBrand(shop.shopId, { ...DEFAULT_BRAND, form: "sie" }, now);
    const made = (await createFromPreset(shop, "win-back-3", actor, now)) ?? 0;
    expect(await findEmail(shop.shopId, made)).toMatchObject({
      name: "Win-back 3: Rabatt",
      preset: "win-back-3",
      version: 1,
      published: 1,
    });
    expect((await findVersion(shop.shopId, made, 1))?.document.de?.subject).toContain("für Ihre nächste Bestellung");
  });

  it("is put away, and what was published is still sent", async () => {
    await send(1, second);
    expect(await archive(shop.shopId, emailId, now)).toBe(true);
    expect(await listEmails(shop.shopId)).toEqual([]);
    expect(await save(2, third)).toEqual({ ok: false, reason: "gone" });
    expect(await published()).toBe(2);
  });

  it("is nobody else's", async () => {
    const other = await stageShop(database.db, now);
    expect(await findEmail(other.shopId, emailId)).toBeNull();
    expect(await findVersion(other.shopId, emailId, 1)).toBeNull();
    expect(await keep(other.shopId, emailId, 1, { name: "x", document: second, compiled: null, actor }, now)).toEqual({
      ok: false,
      reason: "gone",
    });
    expect(await latestPublished(database.db, other.shopId, [emailId])).toEqual(new Map());
  });

  it("wears the brand's new colors once they are saved", async () => {
    await send(1, second);
    await saveBrand(shop.shopId, { ...DEFAULT_BRAND, colors: { ...DEFAULT_BRAND.colors, page: "#fff4e0" } }, now);
    await recompile(shop.shopId);
    expect((await findCompiled(shop.shopId, emailId, 2))?.de?.html).toContain("#fff4e0");
    expect((await readBrand(shop.shopId)).colors.page).toBe("#fff4e0");
    expect(
      (
        await sql<{ n: number }>`select count(*)::int as n from email_versions where shop_id = ${shop.shopId}`.execute(
          database.db,
        )
      ).rows[0]?.n,
    ).toBe(2);
  });
});
