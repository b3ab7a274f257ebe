import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { translator, type Locale } from "../../../app/i18n/translate.ts";
import { defaultSegments } from "../../../app/segments/defaults.ts";
import { read } from "../../../app/segments/language/check.ts";
import { format } from "../../../app/segments/language/format.ts";
import { describe as say } from "../../../app/segments/language/describe.ts";
import type { Problem } from "../../../app/segments/language/problems.ts";
import { anyDay, decimals, queries } from "../arbitraries.ts";

const sentence = (problem: Problem, locale: Locale) => say(problem, translator(locale));

/** The first problem as `code@at+length`, the text that it underlines, and the English sentence. */
function complaint(source: string): { place: string; underlined: string; says: string; problem: Problem } {
  const result = read(source);
  if (result.ok) throw new Error(`reads as ${format(result.query)}`);
  const problem = result.problems[0] as Problem;
  const underlined = source.slice(problem.at, problem.at + problem.length);
  return { place: `${problem.code}@${problem.at}`, underlined, says: sentence(problem, "en"), problem };
}

const canonical: [source: string, canonical: string][] = [
  ["number_of_orders > 3", "number_of_orders > 3"],
  ["  NUMBER_OF_ORDERS>3\n", "number_of_orders > 3"],
  ["amount_spent!=+03.50", "amount_spent != 3.5"],
  ["number_of_orders = 3.00", "number_of_orders = 3"],
  ["points_balance = -0", "points_balance = 0"],
  ["points_balance >= -50", "points_balance >= -50"],
  ["amount_spent BETWEEN 1 AND 999.99", "amount_spent BETWEEN 1 AND 999.99"],
  ["amount_spent between 1 and 2 and number_of_orders = 1", "amount_spent BETWEEN 1 AND 2 AND number_of_orders = 1"],
  ["number_of_orders in (1,2 , 3)", "number_of_orders IN (1, 2, 3)"],
  ["number_of_orders not in (0)", "number_of_orders NOT IN (0)"],
  ["last_order_date > -8m", "last_order_date > -8m"],
  ["last_order_date >= -1Y", "last_order_date >= -1y"],
  ["last_order_date <= 90_days_ago", "last_order_date <= -90d"],
  ["last_order_date >= 12_months_ago", "last_order_date >= -12m"],
  ["last_order_date = TODAY", "last_order_date = today"],
  ["last_order_date = yesterday", "last_order_date = yesterday"],
  ["last_order_date = -1d", "last_order_date = yesterday"],
  ["last_order_date < -0m", "last_order_date < today"],
  ["customer_added_date BETWEEN 2026-01-31 AND +4w", "customer_added_date BETWEEN 2026-01-31 AND +4w"],
  ["first_order_date = '2024-02-29'", "first_order_date = 2024-02-29"],
  ["last_order_date is null", "last_order_date IS NULL"],
  ["last_order_date IS  NOT\tNULL", "last_order_date IS NOT NULL"],
  ["email_subscription_status = 'SUBSCRIBED'", "email_subscription_status = 'SUBSCRIBED'"],
  [
    "customer_tags CONTAINS 'it\\'s' OR customer_tags NOT CONTAINS 'a''b'",
    "customer_tags CONTAINS 'it\\'s' OR customer_tags NOT CONTAINS 'a\\'b'",
  ],
  ["customer_tags CONTAINS 'C:\\temp\\\\x'", "customer_tags CONTAINS 'C:\\\\temp\\\\x'"],
  ["customer_countries CONTAINS 'DE'", "customer_countries CONTAINS 'DE'"],
  [
    "customer_language = 'de' AND customer_email_domain IN ('a.de', 'b.de')",
    "customer_language = 'de' AND customer_email_domain IN ('a.de', 'b.de')",
  ],
  // AND binds tighter than OR, brackets that say nothing go.
  [
    "number_of_orders = 1 OR number_of_orders = 2 AND amount_spent > 5",
    "number_of_orders = 1 OR number_of_orders = 2 AND amount_spent > 5",
  ],
  [
    "(number_of_orders = 1 OR number_of_orders = 2) AND amount_spent > 5",
    "(number_of_orders = 1 OR number_of_orders = 2) AND amount_spent > 5",
  ],
  [
    "((number_of_orders = 1)) AND (amount_spent > 5 AND (points_balance > 1))",
    "number_of_orders = 1 AND amount_spent > 5 AND points_balance > 1",
  ],
];

