import { FIELD_NAME_LIMIT, fieldKinds, parseValue, type Field, type FieldIssue, type FieldKind } from "./field.ts";

export type NameIssue = "required" | "too-long" | "same-name" | "too-many";
/** What the page of a shop's fields is told. */
export type DefinitionAnswer =
  { ok: true; did: "defined" | "renamed" } | { ok: false; issue: NameIssue | "gone"; key: string | null };
/** What a customer's page is told: which fields are wrong, or that others have set some of them meanwhile. */
export type ValuesAnswer =
  { ok: true } | { ok: false; errors: Readonly<Record<string, FieldIssue>> } | { ok: false; changed: true };

export function parseName(form: FormData): { ok: true; name: string } | { ok: false; issue: NameIssue } {
  const typed = form.get("name");
  const name = (typeof typed === "string" ? typed : "").replaceAll("\0", "").replace(/\s+/g, " ").trim();
  if (name === "") return { ok: false, issue: "required" };
  return name.length > FIELD_NAME_LIMIT ? { ok: false, issue: "too-long" } : { ok: true, name };
}

/** @throws Response 422 for what is no kind */
export function kindIn(form: FormData): FieldKind {
  const kind = fieldKinds.find((known) => known === form.get("kind"));
  if (kind === undefined) throw new Response("No such kind of field", { status: 422 });
  return kind;
}

/** @throws Response 422 for what is no key */
export function keyIn(form: FormData): string {
  const key = form.get("key");
  if (typeof key !== "string" || !/^[a-z][a-z0-9_]{0,45}$/.test(key)) throw new Response("Names no field", { status: 422 });
  return key;
}

type Typed = { key: string; value: string | null; seen: string | null };

/** What was typed into each of these fields (`field:<key>`), and what the form had begun with (`seen:<key>`). What was left as it was is left out, and so is what the form does not have. */
export function parseValues(
  form: FormData,
  fields: readonly Field[],
): { ok: true; settings: Typed[] } | { ok: false; errors: Record<string, FieldIssue> } {
  const errors: Record<string, FieldIssue> = {};
  const settings = fields.flatMap(({ key, kind }): Typed[] => {
    const [typed, before] = [form.get(`field:${key}`), form.get(`seen:${key}`)];
    if (typeof typed !== "string") return [];
    const seen = typeof before === "string" && before !== "" ? before : null;
    // As the form has shown it: "1,234" is what it was, whatever else it could be.
    if (kind === "number" && typed.replace(",", ".") === seen) return [];
    const parsed = parseValue(kind, typed);
    if (parsed.ok) return parsed.value === seen ? [] : [{ key, value: parsed.value, seen }];
    errors[key] = parsed.issue;
    return [];
  });
  return Object.keys(errors).length === 0 ? { ok: true, settings } : { ok: false, errors };
}
