import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

/** The tables of docs/surfaces.md (issue 11, must show 1): what each surface can do, and which test shows it. */
const VERBS = ["earn", "see", "redeem", "use", "refund seen"];
const rows = readFileSync("docs/surfaces.md", "utf8")
  .split("\n")
  .flatMap((line) =>
    /^\| (?!surface |-)/.test(line)
      ? [
          line
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ]
      : [],
  );
const overview = rows.filter((cells) => cells.length === 6);
const shown = rows.filter((cells) => cells.length === 3);

test("says of each surface what it can do, and of each verb which test shows it or why it is not there", () => {
  expect(overview.map(([surface]) => surface)).toEqual([
    ...["Theme", "Account page", "Account blocks", "Checkout (Plus)", "Thank-you page"],
    ...["Customer in the admin", "Order in the admin", "Point of sale", "Public API", "Shopify Flow"],
  ]);
  const told = overview.flatMap(([surface = "", ...cells]) => cells.map((cell, at) => `${surface} ${VERBS[at] ?? ""} ${cell}`));
  expect(shown.map(([surface = "", verb = "", how = ""]) => `${surface} ${verb} ${how.startsWith("– ") ? "–" : "yes"}`)).toEqual(
    told,
  );
});

test.each(shown.filter(([, , how = ""]) => !how.startsWith("– ")))("%s, %s: %s", (_surface, _verb, how) => {
  const [, file = "", name = ""] = /^`(tests\/[\w./-]+)`: (.+)$/.exec(how) ?? [];
  expect(readFileSync(file, "utf8")).toContain(name);
});
