import { createHash, createHmac } from "node:crypto";

import { PARTS } from "./parts.ts";

export type Odds = readonly { key: string; parts: number }[];

/** What a roll is, and the prize that it falls on. */
export type Outcome = { roll: number; key: string };

/** What is published of a seed before anybody takes part: `printf %s <seed> | sha256sum` says the same. */
export function commitmentOf(seed: string): string {
  return createHash("sha256").update(seed).digest("hex");
}

/**
 * What an entry draws: HMAC-SHA256 of its number, keyed with the seed's text, as one whole number, modulo a million. The prizes follow one another on that
 * million in the order of the terms. Whoever has the seed gets the same. @throws RangeError for odds that do not add up to a million
 */
export function outcomeOf(seed: string, number: number, odds: Odds): Outcome {
  const digest = createHmac("sha256", seed).update(String(number)).digest("hex");
  const roll = Number(BigInt(`0x${digest}`) % BigInt(PARTS));
  return { roll, key: prizeAt(roll, odds) };
}

/** On which prize a roll falls. */
function prizeAt(roll: number, odds: Odds): string {
  let end = 0;
  let found: string | null = null;
  for (const { key, parts } of odds) {
    if (!Number.isInteger(parts) || parts < 0) throw new RangeError("odds are whole parts of a million");
    end += parts;
    if (found === null && roll < end) found = key;
  }
  if (found === null || end !== PARTS) throw new RangeError("odds add up to a million");
  return found;
}
