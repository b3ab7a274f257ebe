import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { locales } from "../../app/i18n/translate.ts";
import { extensions, extensionScript, targets, textsIn } from "../sandbox/extension-host/bundle.ts";

/** Shopify's limit for a compressed script, in bytes. */
const LIMIT = 64 * 1024;

test("each block's script is within Shopify's limit, and asks nobody but the app, by addresses that Shopify resolves", async () => {
  const names = [...targets("reprise-admin").keys()];
  expect(names.sort()).toEqual([
    "admin.customer-details.block.render",
    "admin.customer-index.selection-action.render",
    "admin.customer-segment-details.action.render",
    "admin.order-details.block.render",
  ]);
  for (const target of names) {
    const script = await extensionScript(target);
    expect(gzipSync(script).length).toBeLessThan(LIMIT);
    const addresses = [...script.matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address);
    // Names of XML, which nobody asks.
    expect(addresses.filter((address) => !address.endsWith("www.w3.org"))).toEqual([]);
  }
});

test("each block and action is an extension of its own, so that a merchant uses one without the other", () => {
  for (const { targeting } of extensions("reprise-admin")) expect(targeting).toHaveLength(1);
});

test.each(locales)("its few texts are there in %s, and none is markup", (locale) => {
  const texts = textsIn("reprise-admin", locale);
  expect(Object.keys(texts)).toEqual(Object.keys(textsIn("reprise-admin", "en")));
  expect(texts["locale"]).toBe(locale);
  for (const [key, text] of Object.entries(texts)) expect([key, text]).toEqual([key, expect.not.stringMatching(/[<>]/)]);
});
