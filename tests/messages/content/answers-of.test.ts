import { expect, it } from "vitest";

import { answersOf } from "../../../app/components/email-editor/blocks/answers-of.ts";

const before = [
  { id: "a1", label: "No need" },
  { id: "a2", label: "Too dear" },
  { id: "a3", label: "Something else" },
];
const typed = (text: string, from = before) => {
  let made = 0;
  return answersOf(text, from, () => `new${++made}`).map(({ id, label }) => `${id} ${label}`);
};

it("a label keeps its id wherever it stands; one that has gone leaves its id to nobody", () => {
  expect(typed("No need\nSomething else")).toEqual(["a1 No need", "a3 Something else"]);
  expect(typed("Something else\nNo need\nToo dear")).toEqual(["a3 Something else", "a1 No need", "a2 Too dear"]);
  expect(typed("No need\n\nToo dear\nSomething else")).toEqual(["a1 No need", "new1 ", "a2 Too dear", "a3 Something else"]);
});

it("a line that is corrected keeps its id, one that is emptied and written anew does not", () => {
  expect(typed("No need\nToo dea\nSomething else")[1]).toBe("a2 Too dea");
  const emptied = answersOf("No need\n\nSomething else", before, () => "new");
  expect(answersOf("No need\nToo slow\nSomething else", emptied, () => "newer")[1]).toEqual({ id: "newer", label: "Too slow" });
});
