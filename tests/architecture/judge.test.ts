import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it, test } from "vitest";

import { idleAllowances, sharedWithTheApp, testsAmongSources } from "./judge.ts";
import type { Source } from "./rules.ts";

const sources: Source[] = readdirSync("tests", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

const ALLOWED = new Map([
  [
    "app/jobs/schedule.ts",
    "when the app's nightly jobs are due: the sandbox wakes them as its clock passes, and would else have to guess",
  ],
  ["app/queue/jobs.ts", "the type of those jobs' names"],
]);

describe("the sandbox is the app's judge (house A7)", () => {
  test("it shares nothing with the app but what is listed", () => expect(sharedWithTheApp(sources, ALLOWED)).toEqual([]));
  test("nothing is listed in vain", () => expect(idleAllowances(sources, ALLOWED)).toEqual([]));
  test("its tests lie beside it, in tests/sandbox-tests", () =>
    expect(testsAmongSources(sources.map(({ path }) => path))).toEqual([]));
});

describe("the rule bites", () => {
  const money = `import { toMinor } from "../../../app/lib/money.ts";`;

  it("on values, types, and what is loaded later", () => {
    for (const text of [
      money,
      `import type { A } from "../../../app/lib/money.ts";`,
      `export { a } from "../../../app/lib/money.ts";`,
      `const a = await import("../../../app/lib/money.ts");`,
    ])
      expect(sharedWithTheApp([{ path: "tests/sandbox/world/money.ts", text }], new Map())).toEqual([
        "tests/sandbox/world/money.ts -> app/lib/money.ts",
      ]);
  });

  it("on what comes through a helper of the tests", () => {
    const helper = { path: "tests/support/x/helper.ts", text: money };
    const user = { path: "tests/sandbox/clock.ts", text: `import { a } from "../support/x/helper.ts";` };
    expect(sharedWithTheApp([user, helper], new Map())).toEqual(["tests/support/x/helper.ts -> app/lib/money.ts"]);
    expect(sharedWithTheApp([helper], new Map())).toEqual([]);
  });

  it("on an allowance that nobody uses, and on a test among the sources", () => {
    expect(idleAllowances([{ path: "tests/sandbox/clock.ts", text: "" }], ALLOWED)).toHaveLength(ALLOWED.size);
    expect(
      testsAmongSources(["tests/sandbox/world/a.test.ts", "tests/sandbox/a.test.tsx", "tests/sandbox-tests/a.test.ts"]),
    ).toEqual(["tests/sandbox/world/a.test.ts", "tests/sandbox/a.test.tsx"]);
  });
});
