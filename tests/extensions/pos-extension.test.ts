import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { locales } from "../../app/i18n/translate.ts";
import { extensions, extensionScript, targets, textsIn } from "../sandbox/extension-host/bundle.ts";
import { placeholders } from "./theme-files.ts";

/** The extension at the till, as it is uploaded (issue 11, must show 1). Shopify's limit for a compressed script, in bytes. */
const LIMIT = 64 * 1024;

test("each target's script is within Shopify's limit, and asks nobody but the app, by addresses that Shopify resolves", async () => {
  const names = [...targets("reprise-pos").keys()];
  expect(names.sort()).toEqual([
    "pos.customer-details.action.render",
    "pos.customer-details.block.render",
    "pos.home.modal.render",
    "pos.home.tile.render",
  ]);
  for (const target of names) {
    const script = await extensionScript(target);
    expect(gzipSync(script).length).toBeLessThan(LIMIT);
    const addresses = [...script.matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address);
    // Names of XML, which nobody asks.
    expect(addresses.filter((address) => !address.endsWith("www.w3.org"))).toEqual([]);
  }
});

test("what opens a screen has it beside it, in the same extension", () => {
  const [only, ...others] = extensions("reprise-pos");
  expect(others).toEqual([]);
  const names = only?.targeting.map(({ target }) => target) ?? [];
  for (const [opener, screen] of [
    ["pos.home.tile.render", "pos.home.modal.render"],
    ["pos.customer-details.block.render", "pos.customer-details.action.render"],
  ] as const)
    expect([names.includes(opener), names.includes(screen)]).toEqual([true, true]);
});

test.each(locales)("its texts are there in %s, and none is markup", (locale) => {
  const [texts, english] = [textsIn("reprise-pos", locale), textsIn("reprise-pos", "en")];
  expect(Object.keys(texts)).toEqual(Object.keys(english));
  expect(texts["locale"]).toBe(locale);
  for (const [key, text] of Object.entries(texts)) {
    expect([key, text]).toEqual([key, expect.not.stringMatching(/[<>]/)]);
    expect([key, placeholders(text)]).toEqual([key, placeholders(english[key] ?? "")]);
  }
});