const refused: [source: string, place: string, underlined: string, says: string][] = [
  ["", "empty@0", "", "Write at least one condition"],
  [" \n ", "empty@0", " \n ", "Write at least one condition"],
  ["number_of_order > 3", "unknown-attribute@0", "number_of_order", "Did you mean number_of_orders?"],
  ["amount_spent > 1 AND lastorderdate > -3d", "unknown-attribute@21", "lastorderdate", "Did you mean last_order_date?"],
  ["shoe_size = 44", "unknown-attribute@0", "shoe_size", "There is no attribute shoe_size."],
  ["constructor = 1", "unknown-attribute@0", "constructor", "There is no attribute constructor."],
  ["number_of_orders", "expected@16", "", "Expected an operator, but the query ends here."],
  ["number_of_orders >", "expected@18", "", "Expected a value, but the query ends here."],
  ["number_of_orders 3", "expected@17", "3", "Expected an operator, but found 3."],
  ["number_of_orders == 3", "expected@18", "=", "Expected a value, but found =."],
  ["number_of_orders <> 3", "expected@18", ">", "Expected a value, but found >."],
  ["number_of_orders LIKE 3", "expected@17", "LIKE", "Expected an operator, but found LIKE."],
  ["number_of_orders = NULL", "expected@19", "NULL", "Expected a value, but found NULL."],
  ["number_of_orders > 3 number_of_orders < 9", "expected@21", "number_of_orders", "Expected AND, OR or the end of the query"],
  ["number_of_orders > 3 AND", "expected@24", "", "Expected an attribute or (, but the query ends here."],
  ["OR number_of_orders > 3", "expected@0", "OR", "Expected an attribute or (, but found OR."],
  ["NOT number_of_orders > 3", "expected@4", "number_of_orders", "Expected (, but found number_of_orders."],
  ["(number_of_orders > 3", "expected@21", "", "Expected AND, OR or ), but the query ends here."],
  ["number_of_orders > 3)", "expected@20", ")", "Expected AND, OR or the end of the query, but found )."],
  ["()", "expected@1", ")", "Expected an attribute or ("],
  ["amount_spent BETWEEN 1, 2", "expected@22", ",", "Expected AND, but found ,."],
  ["amount_spent BETWEEN 5 AND 2", "reversed-range@21", "5 AND 2", "write the smaller value first"],
  ["last_order_date BETWEEN -1d AND -9d", "reversed-range@24", "-1d AND -9d", "Nothing lies between -1d and -9d"],
  ["last_order_date BETWEEN 2026-02-01 AND 2026-01-31", "reversed-range@24", "2026-02-01 AND 2026-01-31", "Nothing lies between"],
  ["number_of_orders IN 1", "expected@20", "1", "Expected (, but found 1."],
  ["number_of_orders IN ()", "expected@21", ")", "Expected a value"],
  ["number_of_orders IN (1 2)", "expected@23", "2", "Expected , or ), but found 2."],
  ["customer_tags NOT 'a'", "expected@18", "'a'", "Expected IN, CONTAINS or MATCHES"],
  ["customer_tags IS 'a'", "expected@17", "'a'", "Expected NULL or NOT NULL"],
  ["customer_tags IS NOT 'a'", "expected@21", "'a'", "Expected NULL, but found"],
  ["customer_tags = 'a'", "operator-not-allowed@14", "=", "only with CONTAINS, NOT CONTAINS, IS NULL or IS NOT NULL"],
  ["customer_tags NOT  IN ('a')", "operator-not-allowed@14", "NOT  IN", "customer_tags cannot be used with NOT IN"],
  ["number_of_orders IS NULL", "operator-not-allowed@17", "IS NULL", "number_of_orders cannot be used with IS NULL"],
  ["last_order_date IN (today)", "operator-not-allowed@16", "IN", "last_order_date cannot be used with IN"],
  ["number_of_orders > 'three'", "wrong-value@19", "'three'", "compared with a number such as 100 or 99.50"],
  ["number_of_orders > -3d", "wrong-value@19", "-3d", "compared with a number"],
  ["last_order_date > 30", "wrong-value@18", "30", "compared with a date such as 2026-01-31, -90d or today"],
  ["last_order_date > tomorrow", "wrong-value@18", "tomorrow", "compared with a date"],
  ["customer_tags CONTAINS vip", "wrong-value@23", "vip", "compared with a text in quotes, not with vip"],
  ["email_subscription_status = 'SUBSCRIBD'", "unknown-value@28", "'SUBSCRIBD'", "Did you mean 'SUBSCRIBED'?"],
  ["email_subscription_status = 'yes'", "unknown-value@28", "'yes'", "Use 'SUBSCRIBED', 'NOT_SUBSCRIBED'"],
  ["email_subscription_status = 1", "wrong-value@28", "1", "compared with one of its values, such as 'SUBSCRIBED', not with 1"],
  ["last_order_date > 2026-02-29", "no-such-day@18", "2026-02-29", "not a day of the calendar"],
  ["last_order_date > 2026-13-01", "no-such-day@18", "2026-13-01", "not a day of the calendar"],
  ["last_order_date > 1066-10-14", "out-of-range@18", "1066-10-14", "from 1900-01-01 to 2999-12-31"],
  ["last_order_date > 2026-1-5", "malformed-value@18", "2026-1-5", "Dates look like 2026-01-31 or -90d."],
  ["last_order_date > -90days", "malformed-value@18", "-90days", "neither a number nor a date"],
  ["last_order_date > -99999999999999999999d", "out-of-range@18", "-99999999999999999999d", "from -36500d to +36500d"],
  ["amount_spent > 1e6", "malformed-value@15", "1e6", "neither a number nor a date"],
  ["amount_spent > 999999999999999", "out-of-range@15", "999999999999999", "out of range"],
  ["amount_spent > 0.00001", "out-of-range@15", "0.00001", "out of range"],
  ["amount_spent > 1,000", "number-with-comma@15", "1,000", "without a comma: 1000"],
  ["amount_spent > €5", "currency-sign@15", "€", "Leave out €"],
  ["amount_spent > 5;", "unexpected-character@16", ";", "The character ; has no meaning here."],
  ["customer_tags CONTAINS 'vip", "unterminated-text@23", "'vip", "no closing quote"],
  ["customer_tags CONTAINS 'vip\\'", "unterminated-text@23", "'vip\\'", "no closing quote"],
  ['customer_tags CONTAINS "vip"', "wrong-quotes@23", '"', "straight single quotes"],
  ["customer_tags CONTAINS ‘vip’", "wrong-quotes@23", "‘", "straight single quotes"],
  ["customer_tags CONTAINS ''", "empty-text@23", "''", "The text between the quotes is empty."],
  ["customer_tags CONTAINS 'a\0b'", "unexpected-character@25", "\0", "The character U+0000"],
  [`customer_tags CONTAINS '${"x".repeat(256)}'`, "too-long@23", `'${"x".repeat(256)}'`, "longer than 255 characters"],
  ["x".repeat(10_001), "too-long@10000", "x", "longer than 10000 characters"],
  [`${"(".repeat(21)}number_of_orders > 1${")".repeat(21)}`, "too-deep@20", "(", "at most 20 deep"],
  [
    Array(51).fill("points_balance = 1").join(" OR "),
    `too-many-conditions@${22 * 50}`,
    "points_balance",
    "at most 50 conditions",
  ],
  [`number_of_orders IN (${Array(501).fill("1").join(",")})`, "too-many-values@1021", "1", "at most 500 values"],
  ["😀 > 1", "unexpected-character@0", "😀", "The character 😀 has no meaning here."],
];

