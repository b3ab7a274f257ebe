import { randomUUID } from "node:crypto";

import { adjustPoints } from "../actions/merchant/adjust-points.server.ts";
import { actionWords } from "../components/predictions/next-action-words.ts";
import { adjustmentWords } from "../components/words/adjustment-words.ts";
import { segmentName } from "../components/words/segment-name.ts";
import { findExclusion } from "../customers/exclusions/exclusions.server.ts";
import { findCustomerDetail } from "../customers/views/detail.server.ts";
import { db } from "../db.server.ts";
import { suggestAction } from "../insights/next-action/read.server.ts";
import { findScore } from "../insights/scores/read-score.server.ts";
import { readPreferences } from "../messages/preferences/preferences.server.ts";
import { to } from "../pages.ts";
import { readAccount } from "../points/accounts.server.ts";
import { parseAdjustment, REASON_LIMIT } from "../points/adjusting/adjustment-form.ts";
import { versionFor } from "../program/version-for.ts";
import { listPrograms } from "../program/versions.server.ts";
import { standing as readStanding } from "../tiers/tiers.server.ts";
import type { AdjustedInBlock, AdjustWords, CustomerBlock } from "./blocks.ts";
import type { Asking } from "./call.server.ts";
import { figuresOf, linesOf } from "./figures.ts";
import { inApp } from "./in-app.ts";

export async function readCustomerBlock(asking: Asking, customerId: bigint, now: Date): Promise<CustomerBlock> {
  const { shop, t, format } = asking;
  const { shopId } = shop;
  const [customer, account, programs, standings, preferences, score, exclusion] = await Promise.all([
    findCustomerDetail(db(), shopId, customerId, now),
    readAccount(db(), shop, customerId, now),
    listPrograms(db(), shopId),
    readStanding(db(), shop, [customerId], now),
    readPreferences(db(), shopId, customerId, now),
    findScore(db(), shop, customerId, now),
    findExclusion(db(), shopId, customerId),
  ]);
  const open = { label: t("blocks.open"), href: inApp(to("customer", { customerId })) };
  const empty = { figures: [], lines: [], segments: { label: "", names: [] }, next: null, adjust: null };
  if (customer === null) return { ...empty, missing: t("blocks.unknownCustomer"), open: { ...open, href: inApp(to("home")) } };
  if (customer.mergedInto !== null || customer.redactedAt !== null)
    return { ...empty, missing: t(customer.redactedAt === null ? "customer.mergedText" : "customer.redactedText"), open };
  const { rules } = versionFor(now, programs);
  const standing = standings.get(customerId) ?? null;
  const levels = rules.tiers?.levels ?? [];
  const known = { customer, available: account.available, preferences, score, standing, rules };
  const suggested = await suggestAction(db(), shop, known, now);
  return {
    missing: null,
    figures: figuresOf({ account, rules, standing }, asking),
    lines: [
      ...(exclusion === null ? [] : [t("blocks.excluded", { date: format.date(exclusion.since) })]),
      ...linesOf(customer, account, asking),
    ],
    segments: {
      label: t("customer.segments"),
      names: customer.segments.map((segment) => segmentName(segment, t)),
    },
    next: suggested === null ? null : { label: t("nextAction.title"), ...actionWords(asking, levels)(suggested.action) },
    open,
    // The next adjustment's name: sent twice, it is still one.
    adjust: { key: randomUUID(), words: adjustWords(asking) },
  };
}

/** A merchant adjusts a customer's points from the block. @param fields as the app's own form has them */
export async function adjustFromBlock(
  { shop, actor, t }: Asking,
  customerId: bigint,
  fields: Readonly<Record<string, string>>,
): Promise<AdjustedInBlock | null> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const parsed = parseAdjustment(form);
  const words = adjustmentWords(t);
  if (!parsed.ok) return refused({ points: words(parsed.errors.points), reason: words(parsed.errors.reason) });
  const outcome = await adjustPoints(shop, { customerId, ...parsed.input, actor });
  if (outcome.ok) return { ok: true, message: t("customer.adjusted", { count: parsed.input.points }), errors: {} };
  switch (outcome.reason) {
    case "unknown-customer":
      return null;
    case "out-of-range":
      return refused({ points: words("too-large") });
    case "insufficient-points":
      return refused({ points: adjustmentWords(t, outcome.available)("insufficient-points") });
    case "another-posted":
      return refused({ points: adjustmentWords(t, outcome.posted)("another-posted") });
  }
}

function refused({ points, reason }: { points?: string | undefined; reason?: string | undefined }): AdjustedInBlock {
  const errors = { ...(points === undefined ? {} : { points }), ...(reason === undefined ? {} : { reason }) };
  return { ok: false, message: null, errors };
}

function adjustWords({ t }: Asking): AdjustWords {
  return {
    ...{ title: t("customer.adjustTitle"), submit: t("customer.adjustSubmit"), cancel: t("common.cancel") },
    ...{ points: t("customer.adjustPoints"), pointsHelp: t("customer.adjustPointsHelp") },
    ...{ reason: t("customer.adjustReason"), reasonHelp: t("customer.adjustReasonHelp"), reasonLimit: REASON_LIMIT },
    ...{ tier: t("customer.adjustTier"), tierHelp: t("customer.adjustTierHelp") },
  };
}
