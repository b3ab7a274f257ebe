import { createPrivateKey } from "node:crypto";

import { expect, test, vi } from "vitest";

import { beginAnew } from "./support/begin-anew.ts";

test("a file meets nothing of what the one before it left in their process (house: npm test)", async () => {
  const [fetchOfAll, timeout] = [fetch, setTimeout];
  const key = process.env["SHOPIFY_API_KEY"];
  process.env["SHOPIFY_API_KEY"] = "somebody-else's";
  process.env["LEFT_BEHIND"] = "1";
  process.env["MAIL_FROM"] = "left@example.com";
  vi.stubEnv("LOG_LEVEL", "trace");
  vi.stubGlobal("fetch", () => undefined);
  vi.useFakeTimers();
  vi.spyOn(String.prototype, "at").mockReturnValue("z");
  const before = await import("../app/env.server.ts");
  expect(before.env().SHOPIFY_API_KEY).toBe("somebody-else's");

  beginAnew();

  const { env } = await import("../app/env.server.ts");
  expect(env()).toMatchObject({ SHOPIFY_API_KEY: key, MAIL_FROM: "reprise@example.com", LOG_LEVEL: "silent" });
  expect(process.env["LEFT_BEHIND"]).toBeUndefined();
  expect([fetch, setTimeout]).toEqual([fetchOfAll, timeout]);
  expect("a".at(0)).toBe("a");
  // What comes with Node or with a package is the same as before.
  expect((await import("node:crypto")).createPrivateKey).toBe(createPrivateKey);
});
