import { fieldOf, parseDeed, type AdjustmentDeed, type AdjustmentErrors } from "./adjustment-form.ts";

/** More ids and addresses than this are a file: that is what imports are for. */
export const LIST_LIMIT = 2_000;

export type AdjustManyErrors = AdjustmentErrors & { people?: PeopleIssue };
export type PeopleIssue = "required" | "too-many";
export type AdjustManyInput = AdjustmentDeed & { who: Who; key: string };
/** Whom the form names, before anybody has looked them up. */
export type Who = { kind: "query"; search: string; segment: string | null } | { kind: "list"; names: string[] };

/** A bulk adjustment as its form sends it: `who` is `everyone`, `segment` or `list`. */
export function parseAdjustMany(form: FormData): { ok: true; input: AdjustManyInput } | { ok: false; errors: AdjustManyErrors } {
  const read = parseDeed(form);
  const who = parseWho(form);
  if (read.ok && typeof who !== "string")
    return { ok: true, input: { ...read.deed, who, key: fieldOf(form, "key").slice(0, 60) } };
  return { ok: false, errors: { ...(read.ok ? {} : read.errors), ...(typeof who === "string" ? { people: who } : {}) } };
}

function parseWho(form: FormData): Who | PeopleIssue {
  switch (fieldOf(form, "who")) {
    case "everyone":
      return { kind: "query", search: "", segment: null };
    case "segment": {
      const segment = fieldOf(form, "segment").slice(0, 100);
      return segment === "" ? "required" : { kind: "query", search: fieldOf(form, "search").slice(0, 100), segment };
    }
    case "search": {
      const search = fieldOf(form, "search").slice(0, 100);
      return search === "" ? "required" : { kind: "query", search, segment: null };
    }
    default: {
      const names = [
        ...new Set(
          fieldOf(form, "list")
            .split(/[\s,;]+/)
            .filter(Boolean),
        ),
      ];
      if (names.length === 0) return "required";
      return names.length > LIST_LIMIT ? "too-many" : { kind: "list", names: names.map((name) => name.slice(0, 320)) };
    }
  }
}
