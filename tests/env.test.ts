import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { EnvironmentError, envSchema, parseEnv } from "../app/env.server.ts";

const good = {
  DATABASE_URL: "postgresql://user:hush@localhost/reprise",
  SHOPIFY_API_KEY: "key",
  SHOPIFY_API_SECRET: "0123456789abcdef",
  SHOPIFY_APP_URL: "https://reprise.example.com",
  SMTP_URL: "smtp://localhost",
  MAIL_FROM: "hello@example.com",
  UNSUBSCRIBE_SECRET: "0123456789abcdef",
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
};

function complaint(change: Record<string, string | undefined>): string {
  try {
    parseEnv({ ...good, ...change });
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("the environment", () => {
  test("is complete with the required variables alone", () => {
    expect(parseEnv(good)).toMatchObject({ ROLE: "all", PORT: 3000, NODE_ENV: "production", SANDBOX: false });
  });

  test("names every missing variable at once", () => {
    const message = complaint({ DATABASE_URL: undefined, MAIL_FROM: "", SHOPIFY_API_KEY: undefined });
    expect(message).toContain("DATABASE_URL: is missing");
    expect(message).toContain("MAIL_FROM: is missing");
    expect(message).toContain("SHOPIFY_API_KEY: is missing");
  });

  test.each([
    ["DATABASE_URL", "mysql://localhost/x"],
    ["PORT", "eighty"],
    ["PORT", "70000"],
    ["ROLE", "king"],
    ["SHOPIFY_APP_URL", "javascript:alert(1)"],
    ["SHOPIFY_APP_URL", "reprise.example.com"],
    ["SHOPIFY_API_SECRET", "short"],
    ["SMTP_URL", "http://localhost"],
    ["MAIL_FROM", "nobody"],
    ["MAIL_PER_SECOND", "0"],
    ["UNSUBSCRIBE_SECRET", "short"],
    ["UNSUBSCRIBE_SECRET_PREVIOUS", "0123456789abcdef,short"],
    ["SHOPIFY_API_SECRET_PREVIOUS", "short"],
    ["ENCRYPTION_KEY", "0123456789abcdef0123456789abcdef"],
    ["ENCRYPTION_KEY_PREVIOUS", "no key"],
    ["LOG_LEVEL", "loud"],
    ["DATABASE_POOL_SIZE", "1"],
    ["SANDBOX", "yes"],
  ])("refuses %s=%s by name", (name, value) => expect(complaint({ [name]: value })).toContain(`${name}:`));

  test("tells how to make the key that tokens are encrypted with (security-faults 14)", () => {
    expect(complaint({ ENCRYPTION_KEY: undefined })).toMatch(/ENCRYPTION_KEY: is missing; node -p .* prints one/);
    for (const encoding of ["base64", "base64url", "hex"] as const)
      expect(complaint({ ENCRYPTION_KEY: Buffer.alloc(32, 7).toString(encoding) })).toBe("accepted");
  });

  test("takes secrets that are being replaced beside the new ones (security-faults 10)", () => {
    const before = { UNSUBSCRIBE_SECRET_PREVIOUS: "links-of-2025-0123, links-of-2024-0123" };
    expect(parseEnv({ ...good, ...before })).toMatchObject({
      UNSUBSCRIBE_SECRET_PREVIOUS: ["links-of-2025-0123", "links-of-2024-0123"],
      SHOPIFY_API_SECRET_PREVIOUS: [],
    });
  });

  test("never prints a value", () => {
    expect(complaint({ DATABASE_URL: "mysql://user:hush@localhost", SHOPIFY_API_SECRET: "hush" })).not.toContain("hush");
  });

  test.each([
    ["SANDBOX_SHOPIFY_ORIGIN", "http://127.0.0.1:4000"],
    ["SANDBOX_CLOCK_FILE", "/tmp/clock"],
    ["APP_BRIDGE_URL", "http://127.0.0.1:4000/app-bridge.js"],
  ])("%s needs SANDBOX=1", (name, value) => {
    expect(complaint({ [name]: value })).toContain("needs SANDBOX=1");
    expect(complaint({ [name]: value, SANDBOX: "1", SHOPIFY_APP_URL: "http://127.0.0.1:4001" })).toBe("accepted");
  });

  test.each([
    ["SANDBOX_SHOPIFY_ORIGIN", "http://evil.example.com"],
    ["SANDBOX_SHOPIFY_ORIGIN", "http://localhost.evil.example.com"],
    ["SANDBOX_SHOPIFY_ORIGIN", "http://localhost:x@evil.example.com"],
    ["SANDBOX_SHOPIFY_ORIGIN", "http://127.0.0.1@evil.example.com"],
    ["APP_BRIDGE_URL", "https://evil.example.com/app-bridge.js"],
    ["SHOPIFY_APP_URL", "https://reprise.example.com"],
  ])("a sandbox is on this machine alone: %s=%s is refused", (name, value) => {
    const sandbox = { SANDBOX: "1", SHOPIFY_APP_URL: "http://127.0.0.1:4001", SANDBOX_SHOPIFY_ORIGIN: "http://localhost:4000" };
    expect(complaint(sandbox)).toBe("accepted");
    expect(complaint({ ...sandbox, [name]: value })).toContain(`${name}: must be on this machine`);
  });

  test("is documented in full in .env.example", () => {
    const documented = readFileSync(".env.example", "utf8");
    const undocumented = Object.keys(envSchema.shape).filter((name) => !new RegExp(`^(# )?${name}=`, "m").test(documented));
    expect(undocumented).toEqual([]);
  });
});
