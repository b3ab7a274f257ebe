import fc from "fast-check";
import { expect, test } from "vitest";

import { continental, csvLine, datedName, international } from "../../app/lib/csv.ts";
import { computedSeconds } from "../support/cpu.ts";

test("text is quoted where it must be, numbers are as they are, nothing is empty", () => {
  expect(csvLine(["a", 'say "b"', "c,d", 1, -2n, { decimal: "-3.50" }, null])).toBe('a,"say ""b""","c,d",1,-2,-3.50,\r\n');
});

test("a spreadsheet in German gets its own separator and decimal sign", () => {
  expect(csvLine(["a", "b;c", "d,e", 0.25, -2n, { decimal: "-1234.50" }, null], continental)).toBe(
    'a;"b;c";d,e;0,25;-2;-1234,50;\r\n',
  );
});

test.each([
  ["=1+1", "'=1+1"],
  ["  +49", "'  +49"],
  ["\t@SUM(A1)", "'\t'@SUM(A1)"],
  // Spreadsheets in German cut cells at semicolons, whatever quotes stand around them.
  ["Anna;=HYPERLINK(1)", "Anna;'=HYPERLINK(1)"],
  ["Anna; \t-1+1;@x", "Anna; \t'-1+1;'@x"],
  ["Anna\t=1", "Anna\t'=1"],
  ["Anna;Lena", "Anna;Lena"],
  ["a-b=c", "a-b=c"],
])("no stranger's text becomes a formula: %j", (typed, written) => {
  expect(csvLine([typed])).toBe(`${written}\r\n`);
});

test("takes no longer for long runs of separators than for other text", async () => {
  const cells = ["\t".repeat(200_000), ';"'.repeat(100_000), `;${" ".repeat(200_000)}`];
  expect(await computedSeconds(() => csvLine(cells))).toBeLessThan(10);
});

test.each([international, continental])("whatever separates cells, none of them begins a formula: $separator", (dialect) => {
  const nasty = fc.string({ unit: fc.constantFrom("a", ";", ",", "\t", " ", '"', "=", "+", "-", "@", "'") });
  fc.assert(
    fc.property(nasty, (text) => {
      const cells = csvLine(["x", text], dialect)
        .trimEnd()
        .split(dialect === international ? /[;\t]/ : /[,\t]/);
      for (const cell of cells) expect(cell.replace(/["\s]/g, "")).not.toMatch(/^[=+\-@]/);
    }),
  );
});

test("files say whose they are and of which day in the shop (merchant 39)", () => {
  const shop = { domain: "morgenrot.myshopify.com", timeZone: "Europe/Berlin" };
  expect(datedName("reprise-customers.csv", shop, new Date("2026-12-19T23:00:00Z"))).toBe(
    "reprise-customers-morgenrot-2026-12-20.csv",
  );
});
