import type { Format } from "../../i18n/format.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { RedemptionLine } from "../../insights/redemptions/redemptions.server.ts";
import { isPaidOut } from "../../rewards/reward.ts";
import type { RedemptionState, ReleaseReason } from "../../rewards/redemptions/state.ts";

export const redemptionStateNames: Record<RedemptionState, PlainKey> = {
  reserved: "redemptions.reserved",
  issued: "redemptions.issued",
  used: "redemptions.used",
  releasing: "redemptions.releasing",
  released: "redemptions.released",
};

export const redemptionStateTones = {
  reserved: "info",
  issued: "attention",
  used: "success",
  releasing: "info",
  released: undefined,
} as const;

const releaseReasonWords: Record<ReleaseReason, PlainKey> = {
  expired: "redemptions.reasonExpired",
  withdrawn: "redemptions.reasonWithdrawn",
  undone: "redemptions.reasonUndone",
  disabled: "redemptions.reasonDisabled",
  refused: "redemptions.reasonRefused",
  referral: "redemptions.reasonReferral",
};

/** What is to be said of a redemption besides its state: until when, in which order, why given back. */
export function redemptionNotes(line: RedemptionLine, t: Translate, format: Format): string[] {
  const notes: string[] = [];
  if (line.stuck) notes.push(t("redemptions.problem"));
  if (line.state === "issued")
    notes.push(
      line.expiresAt === null ? t("redemptions.endless") : t("redemptions.expires", { date: format.date(line.expiresAt) }),
    );
  if (line.state === "used") notes.push(usedNote(line, t, format));
  if (line.returnedPoints > 0n) notes.push(t("redemptions.returned", { count: line.returnedPoints }));
  if (line.state === "released" && line.releaseReason !== null && line.releasedAt !== null)
    notes.push(
      t("redemptions.because", { reason: t(releaseReasonWords[line.releaseReason]), date: format.date(line.releasedAt) }),
    );
  return notes;
}

function usedNote({ usedOrderName, usedOrderId, usedAt, reservedAt }: RedemptionLine, t: Translate, format: Format): string {
  const order = usedOrderName ?? usedOrderId?.toString();
  return order === undefined
    ? t("redemptions.usedOn", { date: format.date(usedAt ?? reservedAt) })
    : t("redemptions.usedBy", { order });
}

/** Whether a merchant can still take the redemption back. */
export function isUndoable({ state, kind }: Pick<RedemptionLine, "state" | "kind">): boolean {
  return !isPaidOut(kind) && (state === "issued" || state === "reserved");
}
