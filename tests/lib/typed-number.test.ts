import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decimalOf, isAmbiguous, wholeOf } from "../../app/lib/typed-number.ts";

/** Narrow and unbreakable blanks too: Intl writes them in French and Swiss German. */
const languages = ["en", "de", "fr", "de-CH", "es", "pl"];

describe("whole numbers", () => {
  test.each([
    ["1000", "1000"],
    ["1,000", "1000"],
    ["1.000", "1000"],
    ["1 000", "1000"],
    ["1’000", "1000"],
    ["12,345,678", "12345678"],
    [" 7 ", "7"],
  ])("%j is %s in every form (merchant 29)", (typed, digits) => expect(wholeOf(typed)).toBe(digits));

  test.each([
    "",
    " ",
    "1.5",
    "1,00",
    "1,0000",
    "1.000,000",
    "1,000.000",
    ",000",
    "1,,000",
    "-1",
    "1e3",
    "0x10",
    "١٢",
    "1.000.00",
  ])("%j is none", (typed) => expect(wholeOf(typed)).toBeNull());

  test("are read back as any language writes them", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 9 }), fc.constantFrom(...languages), (value, language) => {
        expect(wholeOf(new Intl.NumberFormat(language).format(value))).toBe(String(value));
      }),
    );
  });
});

describe("decimals", () => {
  test.each([
    ["0.5", "0.5"],
    ["0,5", "0.5"],
    ["1250,50", "1250.50"],
    ["1,250.50", "1250.50"],
    ["1.250,50", "1250.50"],
    ["1 250,5", "1250.5"],
    ["1,000,000", "1000000"],
    ["0,125", "0.125"],
    ["1000.500", "1000.500"],
    ["12", "12"],
  ])("%j is %s in every form (merchant 29)", (typed, decimal) => expect(decimalOf(typed)).toBe(decimal));

  test.each(["", ".", "1.", ".5", "1.2.3", "1,5,5", "1,000,00", "-1", "1e9", "∞", "1,000,000.5.5"])("%j is none", (typed) =>
    expect(decimalOf(typed)).toBeNull(),
  );

  test.each(["1,000", "1.000", "12.500", " 250,000 "])("%j could be two, and is asked back (merchant 29)", (typed) => {
    expect(isAmbiguous(typed)).toBe(true);
    expect(decimalOf(typed)).toBeNull();
  });

  test("are read back as any language writes them, or asked back; never read as another number", () => {
    const amount = fc.integer({ min: 0, max: 10 ** 12 }).map((thousandths) => thousandths / 1_000);
    fc.assert(
      fc.property(amount, fc.constantFrom(...languages), (value, language) => {
        const typed = new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(value);
        const read = decimalOf(typed);
        if (isAmbiguous(typed)) expect(read).toBeNull();
        else expect(Number(read)).toBe(value);
      }),
    );
  });
});
