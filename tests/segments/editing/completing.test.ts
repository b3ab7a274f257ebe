import { expect, it } from "vitest";

import { completingAt } from "../../../app/segments/editing/completing.ts";

/** What is offered at the bar, in short. */
function at(marked: string): string {
  const found = completingAt(marked.replace("|", ""), marked.indexOf("|"));
  if (found === null) return "nothing";
  const of = "entry" in found ? ` ${found.entry.label.split(".")[1]}` : "attribute" in found ? ` ${found.attribute}` : "";
  return `${found.kind}${of}${"quoted" in found && found.quoted ? " in quotes" : ""} "${found.typed}" ${found.from}`;
}

it.each([
  ["|", 'attribute "" 0'],
  ["num|", 'attribute "num" 0'],
  ["number_of_orders |", 'operator number_of_orders "" 17'],
  ["number_of_orders > 3 |", 'join "" 21'],
  ["number_of_orders > 3 AND NOT (cust|", 'attribute "cust" 30'],
  ["customer_tags CONTAINS 'v|", 'value customer_tags in quotes "v" 24'],
  ["customer_tags NOT CONTAINS |", 'value customer_tags "" 27'],
  ["loyalty_tier IN ('gold', 'si|", 'value loyalty_tier in quotes "si" 26'],
  ["loyalty_tier IN |", "nothing"],
  ["loyalty_tier IN ('gold') A|", 'join "A" 25'],
  ["email_subscription_status = SUB|", 'value email_subscription_status "SUB" 28'],
  ["last_order_date BETWEEN |", 'value last_order_date "" 24'],
  ["last_order_date BETWEEN -3d AND to|", 'value last_order_date "to" 32'],
  ["last_order_date IS N|", 'operator last_order_date "N" 19'],
  ["products_purchased MATCHES (|", 'parameter products_purchased "" 28'],
  ["products_purchased MATCHES (tag |", 'operator tag "" 32'],
  ["products_purchased MATCHES (tag = 'a|", 'value tag in quotes "a" 35'],
  ["products_purchased MATCHES (tag = 'a', da|", 'parameter products_purchased "da" 39'],
  ["products_purchased MATCHES (id IN (1, |", 'value product_id "" 38'],
  ["products_purchased MATCHES (tag = 'a') OR |", 'attribute "" 42'],
  ["anniversary('metafields.facts.birth_date') |", 'operator birthday "" 43'],
  ["whatever = 3 AND |", 'attribute "" 17'],
  ["whatever = '|", "nothing"],
  ["FROM customers SHOW x WHERE |", "nothing"],
])("%s", (marked, told) => {
  expect(at(marked)).toBe(told);
});

it("asks for no parameter twice", () => {
  expect(completingAt("orders_placed MATCHES (date > -3d, ", 35)).toMatchObject({ taken: ["date"] });
});
