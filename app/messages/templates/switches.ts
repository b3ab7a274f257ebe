import { z } from "zod";

import { switchedKeys, templates, type SwitchedKey } from "./registry.ts";

/** Which emails are on, of those that merchants switch. */
export type Switches = Record<SwitchedKey, boolean>;

const byDefault = Object.fromEntries(switchedKeys.map((key) => [key, templates[key].switched.byDefault])) as Switches;

const stored = z.partialRecord(z.enum(switchedKeys), z.boolean()).catch({});

/** @param json shop_settings.points_mails: where the merchant differs from the defaults; null without settings */
export function readSwitches(json: unknown): Switches {
  return { ...byDefault, ...stored.parse(json ?? {}) };
}
