import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { NoDeprecatedCustomRule, parse as parseGraphql, TypeInfo, validate, visit, visitWithTypeInfo } from "graphql";
import { parse as parseToml } from "smol-toml";
import { describe, expect, test } from "vitest";
import { z } from "zod";

import { API_VERSION } from "../../app/shopify.server.ts";
import { grantedToAll, isOptional, optionalScopes } from "../../app/shops/optional-scopes.ts";
import { isTopic, topics, mirrorTopics, topicsByScope } from "../../app/webhooks/topics.ts";
import { adminSchema, fieldScopes } from "../sandbox/schema/schema.ts";

const text = readFileSync("shopify.app.toml", "utf8");
const toml = z
  .object({
    access_scopes: z.object({ scopes: z.string(), optional_scopes: z.array(z.string()) }),
    webhooks: z.object({
      api_version: z.string(),
      subscriptions: z.array(
        z.object({ uri: z.string(), topics: z.array(z.string()).optional(), compliance_topics: z.array(z.string()).optional() }),
      ),
    }),
    app_proxy: z.object({ url: z.string(), prefix: z.string(), subpath: z.string() }),
    customer: z.object({ metafields: z.object({ app: z.record(z.string(), z.object({ type: z.string() })) }) }),
    product: z.object({ metafields: z.object({ app: z.record(z.string(), z.object({ type: z.string() })) }) }),
  })
  .parse(parseToml(text));

const required = toml.access_scopes.scopes.split(",").map((scope) => scope.trim());
const granted = new Set([...required, ...optionalScopes]);

function filesBelow(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

const documents = (
  await Promise.all(
    [...filesBelow("app", /\.graphql\.ts$/), ...filesBelow("extensions", /\.graphql\.ts$/)].map(async (path) => {
      const module = (await import(pathToFileURL(path).href)) as Record<string, string>;
      return Object.entries(module).map(([name, text]) => ({ name: `${path} ${name}`, text }));
    }),
  )
).flat();

/** Scopes of which one is needed for each field of a document that needs any; a write scope includes its read scope. */
function missingScopes(text: string): string[] {
  const info = new TypeInfo(adminSchema());
  const missing: string[] = [];
  visit(
    parseGraphql(text),
    visitWithTypeInfo(info, {
      Field: () => {
        const key = `${info.getParentType()?.name ?? ""}.${info.getFieldDef()?.name ?? ""}`;
        const needed = fieldScopes().get(key) ?? [];
        const covered =
          needed.length === 0 || needed.some((scope) => granted.has(scope) || granted.has(scope.replace(/^read_/, "write_")));
        if (!covered) missing.push(`${key} needs ${needed.join(" or ")}`);
      },
    }),
  );
  return missing;
}

describe("every GraphQL document of the app", () => {
  test("is found", () => expect(documents.length).toBeGreaterThan(8));
  test.each(documents)("$name is valid on the official schema", ({ text }) => {
    expect(validate(adminSchema(), parseGraphql(text)).map(({ message }) => message)).toEqual([]);
  });
  test.each(documents)("$name uses nothing that is deprecated (real-store C)", ({ text }) =>
    expect(validate(adminSchema(), parseGraphql(text), [NoDeprecatedCustomRule]).map(({ message }) => message)).toEqual([]),
  );
  test.each(documents)("$name is covered by the scopes, required and optional", ({ text }) =>
    expect(missingScopes(text)).toEqual([]),
  );
  test("stands in a *.graphql.ts file", () => {
    const strays = filesBelow("app", /\.tsx?$/).filter(
      (path) => !path.endsWith(".graphql.ts") && /`#graphql|\bmutation \w+\(\$|\bquery \w+ ?\{/.test(readFileSync(path, "utf8")),
    );
    expect(strays).toEqual([]);
  });
});

describe("the checks bite", () => {
  test("an unknown field is refused", () =>
    expect(validate(adminSchema(), parseGraphql("{ shop { nonsense } }"))).toHaveLength(1));
  test("a deprecated field is noticed", () =>
    expect(validate(adminSchema(), parseGraphql("{ app { launchUrl } }"), [NoDeprecatedCustomRule])).toHaveLength(1));
  test("a field without its scope is noticed", () => {
    const text = "mutation($i: ID!) { orderDelete(orderId: $i) { deletedId } }";
    expect(missingScopes(text)).not.toEqual([]);
  });
});

describe("shopify.app.toml and the code agree", () => {
  test("on the scopes: what Shopify grants on request only is optional, and not declared before it has (real-store A2)", () => {
    expect(required.filter((scope) => isOptional(scope))).toEqual([]);
    expect(toml.access_scopes.optional_scopes).toEqual([...grantedToAll]);
    const offered = /^# optional_scopes = (.*)$/m.exec(text)?.[1];
    expect(parseToml(`offered = ${offered ?? ""}`)["offered"]).toEqual([...optionalScopes]);
  });
  test("on the API version", () => expect(toml.webhooks.api_version).toBe(API_VERSION));
  test("on the topics", () => {
    const subscribed = toml.webhooks.subscriptions.flatMap((subscription) => [
      ...(subscription.topics ?? []),
      ...(subscription.compliance_topics ?? []),
    ]);
    expect(subscribed.filter((topic) => !isTopic(topic))).toEqual([]);
    // Not every shop grants what those about disputes and parcels need, or asks Shopify's own segments.
    expect([...topics].filter((topic) => !subscribed.includes(topic))).toEqual([
      ...Object.values(topicsByScope).flat(),
      ...mirrorTopics,
    ]);
    expect(new Set(toml.webhooks.subscriptions.map(({ uri }) => uri))).toEqual(new Set(["/webhooks"]));
  });
  test("on the metafields", () => {
    expect(toml.customer.metafields.app).toMatchObject({
      points_balance: { type: "number_integer" },
      points_pending: { type: "number_integer" },
    });
    expect(toml.product.metafields.app).toMatchObject({ reviews: { type: "json" } });
  });
  test("on the app proxy", () => expect(toml.app_proxy).toMatchObject({ prefix: "apps", subpath: "reprise" }));
});
