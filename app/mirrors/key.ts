import { createHash } from "node:crypto";

/** What a clause is known by in tables and names: the first 32 digits of its SHA-256. */
export function mirrorKey(clause: string): string {
  return createHash("sha256").update(clause, "utf8").digest("hex").slice(0, 32);
}
