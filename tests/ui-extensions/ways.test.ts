import { describe, expect, test } from "vitest";

import { choose, control, LOST, press, shown, type, untilShown, useExtension } from "./extension.ts";
import { account, WAYS, withWays } from "./views.ts";

const [BIRTHDAY, SURVEY, FOLLOW] = WAYS;

describe("what the account's page asks for points, in Shopify's tester", () => {
  const { extension, answer, sent } = useExtension("account", "customer-account.page.render");
  const open = async (ways: typeof WAYS) => {
    answer("GET /storefront/v1/account", withWays(ways), withWays(ways, { available: 540 }));
    answer("GET /storefront/v1/surveys", { question: null });
    await extension.render();
    await untilShown("500 points.unit");
  };

  test("a survey's word is not lost with its answer, and sent again it is the same", async () => {
    await open(SURVEY === undefined ? [] : [SURVEY]);
    expect(control("s-button", "ways.send").getAttribute("disabled")).toBe("true");
    type("s-text-field", "ways.survey_word", "Basil");
    answer("POST /storefront/v1/claims", LOST, { ok: true, message: "40 points for you." });
    press("ways.send");
    await untilShown("common.lost");
    press("ways.send");
    await untilShown("40 points for you.");
    const [first, second] = sent();
    expect(first?.body).toEqual({ rule: "survey", word: "Basil" });
    expect(second).toEqual(first);
    await untilShown("540 points.unit");
  });

  test("a wrong word is refused in the app's words, and stays to be mended", async () => {
    await open(SURVEY === undefined ? [] : [SURVEY]);
    type("s-text-field", "ways.survey_word", "Thyme");
    answer("POST /storefront/v1/claims", { ok: false, message: "That is not the word." });
    press("ways.send");
    await untilShown("That is not the word.");
    expect(control("s-text-field", "ways.survey_word")).toHaveProperty("value", "Thyme");
    expect(shown()).toContain("500 points.unit");
  });

  test("a birthday is told by day and month, with what its notice is, and told again it is the same", async () => {
    await open(BIRTHDAY === undefined ? [] : [BIRTHDAY]);
    expect(shown()).toContain("ways.birthday_notice");
    expect(control("s-button", "ways.birthday_save").getAttribute("disabled")).toBe("true");
    choose("ways.day", "29");
    choose("ways.month", "2");
    answer("POST /storefront/v1/birthday", LOST, { ok: true, message: "Kept." });
    press("ways.birthday_save");
    await untilShown("common.lost");
    press("ways.birthday_save");
    await untilShown("Kept.");
    expect(sent().map(({ body }) => body)).toEqual([
      { day: "29", month: "2" },
      { day: "29", month: "2" },
    ]);
  });

  test("a birthday that is known can be changed", async () => {
    const known = { birthday: { month: 2, day: 29, first: null } };
    answer("GET /storefront/v1/account", withWays(WAYS, { loyalty: { ...account().loyalty, ...known } }));
    answer("GET /storefront/v1/surveys", { question: null });
    await extension.render();
    await untilShown("ways.birthday_change");
    expect(shown()).not.toContain("ways.birthday_tell");
  });

  test("a follow is declared after the way there, and what has been had is not asked for again", async () => {
    await open(FOLLOW === undefined ? [] : [FOLLOW]);
    expect(control("s-link", "ways.open").getAttribute("href")).toBe("https://tiktok.example.com/");
    answer("GET /storefront/v1/account", withWays(WAYS, { loyalty: { ...account().loyalty, used_up: ["follow", "survey"] } }));
    answer("POST /storefront/v1/claims", { ok: true, message: "Thank you." });
    press("ways.social_done");
    await untilShown("ways.done");
    expect(sent()[0]?.body).toEqual({ rule: "follow" });
    expect(() => control("s-button", "ways.social_done")).toThrow();
  });
});
