import { describe, expect, it } from "vitest";

import { translator } from "../../../app/i18n/translate.ts";
import { read } from "../../../app/segments/language/check.ts";
import { describe as say } from "../../../app/segments/language/describe.ts";
import { REFUSED } from "./refused.ts";

describe("what is no query (insights A4)", () => {
  it("is shown by more than a hundred", () => expect(new Set(REFUSED.map(([query]) => query)).size).toBeGreaterThan(110));

  it.each(REFUSED)("%s", (query, place, underlined, says) => {
    const result = read(query);
    const [problem] = result.ok ? [] : result.problems;
    if (problem === undefined) throw new Error("reads");
    expect([`${problem.code}@${problem.at}`, query.slice(problem.at, problem.at + problem.length)]).toEqual([place, underlined]);
    expect(say(problem, translator("en"))).toBe(says);
    const german = say(problem, translator("de"));
    expect(german).not.toBe(says);
    expect(german).not.toMatch(/[{}]|\b(?:the|write|only|expected)\b/i);
  });
});
