import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { Kind, OperationTypeNode, parse, type DocumentNode, type OperationDefinitionNode } from "graphql";
import { describe, expect, test } from "vitest";

import { ADD_TAGS, REMOVE_TAGS } from "../../app/customers/snapshot/customer.graphql.ts";
import { ORDERS_BY_ID } from "../../app/customers/orders/snapshot/order.graphql.ts";
import { ADD_CODES, CODE_CREATION, DELETE_CODE } from "../../app/rewards/shopify/reward.graphql.ts";
import { MOST_CUSTOMERS } from "../../app/rewards/shopify/discounts.server.ts";
import { SET_METAFIELDS } from "../../app/shops/shop.graphql.ts";
import { DELETE_METAFIELDS } from "../../app/sync/theme/reviews/reviews.graphql.ts";
import { PRODUCTS_PER_CALL } from "../../app/sync/theme/reviews/sync.server.ts";
import { byIds } from "../../app/sync/admin-api/by-ids.server.ts";
import { ACCOUNTS_PER_CALL, FIELDS_PER_ACCOUNT } from "../../app/sync/theme/metafields.server.ts";
import { requestedCost } from "../sandbox/admin-api/cost.ts";
import { adminSchema } from "../sandbox/schema/schema.ts";

/** A single query may cost no more, whatever plan the shop has. */
const MOST_POINTS = 1_000;

const paths = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".graphql.ts"))
  .map((entry) => `${entry.parentPath}/${entry.name}`);
const documents = (
  await Promise.all(
    paths.map(async (path) =>
      Object.entries((await import(pathToFileURL(path).href)) as Record<string, string>).map(([name, text]) => ({ name, text })),
    ),
  )
).flat();

/** How long the lists are that the app hands in at most, beside those of `byIds`. */
const lengths = new Map<string, number>([
  ...Object.values(byIds).map(({ document, perRequest }): [string, number] => [document, perRequest]),
  [SET_METAFIELDS, ACCOUNTS_PER_CALL * FIELDS_PER_ACCOUNT],
  [DELETE_METAFIELDS, PRODUCTS_PER_CALL * 3],
  [ADD_TAGS, 1],
  // Tags of tiers that the customer had under other names; a program has ten tiers at most.
  [REMOVE_TAGS, 20],
  // Shopify takes 250 of them in a call, so that they cannot cost what a call does each.
  [ADD_CODES, 1],
  [DELETE_CODE, 1],
]);

const operationOf = (document: DocumentNode) =>
  document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION);

/** Whether the operation takes a list among its variables. */
function takesList(text: string): boolean {
  return (operationOf(parse(text))?.variableDefinitions ?? []).some(({ type }) => {
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    return named.kind === Kind.LIST_TYPE;
  });
}

/**
 * The worst that Shopify may reckon: as if each element of a list that is handed in cost a request of its own. The stand-in counts a list once, as public
 * captures of Shopify's answers do for lists that come back; of `nodes(ids:)` there is none.
 */
function worstCost(text: string, length = lengths.get(text) ?? 1): number {
  const document = parse(text);
  const operation = operationOf(document);
  if (operation === undefined) throw new Error("There is no operation in it");
  return length * requestedCost(adminSchema(), document, operation, {});
}

describe("what a request to Shopify costs", () => {
  test.each(documents)("$name stays below 1,000 points though each id of a list may cost (real-store B5)", ({ text }) => {
    expect(worstCost(text)).toBeLessThan(MOST_POINTS);
  });

  test("of every document that takes a list it is known how long that is at most (real-store B5)", () => {
    expect(documents.length).toBeGreaterThan(30);
    expect(documents.filter(({ text }) => takesList(text) && !lengths.has(text)).map(({ name }) => name)).toEqual([]);
    expect([...lengths.keys()].filter((text) => !takesList(text))).toEqual([]);
  });

  test("nodes are asked for by their ids in one place, which knows how many at a time (real-store B5)", () => {
    const known = new Set<string>(Object.values(byIds).map(({ document }) => document));
    expect(documents.filter(({ text }) => /\bnodes\(ids:/.test(text) && !known.has(text)).map(({ name }) => name)).toEqual([]);
    const names = documents.filter(({ text }) => known.has(text)).map(({ name }) => name);
    const elsewhere = readdirSync("app", { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/graphql\.ts$|^by-ids\.server\.ts$/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .filter((path) => names.some((name) => new RegExp(`\\b${name}\\b`).test(readFileSync(path, "utf8"))));
    expect(elsewhere).toEqual([]);
  });

  test("what became of as many codes as are added together can be asked for at once", () => {
    const document = parse(CODE_CREATION);
    const operation = operationOf(document);
    if (operation === undefined) throw new Error("There is no operation in it");
    expect(requestedCost(adminSchema(), document, operation, { count: MOST_CUSTOMERS })).toBeLessThan(MOST_POINTS / 2);
  });

  test("ten whole orders at a time could cost more than a request may (real-store B5)", () => {
    expect(worstCost(ORDERS_BY_ID, 10)).toBeGreaterThan(MOST_POINTS);
    expect(worstCost(ORDERS_BY_ID)).toBeLessThan(MOST_POINTS * 0.6);
  });

  test("the stand-in's own arithmetic is never dearer than the worst (real-store B5)", () => {
    for (const { text } of documents) {
      const document = parse(text);
      const operation = operationOf(document);
      if (operation === undefined) continue;
      const ids = Array.from({ length: lengths.get(text) ?? 1 }, (_, index) => `gid://shopify/Order/${index}`);
      const list = operation.operation === OperationTypeNode.QUERY ? { ids } : {};
      expect(requestedCost(adminSchema(), document, operation, list)).toBeLessThanOrEqual(worstCost(text));
    }
  });
});
