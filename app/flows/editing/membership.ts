import { read } from "../../segments/language/check.ts";
import { format } from "../../segments/language/format.ts";

/** A condition that asks for nothing but one segment, by its key: whether somebody is in it, or is not. */
export type Membership = { key: string; member: boolean };

/** Null: it asks for something else, or cannot be read. */
export function membershipIn(condition: string): Membership | null {
  const checked = read(condition);
  if (!checked.ok || checked.query.kind !== "segment") return null;
  const { test } = checked.query;
  return "value" in test ? { key: test.value, member: test.operator === "=" } : null;
}

/** The condition as it is written. */
export function writeMembership({ key, member }: Membership): string {
  return format({ kind: "segment", attribute: "segment_member", test: { operator: member ? "=" : "!=", value: key } });
}
