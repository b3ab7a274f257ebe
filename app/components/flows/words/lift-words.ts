import type { Format } from "../../../i18n/format.ts";
import type { Translate } from "../../../i18n/translate.ts";
import type { Lift } from "../../../insights/lift/lift.ts";

type Ends = { difference: number; low: number; high: number };

/** A difference of shares in percentage points, of one decimal place. */
export function points({ difference, low, high }: Ends, format: Format): Record<keyof Ends, string> {
  const text = (share: number) => format.signed(Math.round(share * 1_000) / 10);
  return { difference: text(difference), low: text(low), high: text(high) };
}

/** A difference of money, with its sign. */
export function money({ difference, low, high }: Ends, format: Format): Record<keyof Ends, string> {
  const text = (minor: number) => `${minor >= 0.5 ? "+" : ""}${format.money(BigInt(Math.round(minor)))}`;
  return { difference: text(difference), low: text(low), high: text(high) };
}

/** What a flow brings, in a few words. */
export function liftWords(lift: Lift, t: Translate, format: Format): string {
  switch (lift.kind) {
    case "no-holdout":
      return t("flowLift.none");
    case "too-early":
      return lift.weeks === null ? t("flowLift.earlyNever") : t("flowLift.early", { count: lift.weeks });
    case "measured":
      return t("flowLift.shareWords", points(lift.share, format));
  }
}
