import { describe, expect, test } from "vitest";

import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { EMPTY_DRAFT, draftOf } from "../../app/rewards/reward-draft.ts";
import { readDraft } from "../../app/rewards/reward-form.ts";
import { offerOf } from "../../app/rewards/offer.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { readForm } from "../../app/program/read-form.ts";
import { formOf } from "../../app/program/rules-form.ts";
import { blockMarkup } from "./blocks.ts";
import { fullProgram, RULES, setPoints, setProgram, testShop } from "./shop.ts";

const URL = "https://cdn.shopify.com/s/files/1/bag.png?v=1";
const known = { currency: "EUR", tiers: [], segmentIds: [] };
const draft = { ...EMPTY_DRAFT, kind: "free-shipping" as const, points: "100", titles: { ...EMPTY_DRAFT.titles, de: "Versand" } };

describe("pictures of rewards and tiers (issue 11, the shopper's blocks)", () => {
  test("stand in a place of their own, small, late, and as text whatever they are called", () => {
    const shop = testShop();
    const alt = { de: `"><script>alert(1)</script>` };
    const reward = rewardTermsSchema.parse({
      ...{ kind: "free-shipping", title: { de: "Versand" }, points: 100, picture: { url: `${URL}&x='`, alt } },
    });
    const [bronze, ...rest] = TIER_PRESET.levels;
    const levels = [{ ...bronze, picture: { url: URL, alt: null } }, ...rest];
    const rules = programRulesSchema.parse({ ...RULES, tiers: { ...TIER_PRESET, levels } });
    setProgram(shop.shop, fullProgram(rules, [reward]));
    setPoints(shop.shop, shop.lena, 10n, 0n);
    const pictures = (block: string) => blockMarkup(shop, block, { customer: shop.lena }).match(/<img [^]*?>/g) ?? [];
    const [shown = "", ...others] = pictures("rewards");
    expect(others).toEqual([]);
    expect(shown).toContain(`src="https://cdn.shopify.com/s/files/1/bag.png?v=1&amp;x=%27&amp;width=128"`);
    expect(shown).toContain(`alt="&quot;&gt;&lt;script`);
    for (const attribute of ['width="64"', 'height="64"', 'loading="lazy"']) expect(shown).toContain(attribute);
    expect(pictures("tiers")).toEqual([expect.stringContaining('alt=""')]);
    expect(blockMarkup(shop, "rewards", { customer: shop.lena })).not.toContain("<script>alert");
  });

  test.each([
    "http://cdn.shopify.com/a.png",
    "javascript:alert(1)",
    "data:image/svg+xml,x",
    "//evil.example/a.png",
    "a.png",
    "https://u:p@x.example/a",
  ])("%s is no address of one", (picture) => {
    expect(readDraft({ ...draft, picture }, known)).toEqual({ ok: false, errors: { picture: "picture" } });
    const shop = { currency: "EUR", timeZone: "Europe/Berlin" };
    const form = formOf({ ...DEFAULT_RULES, tiers: TIER_PRESET }, shop);
    const tiers = form.tiers && { ...form.tiers, levels: form.tiers.levels.map((level) => ({ ...level, picture })) };
    expect(readForm({ ...form, tiers }, shop)).toMatchObject({
      ok: false,
      errors: { "tiers.levels.0.picture.url": { code: "url" } },
    });
  });

  test("go through the forms unchanged, and change nothing of what is offered", () => {
    const read = readDraft({ ...draft, picture: ` ${URL} `, alts: { ...draft.alts, de: "Eine Tüte" } }, known);
    expect(read).toMatchObject({ ok: true, terms: { picture: { url: URL, alt: { de: "Eine Tüte" } } } });
    const plain = readDraft(draft, known);
    if (!read.ok || !plain.ok) throw new Error("Both are rewards");
    expect(readDraft(draftOf(read.terms, "EUR"), known)).toEqual(read);
    expect(plain.terms.picture).toBeNull();
    expect(offerOf(read.terms, "EUR")).toBe(offerOf(plain.terms, "EUR"));
    const shop = { currency: "EUR", timeZone: "Europe/Berlin" };
    const levels = TIER_PRESET.levels.map((level) => ({ ...level, picture: { url: URL, alt: { en: "A medal" } } }));
    const rules = { ...DEFAULT_RULES, tiers: { ...TIER_PRESET, levels } };
    expect(readForm(formOf(rules, shop), shop)).toEqual({ ok: true, rules });
  });
});
