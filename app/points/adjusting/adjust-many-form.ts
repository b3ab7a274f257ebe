import { parseQuery, writeQuery, type CustomerQuery } from "../../customers/views/list-query.ts";
import { fieldOf, parseDeed, type AdjustmentDeed, type AdjustmentErrors } from "./adjustment-form.ts";

const LONGEST_QUERY = 2_000;
/** More ids and addresses than this are a file: that is what imports are for. */
export const LIST_LIMIT = 2_000;

export type AdjustManyErrors = AdjustmentErrors & { people?: PeopleIssue };
export type PeopleIssue = "required" | "too-many";
export type AdjustManyInput = AdjustmentDeed & { who: Who; key: string };
/** Whom the form names, before anybody has looked them up. */
export type Who = ({ kind: "query" } & Listed) | { kind: "list"; names: string[] };
/** Whom the list of customers shows. */
export type Listed = Pick<CustomerQuery, "search" | "segment" | "also" | "tier" | "place">;

/** A list that nobody has narrowed. */
const WHOLE: CustomerQuery = parseQuery(new URLSearchParams());
const EVERYBODY: Listed = listedBy(WHOLE);

/** What of a list's state says whom it shows. */
export function listedBy({ search, segment, also, tier, place }: CustomerQuery): Listed {
  return { search, segment, also, tier, place };
}

/** A bulk adjustment as its form sends it: `who` is `everyone`, `segment`, `list` or `listed`. */
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
      return { kind: "query", ...EVERYBODY };
    case "segment": {
      const segment = fieldOf(form, "segment").slice(0, 100);
      return segment === "" ? "required" : { kind: "query", ...EVERYBODY, segment };
    }
    // As the list's address has it.
    case "listed": {
      const listed = listedBy(parseQuery(new URLSearchParams(fieldOf(form, "listed").slice(0, LONGEST_QUERY))));
      // What narrows nothing is everybody, and that is said by its own name.
      return writeQuery({ ...WHOLE, ...listed }).size === 0 ? "required" : { kind: "query", ...listed };
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
