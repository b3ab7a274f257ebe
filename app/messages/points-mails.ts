import { z } from "zod";

import type { TemplateKey } from "./mails/mail-data.ts";

/** Mails about points, in the order in which the settings show them. Each can be switched off. */
export const pointsMails = [
  "reward-issued",
  "reward-expiring",
  "reward-released",
  "points-expiring",
  "points-digest",
  "tier-reached",
  "tier-at-risk",
] as const satisfies readonly TemplateKey[];
export type PointsMail = (typeof pointsMails)[number];

export type Switches = Record<PointsMail, boolean>;

const byDefault: Switches = {
  "reward-issued": true,
  "reward-expiring": true,
  "reward-released": true,
  "points-expiring": true,
  // A mail a month that nobody asked for is the merchant's to want.
  "points-digest": false,
  "tier-reached": true,
  "tier-at-risk": true,
};

const stored = z.partialRecord(z.enum(pointsMails), z.boolean()).catch({});

/** @param json shop_settings.points_mails: where the merchant differs from the defaults; null without settings */
export function readSwitches(json: unknown): Switches {
  return { ...byDefault, ...stored.parse(json ?? {}) };
}

export function isPointsMail(template: string): template is PointsMail {
  return pointsMails.some((mail) => mail === template);
}
