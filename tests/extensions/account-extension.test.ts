import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { expect, test, vi } from "vitest";

import { shopperLocales } from "../../app/i18n/shopper/say.ts";
import { API_VERSION } from "../../app/shopify.server.ts";
import { send } from "../../extensions/reprise-account/src/api.ts";
import { roundEarning } from "../../extensions/reprise-account/src/parts/ways/earn-rule.ts";
import { extensions, extensionScript, targets, textsIn } from "../sandbox/extension-host/bundle.ts";
import { EXTENSION as THEME, placeholders } from "./theme-files.ts";

/** The extension of the customer account, as it is uploaded (issue 11, must show 1). */
const EXTENSION = fileURLToPath(new URL("../../extensions/reprise-account/", import.meta.url));

/** Shopify's limits for a compressed script, in bytes: a full page may be twice as large. */
const LIMITS: Record<string, number> = {
  "customer-account.page.render": 128 * 1024,
  "customer-account.profile.block.render": 64 * 1024,
  "customer-account.order-index.block.render": 64 * 1024,
  "customer-account.order-status.block.render": 64 * 1024,
  "purchase.checkout.block.render": 64 * 1024,
  "purchase.thank-you.block.render": 64 * 1024,
};

test("each target's script is within Shopify's limit, and speaks to the app's own address alone", async () => {
  expect([...targets("reprise-account").keys()].sort()).toEqual(Object.keys(LIMITS).sort());
  for (const [target, limit] of Object.entries(LIMITS)) {
    const script = await extensionScript(target);
    expect(gzipSync(script).length).toBeLessThan(limit);
    const addresses = [...script.matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address);
    // Names of XML, which nobody asks.
    expect(addresses.filter((address) => !address.endsWith("www.w3.org"))).toEqual(["https://reprise.example.com"]);
  }
});

test("a full page has no other target beside it in its extension", () => {
  for (const { targeting } of extensions("reprise-account")) {
    const names = targeting.map(({ target }) => target);
    if (names.some((name) => name.endsWith(".page.render"))) expect(names).toHaveLength(1);
  }
});

test("it asks for a version of Shopify's API that the app's is not older than", () => {
  const [, version = ""] =
    /api_version = "(\d{4}-\d{2})"/.exec(readFileSync(join(EXTENSION, "shopify.extension.toml"), "utf8")) ?? [];
  expect([version, API_VERSION as string].sort()[0]).toBe(version);
});

test.each(shopperLocales)("its texts in %s are the theme's, none is missing, none is markup", (locale) => {
  const own = textsIn("reprise-account", locale);
  const theme = flat(
    JSON.parse(readFileSync(join(THEME, "locales", locale === "en" ? "en.default.json" : `${locale}.json`), "utf8")) as Tree,
  );
  expect(Object.keys(own).sort()).toEqual(Object.keys(textsIn("reprise-account", "en")).sort());
  for (const [key, text] of Object.entries(own)) {
    if (!/^(?:account|order|thanks|checkout)\./.test(key)) expect([key, text]).toEqual([key, theme[key]]);
    expect([key, text]).toEqual([key, expect.not.stringMatching(/[<>]/)]);
    expect([key, placeholders(text)]).toEqual([key, placeholders(textsIn("reprise-account", "en")[key] ?? "")]);
  }
});

test("every text that it shows is there, and every text that is there is shown", () => {
  const source = readdirSync(join(EXTENSION, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
  const known = new Set(
    Object.keys(textsIn("reprise-account", "en")).map((key) =>
      key.startsWith("name.") ? key : key.replace(/\.(?:one|other)$/, ""),
    ),
  );
  const used = new Set(
    [
      ...source.matchAll(
        /"((?:account|order|guest|cart|sign_up|thanks|checkout|points|codes|rewards|ways|tiers|achievements|history|common|rule|product|name|referral)\.\w+)"/g,
      ),
    ].map(([, key = ""]) => key),
  );
  for (const kind of ["return", "expiry", "import", "merge"]) used.add(`history.${kind}`);
  expect([...used].filter((key) => !known.has(key))).toEqual([]);
  expect([...known].filter((key) => !used.has(key))).toEqual([]);
});

test("the app is asked in the language in which the page is written: in that its texts are agreed to", async () => {
  const [polish, english] = [{ value: { isoCode: "pl" } }, { value: { isoCode: "en" } }];
  vi.stubGlobal("shopify", {
    localization: { language: polish, extensionLanguage: english },
    sessionToken: { get: () => Promise.resolve("token") },
  });
  vi.stubEnv("APP_URL", "https://reprise.example.com");
  const asked: string[] = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return Promise.resolve(Response.json({ ok: true, message: "Thanks" }));
  });
  await send("sign-up", { email: "jan@example.com", agree: "on" });
  expect(asked).toEqual(["https://reprise.example.com/storefront/v1/sign-up?locale=en"]);
});

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" ? [[prefix + name, value]] : Object.entries(flat(value, `${prefix}${name}.`)),
    ),
  );
}

test.each([
  ["5", { points: 5, amount: 1 }],
  ["0.1", { points: 1, amount: 10 }],
  ["1.25", { points: 125, amount: 100 }],
  ["1/3", { points: 1, amount: 3 }],
  ["0.001", null],
  ["0", null],
])("%s points a unit are told in the smallest round amount", (rate, told) => {
  expect(roundEarning(rate)).toEqual(told);
});
