import { expect, test } from "vitest";

import { fill } from "../../app/messages/content/filling/fill.ts";
import { LAST_LINK, type LinkTarget } from "../../app/messages/links/target.ts";
import { compiledOf, everything, german, nothing } from "../messages/content/content-stage.ts";

const document = german([{ id: "r1", kind: "review", most: 3 }]);

test("each product that was bought has five stars, each its own link that says product and count", async () => {
  const asked: { target: LinkTarget; index: number }[] = [];
  const { html, text } = fill(await compiledOf(document), everything, (target, index) => {
    asked.push({ target, index });
    return target.to === "review" ? `https://x.example/${target.product}/${target.stars}` : "https://x.example/other";
  });
  const reviews = asked.flatMap(({ target }) => (target.to === "review" ? [target] : []));
  const products = [...new Set(reviews.map(({ product }) => product))];
  expect(products.length).toBeGreaterThan(0);
  for (const product of products)
    expect(reviews.filter((one) => one.product === product).map(({ stars }) => stars)).toEqual([0, 1, 2, 3, 4, 5]);
  const [first = ""] = products;
  expect(html).toContain(`href="https://x.example/${first}/4"`);
  for (const stars of [1, 2, 3, 4, 5])
    expect(html).toMatch(new RegExp(`title="${stars} von 5 Sternen"[^>]*><span[^>]*>${stars}</span>☆`));
  expect(text).toContain(`Bewerten: https://x.example/${first}/0`);
  // No two links of an email are one, and none is beyond the last.
  const indexes = asked.map(({ index }) => index).filter((index) => index <= LAST_LINK);
  expect(new Set(indexes).size).toBe(indexes.length);
});

test("of who has bought nothing that is known, nothing is asked", async () => {
  const { html, text } = fill(await compiledOf(document), nothing, () => "https://x.example");
  expect(html).not.toContain("von 5 Sternen");
  expect(text).not.toContain("Bewerten");
});
