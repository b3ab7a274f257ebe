import { z } from "zod";

import { parseInstant } from "../../lib/time.ts";

/** A time in which a merchant keeps a customer out of the program, `until` left out; null: it lasts. */
export type Exclusion = { since: Date; until: Date | null };

const instant = z.string().transform(parseInstant);
const schema = z.array(z.object({ since: instant, until: instant.nullable() }));

/** What `exclusionsOf` selects. @throws ZodError for anything else */
export function parseExclusions(json: unknown): Exclusion[] {
  return schema.parse(json);
}

export function isExcluded(exclusions: readonly Exclusion[], at: Date): boolean {
  return exclusions.some(({ since, until }) => since <= at && (until === null || at < until));
}
