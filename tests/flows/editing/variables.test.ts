import { describe, expect, it } from "vitest";

import type { DraftStep } from "../../../app/flows/editing/draft.ts";
import { differing } from "../../../app/flows/editing/variables.ts";

const email = (id: string, emailId: number): DraftStep => ({
  ...{ kind: "email", id, emailId, topic: "news", similarGoods: false, off: false },
});
const days = (id: string, count: number): DraftStep => ({ kind: "wait", id, wait: { days: count } });

describe("what two ways of a split differ in (issue 9, A/B)", () => {
  it.each<[string, DraftStep[], DraftStep[], string[]]>([
    ["nothing, whatever steps are called", [email("a", 1), days("b", 2)], [email("c", 1), days("d", 2)], []],
    ["the email", [email("a", 1)], [email("b", 2)], ["content"]],
    ["the time", [days("a", 1), email("b", 1)], [days("c", 3), email("d", 1)], ["time"]],
    ["the offer", [email("a", 1)], [{ kind: "points", id: "p", points: 5 }, email("b", 1)], ["offer"]],
    ["two things", [days("a", 1), email("b", 1)], [days("c", 3), email("d", 2)], ["time", "content"]],
    ["nothing: an email that is off", [email("a", 1)], [email("b", 1), { ...email("c", 2), off: true } as DraftStep], []],
  ])("%s", (_, a, b, variables) => {
    expect(differing(a, b).sort()).toEqual([...variables].sort());
  });
});
