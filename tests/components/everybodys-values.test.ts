import { describe, expect, it } from "vitest";

import { everybodys } from "../../app/components/segment-editor/everybodys-values.ts";

describe("countries that a segment's editor offers", () => {
  it.each(["en", "de"])("are each there once, and none that no customer lives in (%s)", (locale) => {
    const offered = everybodys("countries", locale) ?? [];
    const codes = offered.map(({ value }) => value);
    expect(new Set(offered.map(({ label }) => label)).size).toBe(offered.length);
    for (const code of ["DE", "AT", "CH", "GB", "US", "XK", "RS"]) expect(codes).toContain(code);
    // Germany, the United Kingdom and Serbia under codes that are not theirs, and no countries at all.
    for (const code of ["DD", "UK", "YU", "EU", "UN", "ZZ"]) expect(codes).not.toContain(code);
    expect(codes.length).toBeGreaterThan(230);
  });

  it("are the shop's own values for all else", () => expect(everybodys("products", "en")).toBeNull());
});
