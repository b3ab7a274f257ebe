import { describe, expect, test, vi } from "vitest";

import { checkFile } from "../../app/imports/file/check.ts";
import { MAX_BYTES, MAX_ROWS } from "../../app/imports/file/csv-text.ts";
import { inSlices } from "../../app/lib/slices.ts";

const options = {
  mode: "add",
  wanted: { points: true, tiers: true, birthdays: true },
  tiers: [{ key: "gold", names: ["Gold"] }],
} as const;
/** Marks that have to be put in order: what `normalize` does with them grows with their square. */
const marks = (count: number) => "\u0301\u0323".repeat(count);

/** Checks a file and notes, for each slice, how many characters were normalised in it. */
async function work(text: string) {
  const original = Object.getOwnPropertyDescriptor(String.prototype, "normalize")?.value as (form?: string) => string;
  const slices = [0];
  let longest = 0;
  const spy = vi.spyOn(String.prototype, "normalize").mockImplementation(function (this: string, form?: string) {
    longest = Math.max(longest, this.length);
    slices[slices.length - 1] = (slices.at(-1) ?? 0) + this.length;
    return original.call(this, form);
  });
  try {
    const checked = await checkFile(new TextEncoder().encode(text), options, () => Promise.resolve(slices.push(0)));
    return { checked, longest, slices };
  } finally {
    spy.mockRestore();
  }
}

describe("costly files (security-faults 4)", () => {
  test.each([
    ["an address", `email,points\na${marks(60_000)}@example.com,5\n`],
    ["points", `email,points\na@example.com,5${marks(60_000)}\n`],
    ["a tier", `email,tier\na@example.com,${marks(60_000)}\n`],
    ["a birthday", `email,birthday\na@example.com,"${marks(40_000)}"\n`],
    ["a heading", `email,points,${marks(60_000)}\na@example.com,5\n`],
  ])("are looked at 1,000 characters a cell, whatever stands in it: %s", async (_name, text) => {
    const { longest, checked } = await work(text);
    expect(longest).toBeLessThanOrEqual(1_000);
    expect(checked.ok).toBe(true);
  });

  test.each(["\n", "\r\n", ",,\n", " \n"])("are not read beyond the rows of a sheet, blank ones counted: %j", async (blank) => {
    const sheet = blank.repeat(1_048_570);
    expect((await work(`email,points\n${sheet}a@example.com,5\n`)).checked).toMatchObject({
      file: { rows: [{ row: 1_048_572 }] },
    });
    const { checked, slices } = await work(`email,points\n${blank.repeat(Math.floor(MAX_BYTES / blank.length) - 20)}`);
    expect(checked).toEqual({ ok: false, problem: { code: "too-many-rows" } });
    // The rest of ten million was not even looked at.
    expect(slices.length).toBeLessThan(500);
  });

  test.each([
    ["many ordinary rows", `email,points,birthday\n${"anna@example.com,12,03/04\n".repeat(MAX_ROWS)}`],
    ["costly cells", `email,points,birthday\n${`a${marks(450)}@example.com,1,03/04\n`.repeat(2_000)}`],
  ])("are checked in slices: others have their turn after so many characters: %s", async (_name, text) => {
    const { checked, slices } = await work(text);
    expect(checked.ok).toBe(true);
    expect(slices.length).toBeGreaterThan(text.length / 50_000);
    expect(Math.max(...slices)).toBeLessThan(100_000);
  });

  test("a heading is kept as far as it can be shown", async () => {
    const { checked } = await work(`${" ".repeat(200)}email${"_".repeat(700)},points\na@example.com,5\n`);
    expect(checked.ok && checked.file.reading.columns.email.length).toBe(100);
  });
});

test("slices end after so much work, and begin anew", () => {
  const rest = vi.fn(() => Promise.resolve());
  const { after } = inSlices(rest, 10);
  const rested = [4, 5, 1, 9, 30, 9].map((work) => after(work) !== undefined);
  expect(rested).toEqual([false, false, true, false, true, false]);
});
