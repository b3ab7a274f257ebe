import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { edited } from "../../../app/segments/builder/edit.ts";
import { emptyModel, modelOf } from "../../../app/segments/builder/from-query.ts";
import { idsFrom, type Group, type Row } from "../../../app/segments/builder/model.ts";
import { queryOf, textOf } from "../../../app/segments/builder/to-query.ts";
import { attributeNames } from "../../../app/segments/attributes/registry.ts";
import { read } from "../../../app/segments/language/check.ts";
import { format } from "../../../app/segments/language/format.ts";
import { conditions, type Query } from "../../../app/segments/language/query.ts";
import { obstacleInShopify } from "../../../app/segments/language/shopify/obstacle.ts";
import { anyDay, decimals, queries } from "../arbitraries.ts";
import { OURS, SHOPIFY, SPELLINGS } from "../corpus.ts";

const texts = fc
  .string({ minLength: 1, maxLength: 12, unit: "grapheme" })
  .filter((text) => text.trim() !== "" && !text.includes("\0"));
const anyQuery = queries({ numbers: decimals, texts, days: anyDay });

function read1(text: string): Query {
  const checked = read(text);
  if (!checked.ok) throw new Error(`${text}: ${JSON.stringify(checked.problems)}`);
  return checked.query;
}
const rowIn = (model: Group, at = 0) => model.items[at] as Row;
const typed = (query: string, ...values: string[]) => {
  const model = modelOf(read1(query));
  return queryOf(edited(model, { do: "values", id: rowIn(model).id, values }, idsFrom(100)));
};

describe("builder and text are two views of one tree (issue 10: 2)", () => {
  it("any query that fits becomes the same query again", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        fc.pre(conditions(query).length <= 50 && read(format(query)).ok);
        const model = modelOf(query);
        expect(queryOf(model)).toEqual({ query, problems: new Map() });
        expect(textOf(model)).toBe(format(query));
      }),
      { numRuns: 300 },
    );
  });

  it.each([...SHOPIFY, ...SPELLINGS].map(([text]) => text).concat(OURS))("%s survives it", (text) => {
    const query = read1(text);
    expect(queryOf(modelOf(query)).query).toEqual(query);
    expect(textOf(modelOf(read1(textOf(modelOf(query)))))).toBe(format(query));
  });
});

describe("what is typed into a line", () => {
  it("is one value, or it is refused: never another condition", () => {
    const attacks = ["5 OR number_of_orders > 0", "5) OR (number_of_orders > 0", "5 -- ", "5 /*", "5 AND 6", "1,2 OR 1"];
    for (const attack of attacks) expect(typed("number_of_orders = 5", attack).query).toBeNull();
    expect(typed("last_order_date > today", "today OR number_of_orders > 1").query).toBeNull();
    expect(typed("points_redeemed MATCHES (reward_id = 1)").query).not.toBeNull();
    const model = modelOf(read1("products_purchased MATCHES (id = 1)"));
    const [parameter] = rowIn(model).parameters;
    for (const attack of ["1, date > -3d", "1) OR products_purchased MATCHES (id = 2", "1 -- "]) {
      const attacked = edited(model, { do: "values", id: parameter?.id ?? "", values: [attack] }, idsFrom(100));
      expect(queryOf(attacked).query).toBeNull();
    }
  });

  it("texts keep every character", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(typed("customer_tags CONTAINS 'x'", text).query).toMatchObject({ test: { value: text } });
      }),
    );
  });

  it("numbers are read as in every form", () => {
    expect(typed("amount_spent > 5", "1.000,50").query).toMatchObject({ test: { value: "1000.5" } });
    expect(typed("amount_spent > 5", "2,5").query).toMatchObject({ test: { value: "2.5" } });
    expect(typed("number_of_orders > 5", "1,000").query).toMatchObject({ test: { value: "1000" } });
    expect(typed("amount_spent > 5", "-3.5").query).toMatchObject({ test: { value: "-3.5" } });
    expect(typed("number_of_orders > 5", "2,5").query).toBeNull();
    expect(typed("number_of_orders > 5", "1.000").query).toMatchObject({ test: { value: "1000" } });
    expect(typed("churn_probability > 0.5", "0,125").query).toMatchObject({ test: { value: "0.125" } });
  });

  it.each(["1.500", "1,500", "-1.500"])(
    "%s may be a thousand and a half or one and a half, and is asked back (merchant 29)",
    (value) => {
      const model = modelOf(read1("amount_spent > 5"));
      const asked = edited(model, { do: "values", id: rowIn(model).id, values: [value] }, idsFrom(100));
      expect([...queryOf(asked).problems.values()]).toEqual([[{ parameter: null, problem: "ambiguous" }]]);
      // Nor does the text say one of the two.
      expect(read(textOf(asked)).ok).toBe(false);
      const inFunction = modelOf(read1("orders_placed MATCHES (amount > 5)"));
      const parameter = rowIn(inFunction).parameters[0]?.id ?? "";
      const other = edited(inFunction, { do: "values", id: parameter, values: [value] }, idsFrom(100));
      expect([...queryOf(other).problems.values()]).toEqual([[{ parameter, problem: "ambiguous" }]]);
      expect(queryOf(modelOf(read1("amount_spent > 1.125"))).query).toEqual(read1("amount_spent > 1.125"));
    },
  );

  it("a line that says nothing yet is pointed at, and nothing typed is lost on the way to the text and back", () => {
    const ids = idsFrom(1);
    let model = edited(emptyModel(ids), { do: "add-row", group: "n1", attribute: "customer_tags" }, ids);
    model = edited(model, { do: "add-row", group: "n1", attribute: "amount_spent" }, ids);
    model = edited(model, { do: "values", id: rowIn(model, 1).id, values: ["viel"] }, ids);
    expect([...queryOf(model).problems.keys()]).toEqual([rowIn(model).id, rowIn(model, 1).id]);
    expect(textOf(model)).toBe("customer_tags CONTAINS '' AND amount_spent >= viel");
  });
});

