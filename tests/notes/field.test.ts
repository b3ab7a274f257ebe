import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import { fieldKinds, FIELD_VALUE_LIMIT, keyFor, parseValue, type FieldKind } from "../../app/notes/fields/field.ts";
import { parseValues } from "../../app/notes/fields/forms.ts";

describe("what a merchant types into a field", () => {
  test.each<[FieldKind, string, unknown]>([
    ["text", "  Größe 42 ", { ok: true, value: "Größe 42" }],
    ["text", "a\0b", { ok: true, value: "ab" }],
    ["text", "", { ok: true, value: null }],
    ["text", "x".repeat(FIELD_VALUE_LIMIT + 1), { ok: false, issue: "too-long" }],
    ["number", "42", { ok: true, value: "42" }],
    ["number", "007", { ok: true, value: "7" }],
    ["number", "3,50", { ok: true, value: "3.5" }],
    ["number", "−1.25", { ok: true, value: "-1.25" }],
    ["number", "-0", { ok: true, value: "0" }],
    ["number", "-0.00", { ok: true, value: "0" }],
    ["number", "1.234.567,8", { ok: true, value: "1234567.8" }],
    ["number", "1.500", { ok: false, issue: "ambiguous-number" }],
    ["number", "1e3", { ok: false, issue: "not-a-number" }],
    ["number", "9".repeat(16), { ok: false, issue: "not-a-number" }],
    ["date", "2026-02-28", { ok: true, value: "2026-02-28" }],
    ["date", "2026-02-29", { ok: false, issue: "not-a-date" }],
    ["date", "28.02.2026", { ok: false, issue: "not-a-date" }],
    ["yes-no", "yes", { ok: true, value: "yes" }],
    ["yes-no", "maybe", { ok: false, issue: "not-a-choice" }],
  ])("%s %j (one profile)", (kind, typed, read) => {
    expect(parseValue(kind, typed)).toEqual(read);
  });

  it("has one spelling: what is kept is read as itself (one profile)", () => {
    const decimals = fc.tuple(fc.bigInt(-(10n ** 15n) + 1n, 10n ** 15n - 1n), fc.integer({ min: 0, max: 999_999 }));
    fc.assert(
      fc.property(decimals, ([whole, part]) => {
        const typed = `${whole}.${String(part).padStart(6, "0")}`;
        const read = parseValue("number", typed);
        if (!read.ok) throw new Error(typed);
        expect(Number(read.value)).toBe(Number(typed));
        const again = parseValue("number", read.value ?? "");
        // "1.234" could be a thousand to somebody: the form takes it for what it was.
        if (again.ok) expect(again.value).toBe(read.value);
        else expect(again.issue).toBe("ambiguous-number");
      }),
    );
  });
});

describe("a field's key", () => {
  it("is made of its name, is never taken twice, and can stand in a query (one profile)", () => {
    expect(keyFor("Schuhgröße", new Set())).toBe("schuhgrosse");
    expect(keyFor("Straße & Ort", new Set())).toBe("strasse_ort");
    expect(keyFor("42", new Set())).toBe("field_42");
    expect(keyFor("尺寸", new Set())).toBe("field");
    expect(keyFor("Size", new Set(["size", "size_2"]))).toBe("size_3");
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, others) => {
        const taken = new Set(others.map((other) => keyFor(other, new Set())));
        const key = keyFor(name, taken);
        expect(key).toMatch(/^[a-z][a-z0-9_]{0,45}$/);
        expect(taken.has(key)).toBe(false);
      }),
    );
  });
});

describe("the form of a customer's fields", () => {
  const fields = fieldKinds.map((kind) => ({ key: kind.replace("-", "_"), name: kind, kind }));
  const posted = (entries: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(entries)) form.set(name, value);
    return parseValues(form, fields);
  };

  it("says what was changed, and nothing of what was left as it was (one profile)", () => {
    expect(
      posted({
        ...{ "field:text": "new", "seen:text": "old", "field:date": "2026-01-01", "seen:date": "2026-01-01" },
        ...{ "field:number": "1,234", "seen:number": "1.234", "field:yes_no": "", "seen:yes_no": "no" },
        "field:strange": "x",
      }),
    ).toEqual({
      ok: true,
      settings: [
        { key: "text", value: "new", seen: "old" },
        { key: "yes_no", value: null, seen: "no" },
      ],
    });
    expect(posted({ "field:number": "1.500", "seen:number": "" })).toEqual({ ok: false, errors: { number: "ambiguous-number" } });
  });
});
