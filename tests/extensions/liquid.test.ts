import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { extension } from "../sandbox/storefront/render.ts";
import { translate, type Locales, type Messages } from "../sandbox/storefront/liquid/translate.ts";

const globals = {
  request: { locale: { iso_code: "en" } },
  shop: { currency: "EUR", money_format: "{{amount_with_comma_separator}} €", money_with_currency_format: "€{{ amount }} EUR" },
  big: 9007199254740993n,
  record: { "gift_card?": false, list: [1, 2, 3] },
};

const render = (source: string, scope: object = {}) => extension.engine.parseAndRenderSync(source, scope, { globals }) as string;

/** Expected values are those of Shopify's own Liquid (Ruby), written out by hand. */
describe("Liquid behaves as on Shopify", () => {
  test.each([
    ["{{ 7 | divided_by: 2 }}", "3"],
    ["{{ -7 | divided_by: 2 }}", "-4"],
    ["{{ 7 | divided_by: 2.0 }}", "3.5"],
    ["{{ 20 | divided_by: 7.0 | round: 2 }}", "2.86"],
    ["{{ '8' | divided_by: '2' }}", "4"],
    ["{{ 4 | times: 1.0 }}", "4.0"],
    ["{{ 0.1 | plus: 0.2 }}", "0.3"],
    ["{{ 183.357 | times: 12 }}", "2200.284"],
    ["{{ '3.5kg' | plus: 1 }}", "1"],
    ["{{ nil | plus: 1 }}", "1"],
    ["{{ 2.5 | round }}", "3"],
    ["{{ -2.5 | round }}", "-3"],
    ["{{ 2.345 | round: 2 }}", "2.35"],
    ["{{ 1.2 | ceil }}{{ -1.2 | floor }}", "2-2"],
    ["{{ -7 | modulo: 3 }}", "2"],
    ["{{ -5.50 | abs }}", "5.5"],
    ["{{ 4 | at_least: 5 }}{{ 4 | at_most: 3.5 }}", "53.5"],
    ["{{ big | plus: 1 }}", "9007199254740994"],
    ["{{ big }}", "9007199254740993"],
    ["{{ nil | default: 'x' }}{{ '' | default: 'y' }}{{ false | default: 'z' }}{{ 0 | default: 1 }}", "xyz0"],
    ["{{ false | default: 'z', allow_false: true }}", "false"],
    ["{% if nothing > 3 %}a{% else %}b{% endif %}", "b"],
    ["{% if 2 == 2.0 and 2.5 > 2 %}a{% endif %}", "a"],
    ["{% if '' %}a{% endif %}{% if 0 %}b{% endif %}", "ab"],
    ["{% if record.gift_card? == false %}a{% endif %}", "a"],
    ["{% if nothing == blank and '  ' == blank %}a{% endif %}", "a"],
    ["{{ record.list.size }}{{ record.constructor }}{{ record.__proto__ }}", "3"],
    [`{{ "<a href='x'>&" | escape }}`, "&lt;a href=&#39;x&#39;&gt;&amp;"],
    ["{{ 123456 | money }}", "1.234,56 €"],
    ["{{ -5 | money }}", "-0,05 €"],
    ["{{ 100 | money_without_trailing_zeros }} {{ 150 | money_without_trailing_zeros }}", "1 € 1,50 €"],
    ["{{ 123456 | money_with_currency }}", "€1,234.56 EUR"],
    ["{{ 999 | money_without_currency }}", "9,99"],
    [
      "{{ 'reprise.css' | asset_url | stylesheet_tag }}",
      '<link href="/cdn/extensions/reprise/assets/reprise.css" rel="stylesheet" type="text/css" media="all" />',
    ],
    ["a{% schema %}{ }{% endschema %}{% stylesheet %}b{}{% endstylesheet %}{% javascript %}c{% endjavascript %}d", "ad"],
    ["{% assign hidden = 1 %}{% render 'number', value: 1234567 %} {% render 'number', value: -42 %}", "1,234,567 −42"],
  ])("%s", (source, expected) => {
    expect(render(source)).toBe(expected);
  });

  test.each([
    ["{{ 1 | money_in_gold }}", /undefined filter: money_in_gold/],
    ["{{ 1 | jsonify }}", /undefined filter: jsonify/],
    ["{% gold %}", /tag "gold" not found/],
    ["{% include 'number' %}", /tag "include" not found/],
    ["{{ 1 | divided_by: 0 }}", /divided by 0/],
    ["{{ 'points.nothing' | t }}", /Translation missing: en.points.nothing/],
    ["{{ 'points.greeting' | t }}", /needs a value for name/],
    ["{% render 'nothing' %}", /ENOENT|not found|Failed to lookup/],
    ["{% schema %}", /schema is not closed/],
  ])("%s is an error, not silence", (source, message) => {
    expect(() => render(source)).toThrow(message);
  });

  test("integer division and remainder are Ruby's for all integers", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
        (a, b) => {
          fc.pre(b !== 0n);
          const rest = ((a % b) + b) % b;
          expect(render("{{ a | divided_by: b }} {{ a | modulo: b }}", { a, b })).toBe(`${(a - rest) / b} ${rest}`);
        },
      ),
    );
  });
});

describe("translations", () => {
  const locales: Locales = {
    fallback: "en",
    messages: new Map<string, Messages>([
      ["en", { a: { one: "one {{ n }}", other: "{{ count }} things" }, only: "English", link_html: "<b>{{ n }}</b>" }],
      ["de", { a: { one: "ein Ding", other: "{{count}} Dinge" } }],
    ]),
  };
  const t = (locale: string, key: string, values: Record<string, unknown> = {}) =>
    translate(locales, locale, key, new Map(Object.entries(values)));

  test.each([
    ["de", "a", { count: 1 }, "ein Ding"],
    ["de", "a", { count: 0 }, "0 Dinge"],
    ["de-AT", "a", { count: 2n }, "2 Dinge"],
    ["en", "a", { count: "1", n: "<" }, "one &lt;"],
    ["de", "only", {}, "English"],
    ["en", "link_html", { n: "<i>" }, "<b><i></b>"],
    ["ja", "a", { count: 5 }, "5 things"],
  ] as const)("%s %s %o", (locale, key, values, expected) => {
    expect(t(locale, key, values)).toBe(expected);
  });
});
