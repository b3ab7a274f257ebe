import { createHash } from "node:crypto";

import { readAffiliateCode, suggestCode } from "../people/application.ts";
import type { PlanTerms } from "../setup/plan.ts";
import type { System } from "./columns.ts";
import type { FilePerson, RowProblem } from "./read-file.ts";

/** What the shop has already: by what other programs knew people, their addresses, and codes that are somebody's. */
export type Known = { keys: ReadonlySet<string>; emails: ReadonlySet<string>; codes: ReadonlySet<string> };
export type KnownPlan = { planId: bigint; name: string; terms: PlanTerms };

/** Somebody new. `key` null where the file has no id; `plan` and `newCode` for who becomes an affiliate; `recruiter`: the address, or key, of who recruited them. */
export type Arriving = FilePerson & {
  key: string | null;
  planId: bigint | null;
  newCode: string | null;
  recruiter: { email: string } | { key: string } | null;
};
/** What is otherwise than in the file: how many get the plan that stands for all others, another code, and nobody who recruited them. */
export type Otherwise = { plan: number; code: number; recruiter: number };
export type Sorted = { fresh: Arriving[]; known: number; problems: RowProblem[]; otherwise: Otherwise };

/** By this somebody is known again, the same each time that they come. It outlives an erasure: nobody is brought back by an old file. */
export function sourceKey(system: System, id: string): string | null {
  if (id === "") return null;
  return createHash("sha256")
    .update(JSON.stringify([system, id]))
    .digest("base64url")
    .slice(0, 32);
}

/** Parts people of a file into those that are here and those that are new, with the plan, code and recruiter that each gets. @param fallback the plan of whom no other fits; null: none was chosen */
export function sortPeople(
  people: readonly FilePerson[],
  system: System,
  known: Known,
  plans: readonly KnownPlan[],
  fallback: bigint | null,
): Sorted {
  const problems: RowProblem[] = [];
  const otherwise: Otherwise = { plan: 0, code: 0, recruiter: 0 };
  const keyed = people.map((person) => ({ ...person, key: sourceKey(system, person.id) }));
  const unknown = keyed.filter(({ key, email }) => !known.emails.has(email) && !(key !== null && known.keys.has(key)));
  const taken = new Set(known.codes);
  const planned = unknown.flatMap((person) => {
    if (person.state !== "approved") return { ...person, plan_: null, newCode: null };
    const found = planOf(person, plans);
    const plan = found ?? plans.find(({ planId }) => planId === fallback) ?? null;
    const code = readAffiliateCode(person.code);
    if (plan === null) problems.push({ row: person.row, code: "no-plan", value: person.plan });
    else if (code !== null && taken.has(code)) problems.push({ row: person.row, code: "code-taken", value: code });
    else {
      if (code !== null) taken.add(code);
      if (found === null && (person.plan !== "" || person.rateBp !== null)) otherwise.plan += 1;
      return { ...person, plan_: plan, newCode: code };
    }
    return [];
  });
  const recruiterOf = recruiters(planned, system, known, plans);
  const fresh = planned.map(({ plan_, ...person }): Arriving => {
    if (plan_ !== null && person.newCode === null) {
      if (person.code !== "") otherwise.code += 1;
      person.newCode = freeCode(suggestCode(person.name, plan_.terms.discountPercent), taken);
    }
    const recruiter = recruiterOf(person, plan_);
    if (recruiter === null && person.parent !== "") otherwise.recruiter += 1;
    return { ...person, planId: plan_?.planId ?? null, recruiter };
  });
  return { fresh, known: keyed.length - unknown.length, problems, otherwise };
}

/** The plan that is called like theirs, else the oldest with their rate. */
function planOf({ plan, rateBp }: FilePerson, plans: readonly KnownPlan[]): KnownPlan | null {
  const called = plan.toLowerCase();
  return (
    plans.find(({ name }) => called !== "" && name.trim().toLowerCase() === called) ??
    plans.find(({ terms: { rate } }) => rate.kind === "percent" && rate.bp === rateBp) ??
    null
  );
}

function freeCode(suggested: string, taken: Set<string>): string {
  let code = suggested.length < 3 ? `PARTNER${suggested}` : suggested;
  for (let at = 2; taken.has(code); at += 1) code = `${suggested.slice(0, 18)}X${at}`;
  taken.add(code);
  return code;
}

type Planned = FilePerson & { key: string | null };

/** Who recruited somebody, where a plan pays for it, they are in the file or here, and nobody has recruited who has recruited them. */
function recruiters(people: readonly Planned[], system: System, known: Known, plans: readonly KnownPlan[]) {
  const byName = new Map<string, Planned>(
    people.flatMap((person) => [[person.email, person] as const, ...(person.id === "" ? [] : [[person.id, person] as const])]),
  );
  const inLoop = (person: Planned): boolean => {
    const seen = new Set([person.email]);
    for (let above = byName.get(person.parent); above !== undefined; above = byName.get(above.parent)) {
      if (seen.has(above.email)) return above.email === person.email;
      seen.add(above.email);
    }
    return false;
  };
  return (person: Planned, plan: KnownPlan | null): Arriving["recruiter"] => {
    const paid = person.state === "applied" ? plans : plan === null ? [] : [plan];
    if (person.parent === "" || !paid.some(({ terms }) => terms.recruiterBp > 0)) return null;
    const parent = byName.get(person.parent);
    if (parent !== undefined) return parent.state === "declined" || inLoop(person) ? null : { email: parent.email };
    if (person.parent.includes("@")) return known.emails.has(person.parent) ? { email: person.parent } : null;
    const key = sourceKey(system, person.parent);
    return key !== null && known.keys.has(key) ? { key } : null;
  };
}
