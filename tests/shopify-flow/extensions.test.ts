import { readdirSync, readFileSync } from "node:fs";

import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";

import { firedBy, kindsOf, triggerHandles } from "../../app/deliveries/shopify-flow/triggers.ts";
import { deeds } from "../../app/shopify-flow/deeds.server.ts";
import routes from "../../app/routes.ts";
import { flowExtensions } from "../sandbox/flow/extensions.ts";

const { triggers, actions, usageUrl } = flowExtensions();
const text = readFileSync("docs/flow.md", "utf8");

describe("the extensions of Shopify Flow", () => {
  test("are those that the app fires and answers", () => {
    expect(triggers.map(({ handle }) => handle).sort()).toEqual([...triggerHandles].sort());
    expect(actions.map(({ handle }) => handle).sort()).toEqual(Object.keys(deeds).sort());
    for (const { fields, handle } of actions)
      expect(fields.map(({ key }) => key)).toEqual(Object.keys(deeds[handle as keyof typeof deeds].properties.shape));
    const paths = routes.map(({ path }) => `/${path}`);
    expect(paths).toEqual(expect.arrayContaining([usageUrl, ...actions.map(({ url }) => url)]));
  });

  // A refund's points and who is held out start nothing; no field of these events is either.
  test.each(triggerHandles)("have the fields that are told: %s", (handle) => {
    const said = kindsOf([handle]).map((type) => {
      const body = { type, timestamp: "2026-06-10T10:00:00.000Z", customerId: "1", data: { points: 1 } };
      return Object.keys(firedBy("evt_1_1", JSON.stringify(body))?.fields ?? {});
    });
    const own = triggers.find((trigger) => trigger.handle === handle)?.fields.map(({ key }) => key);
    for (const names of said) expect(["customer_id", ...names]).toEqual(own);
  });

  // As Shopify's CLI has it: names of triggers' fields are letters and blanks, handles at most 30 letters and hyphens, each once in the app.
  test("are such as Shopify takes", () => {
    const files = readdirSync("extensions", { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const heads = files.flatMap(({ name }) => {
      const file = parse(readFileSync(`extensions/${name}/shopify.extension.toml`, "utf8")) as {
        extensions?: { handle: string; uid: string }[];
      };
      return file.extensions ?? [];
    });
    for (const key of ["handle", "uid"] as const) expect(new Set(heads.map((head) => head[key])).size).toBe(heads.length);
    for (const { handle } of heads) expect(handle).toMatch(/^[a-z-]{1,30}$/);
    for (const { fields } of triggers) {
      for (const { type, key } of fields.slice(1)) {
        expect(key).toMatch(/^[A-Za-z ]+$/);
        expect(["single_line_text_field", "number_decimal"]).toContain(type);
      }
    }
    for (const { fields } of actions)
      for (const { type, required } of fields) {
        expect(["customer_reference", "single_line_text_field", "number_integer"]).toContain(type);
        expect(required).toBe(true);
      }
  });

  test("are described, with each field", () => {
    for (const { handle, name, fields } of [...triggers, ...actions]) {
      expect(text).toContain(`**${name}** (\`${handle}\`)`);
      for (const { key } of fields.filter((field) => field.type !== "customer_reference")) expect(text).toContain(`\`${key}\``);
    }
  });
});