describe("reading a query", () => {
  test.each(canonical)("%s", (source, expected) => {
    const result = read(source);
    expect(result.ok ? format(result.query) : result.problems).toBe(expected);
  });

  test.each(refused)("refuses %s", (source, place, underlined, says) => {
    const found = complaint(source);
    expect([found.place, found.underlined]).toEqual([place, underlined]);
    expect(found.says).toContain(says);
    expect(sentence(found.problem, "de")).not.toBe(found.says);
    expect(sentence(found.problem, "de")).toMatch(/^[^{}]+[.0-9)?']$/);
  });

  test("names every misunderstanding of a well-formed query, not only the first", () => {
    const result = read("number_of_order > 3 AND (customer_tags = 'a' OR last_order_date > 7)");
    expect(result.ok ? [] : result.problems.map(({ code, at }) => [code, at])).toEqual([
      ["unknown-attribute", 0],
      ["operator-not-allowed", 39],
      ["wrong-value", 66],
    ]);
  });

  test("the default segments are canonical in both languages", () => {
    for (const locale of ["en", "de"]) {
      for (const { query } of defaultSegments(locale)) {
        const result = read(query);
        expect(result.ok && format(result.query)).toBe(query);
      }
    }
    expect(defaultSegments("de").map(({ name }) => name)).toEqual(["Neu", "Stammkundschaft", "VIP", "Abwanderungsgefährdet"]);
    expect(defaultSegments("de").map(({ query }) => query)).toEqual(defaultSegments("fr").map(({ query }) => query));
  });

  test("a formatted tree reads back as the same tree", () => {
    const texts = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() !== "" && !text.includes("\0") && text.length <= 255);
    fc.assert(
      fc.property(queries({ numbers: decimals, texts, days: anyDay }), (query) => {
        expect(read(format(query))).toEqual({ ok: true, query, dropped: [] });
      }),
      { numRuns: 2_000 },
    );
  });

  test("any text is read or refused with a place inside it, never a crash", () => {
    const scraps = fc.constantFrom(
      "number_of_orders",
      "customer_tags",
      " ",
      "AND",
      "OR",
      "NOT",
      "(",
      ")",
      "IN",
      "'",
      "\\",
      "-90d",
      "3",
      ">",
      "=",
      "IS NULL",
      "BETWEEN",
      ",",
      "today",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(scraps).map((parts) => parts.join(" ")),
        ),
        (source) => {
          const result = read(source);
          for (const problem of result.ok ? [] : result.problems) {
            expect(problem.at).toBeGreaterThanOrEqual(0);
            expect(problem.at + problem.length).toBeLessThanOrEqual(source.length);
            expect(sentence(problem, "de").length).toBeGreaterThan(10);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
