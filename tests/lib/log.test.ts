import { describe, expect, it } from "vitest";

import { describeError } from "../../app/log.server.ts";

describe("the log", () => {
  it("says what went wrong with a row, and never the row", () => {
    const refused = { code: "23505", detail: "Key (email)=(mia@example.com) already exists.", client: { password: "x" } };
    const written = JSON.stringify(describeError(Object.assign(new Error("duplicate key"), refused)));
    expect(written).toContain("duplicate key");
    expect(written).toContain("23505");
    expect(written).not.toMatch(/mia@example|password/);
  });

  it("names no address that a message quotes (security-faults 14)", () => {
    const error = new Error('invalid input syntax for type bigint: "mia.vogt+x@example.com"');
    const written = JSON.stringify([describeError(error), describeError(String(error))]);
    expect(written).toContain("invalid input syntax for type bigint");
    expect(written).not.toContain("example.com");
  });
});