describe("edits", () => {
  it("every attribute's new line can be completed, and keeps its place when it is removed and duplicated", () => {
    for (const attribute of attributeNames) {
      const ids = idsFrom(1);
      const model = edited(emptyModel(ids), { do: "add-row", group: "n1", attribute }, ids);
      const doubled = edited(model, { do: "duplicate", id: rowIn(model).id }, ids);
      expect(doubled.items).toHaveLength(2);
      expect(new Set(doubled.items.map(({ id }) => id)).size).toBe(2);
      expect(edited(doubled, { do: "remove", id: rowIn(doubled).id }, ids).items).toEqual([rowIn(doubled, 1)]);
    }
  });

  it("groups nest, turn into their opposite, and go with their last line", () => {
    const ids = idsFrom(50);
    const start = modelOf(read1("number_of_orders > 1"));
    let model = edited(start, { do: "add-group", group: start.id, attribute: "last_order_date" }, ids);
    const inner = model.items[1] as Group;
    model = edited(model, { do: "add-row", group: inner.id, attribute: "first_order_date" }, ids);
    model = edited(model, { do: "not", group: inner.id, not: true }, ids);
    expect(textOf(model)).toBe("number_of_orders > 1 AND NOT (last_order_date >= -30d OR first_order_date >= -30d)");
    for (const { id } of inner.items.concat((model.items[1] as Group).items[1] ?? []))
      model = edited(model, { do: "remove", id }, ids);
    expect(model.items).toHaveLength(1);
    expect(edited(model, { do: "remove", id: model.items[0]?.id ?? "" }, ids).items).toEqual([]);
  });

  it("another operator keeps what still fits", () => {
    const model = modelOf(read1("number_of_orders BETWEEN 2 AND 5"));
    const { id } = rowIn(model);
    const changed = edited(model, { do: "operator", id, operator: ">" }, idsFrom(100));
    expect(textOf(changed)).toBe("number_of_orders > 2");
    expect(textOf(edited(changed, { do: "operator", id, operator: "IN" }, idsFrom(100)))).toBe("number_of_orders IN (2)");
  });

  it("a function has each parameter once", () => {
    const model = modelOf(read1("orders_placed MATCHES (count > 1)"));
    const add = (parameter: string, of: Group) => edited(of, { do: "add-parameter", id: rowIn(of).id, parameter }, idsFrom(100));
    expect(textOf(add("count", add("date", model)))).toBe("orders_placed MATCHES (count > 1, date >= -30d)");
    expect(add("nothing", model)).toEqual(model);
  });
});

describe("what Shopify's own segments can say (insights A1, A2)", () => {
  it.each([
    ["number_of_orders > 1 AND customer_tags CONTAINS 'vip'", null],
    ["products_purchased MATCHES (id IN (1, 2), date >= -365d, count > 1)", null],
    ["points_balance > 5", { why: "ours", names: ["points_balance"] }],
    ["products_purchased NOT MATCHES (vendor = 'acme')", { why: "ours", names: ["products_purchased: vendor"] }],
    ["number_of_orders IN (1, 2)", { why: "ours", names: ["number_of_orders IN"] }],
    ["NOT (number_of_orders > 1 AND number_of_orders < 9)", { why: "not" }],
    [Array.from({ length: 10 }, (_, n) => `number_of_orders != ${n}`).join(" AND "), null],
    [Array.from({ length: 11 }, (_, n) => `number_of_orders != ${n}`).join(" AND "), { why: "too-many" }],
  ])("%s", (text, obstacle) => {
    expect(obstacleInShopify(read1(text))).toEqual(obstacle);
  });
});
