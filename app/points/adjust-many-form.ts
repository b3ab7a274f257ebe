import { parsePoints, REASON_LIMIT, type AdjustmentIssue } from "./adjustment-form.ts";

/** More ids and addresses than this are a file: that is what imports are for. */
export const LIST_LIMIT = 2_000;

export type AdjustManyErrors = { points?: AdjustmentIssue; reason?: AdjustmentIssue; people?: PeopleIssue };
export type PeopleIssue = "required" | "too-many";
export type AdjustManyInput = { points: bigint; reason: string; affectsTier: boolean; who: Who };
/** Whom the form names, before anybody has looked them up. */
export type Who = { kind: "query"; search: string; segment: string | null } | { kind: "list"; names: string[] };

/** A bulk adjustment as its form sends it: `who` is `everyone`, `segment` or `list`. */
export function parseAdjustMany(form: FormData): { ok: true; input: AdjustManyInput } | { ok: false; errors: AdjustManyErrors } {
  const errors: AdjustManyErrors = {};
  const points = parsePoints(fieldOf(form, "points"));
  if (typeof points !== "bigint") errors.points = points;
  const reason = fieldOf(form, "reason");
  if (reason === "") errors.reason = "required";
  else if (reason.length > REASON_LIMIT) errors.reason = "too-long";
  const who = parseWho(form);
  if (typeof who === "string") errors.people = who;
  const sound = typeof points === "bigint" && typeof who !== "string" && errors.reason === undefined;
  return sound
    ? { ok: true, input: { points, reason, who, affectsTier: fieldOf(form, "affectsTier") === "true" } }
    : { ok: false, errors };
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

function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replaceAll("\0", "").trim() : "";
}
