import { describe, expect, test } from "vitest";

import { parseSettings } from "../../app/shops/settings/settings-form.ts";
import { markSetup, readSettings, saveSettings } from "../../app/shops/settings/settings.server.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const database = useDatabase();
const NOW = new Date("2026-06-30T12:00:00Z");

function form(fields: Record<string, string> = {}): FormData {
  const data = new FormData();
  const good = {
    senderName: "Morgenrot",
    senderEmail: "hallo@morgenrot.example",
    replyTo: "",
    imprint: "Morgenrot GmbH\nBerlin",
    defaultLocale: "de",
  };
  for (const [name, value] of Object.entries({ ...good, ...fields })) data.set(name, value);
  return data;
}

describe("the settings form", () => {
  test("reads what a merchant writes, trimmed, with empty as nothing", () => {
    expect(parseSettings(form({ senderName: " Morgenrot ", imprint: " A\r\nB\r " }))).toEqual({
      ok: true,
      settings: {
        senderName: "Morgenrot",
        senderEmail: "hallo@morgenrot.example",
        replyTo: null,
        imprint: "A\nB",
        rewardsPage: null,
        confirmedOptIn: true,
        monthlySummary: false,
        defaultLocale: "de",
      },
    });
  });

  test.each([
    [{ senderEmail: "nonsense" }, { senderEmail: "email" }],
    [{ senderEmail: "a@b" }, { senderEmail: "email" }],
    [{ senderEmail: "Anna <a@example.com>" }, { senderEmail: "email" }],
    [{ replyTo: "a@example.com, b@example.com" }, { replyTo: "email" }],
    [{ replyTo: "a@example.com\r\nBcc: b@example.com" }, { replyTo: "email" }],
    [{ senderName: "Morgen\r\nBcc: b@example.com" }, { senderName: "line-break" }],
    [{ senderName: "x".repeat(81) }, { senderName: "too-long" }],
    [{ imprint: "x".repeat(1_001) }, { imprint: "too-long" }],
    [{ rewardsPage: "pages/rewards" }, { rewardsPage: "path" }],
    [{ rewardsPage: "//evil.example/x" }, { rewardsPage: "path" }],
    [{ rewardsPage: "/\\evil.example" }, { rewardsPage: "path" }],
    [{ rewardsPage: "javascript:alert(1)" }, { rewardsPage: "path" }],
    [{ rewardsPage: "/pages/a b" }, { rewardsPage: "path" }],
    [{ rewardsPage: `/${"x".repeat(255)}` }, { rewardsPage: "too-long" }],
    [{ defaultLocale: "pl" }, { defaultLocale: "language" }],
    [{ confirmedOptIn: "maybe" }, { confirmedOptIn: "required" }],
    [
      { senderEmail: "x", defaultLocale: "" },
      { senderEmail: "email", defaultLocale: "language" },
    ],
  ])("answers %j beside the field", (fields, errors) => {
    expect(parseSettings(form(fields))).toEqual({ ok: false, errors });
  });

  test.each([
    ["", null],
    ["/", null],
    [" /pages/rewards ", "/pages/rewards"],
    ["https://www.morgenrot.example/pages/pr%C3%A4mien?x=1#y", "/pages/pr%C3%A4mien"],
    ["https://evil.example//evil.example/x", "path"],
  ])("takes the page with the rewards %j as %j (shopper 28)", (rewardsPage, kept) => {
    const parsed = parseSettings(form({ rewardsPage }));
    expect(parsed.ok ? parsed.settings.rewardsPage : parsed.errors.rewardsPage).toBe(kept);
  });

  test("says so when fields are missing altogether", () => {
    expect(parseSettings(new FormData())).toEqual({
      ok: false,
      errors: {
        senderName: "required",
        senderEmail: "required",
        replyTo: "required",
        imprint: "required",
        defaultLocale: "language",
      },
    });
  });
});

describe("settings", () => {
  test("are kept per shop, and leave the theme's tick alone", async () => {
    const shop = await installShop(database.db, "morgenrot.myshopify.com");
    const other = await installShop(database.db, "nordlicht.myshopify.com");
    await markSetup(shop.shopId, "theme", true, NOW);
    const parsed = parseSettings(form());
    if (!parsed.ok) throw new Error("The form is good");
    await saveSettings(shop.shopId, parsed.settings, NOW);
    expect(await readSettings(shop.shopId)).toEqual({ ...parsed.settings, senderProved: null });
    expect(await readSettings(other.shopId)).toMatchObject({ senderName: "nordlicht", senderEmail: null, imprint: "" });
    const { rows } = await database.pool.query("select theme_confirmed_at from shop_settings where shop_id = $1", [shop.shopId]);
    expect(rows).toEqual([{ theme_confirmed_at: NOW }]);
    await markSetup(shop.shopId, "theme", false, NOW);
    expect(await readSettings(shop.shopId)).toEqual({ ...parsed.settings, senderProved: null });
  });

  test("say whether Germans and Austrians must have confirmed, for this shop alone", async () => {
    const shop = await installShop(database.db, "abendrot.myshopify.com");
    const other = await installShop(database.db, "suedwind.myshopify.com");
    const countriesOf = async (shopId: number) =>
      (await database.pool.query("select confirmed_opt_in_countries as list from shop_settings where shop_id = $1", [shopId]))
        .rows[0] as unknown;
    const save = async (confirmedOptIn: string) => {
      const parsed = parseSettings(form({ confirmedOptIn }));
      if (!parsed.ok) throw new Error("The form is good");
      await saveSettings(shop.shopId, parsed.settings, NOW);
      expect(await readSettings(shop.shopId)).toMatchObject({ confirmedOptIn: confirmedOptIn === "on" });
    };
    await save("on");
    expect(await countriesOf(shop.shopId)).toEqual({ list: ["DE", "AT"] });
    await save("off");
    expect(await countriesOf(shop.shopId)).toEqual({ list: [] });
    expect(await countriesOf(other.shopId)).toEqual({ list: ["DE", "AT"] });
    await save("on");
    expect(await countriesOf(shop.shopId)).toEqual({ list: ["DE", "AT"] });
    await database.pool.query("update shop_settings set confirmed_opt_in_countries = '{DE,AT,CH}' where shop_id = $1", [
      shop.shopId,
    ]);
    await save("on");
    expect(await countriesOf(shop.shopId)).toEqual({ list: ["DE", "AT", "CH"] });
  });

  test("of a shop without any are empty", async () => {
    expect(await readSettings(4_711)).toEqual({
      senderName: null,
      senderEmail: null,
      senderProved: null,
      replyTo: null,
      imprint: "",
      rewardsPage: null,
      confirmedOptIn: true,
      monthlySummary: false,
      defaultLocale: "en",
    });
  });
});
