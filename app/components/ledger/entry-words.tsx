import { BlockStack, Link, Text } from "@shopify/polaris";

import type { Locale, Translate } from "../../i18n/translate.ts";
import type { Calculation } from "../../points/account/calculation.ts";
import { COMMISSION_RULE, REFERRAL_RULE } from "../../points/entry.ts";
import type { LedgerLine } from "../../points/ledger.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import { bonusName, type BonusSource } from "../words/bonus-name.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { useMember } from "../words/staff.tsx";
import { OrderCalculation } from "./calculation.tsx";

/** Bonus rules of all versions of the program, and what else brings a bonus, for their names. */
export type Bonuses = readonly (BonusSource & { key: string })[];
type Entry = Omit<LedgerLine, "runningBalance">;
type Props = {
  entry: Entry;
  at: Date;
  bonuses: Bonuses;
  /** How orders come to their points, by order id. */
  calculations?: Record<string, Calculation>;
};

/** What an entry is about, linked to its order, with who posted it and from when it counts. */
export function EntryWords({ entry, at, bonuses, calculations = {} }: Props) {
  const t = useT();
  const format = useFormat();
  const what = whatWords(entry, bonuses, t, useLocale());
  const user = useMember()(entry.actor);
  const notes = [
    user === null ? null : t("customer.ledgerByTeam", { user }),
    entry.publicReason === null ? null : t("customer.ledgerTold", { reason: entry.publicReason }),
    entry.actor.startsWith("api:") ? t("customer.ledgerByApi") : null,
    entry.actor === "shopify-flow" ? t("customer.ledgerByFlow") : null,
    entry.availableAt > at && entry.points > 0n ? t("customer.ledgerAvailable", { date: format.date(entry.availableAt) }) : null,
  ].filter((note) => note !== null);
  const calculation = entry.kind === "order" ? calculations[String(entry.orderId)] : undefined;
  return (
    <div className="wrap-anywhere ledger-what">
      <BlockStack>
        {entry.orderId === null ? (
          <Text as="span">{what}</Text>
        ) : (
          <Link url={`shopify://admin/orders/${entry.orderId}`} target="_top" monochrome>
            {what}
          </Link>
        )}
        {notes.map((note) => (
          <Text as="span" key={note} variant="bodySm" tone="subdued">
            {note}
          </Text>
        ))}
        {calculation !== undefined && <OrderCalculation calculation={calculation} />}
      </BlockStack>
    </div>
  );
}

/** What a bonus is of that is no rule of the program. */
function ruleWords(rule: string | null, t: Translate): string {
  if (rule === COMMISSION_RULE) return t("affiliates.ledger");
  return rule === REFERRAL_RULE ? t("referrals.ledger") : (rule ?? "–");
}

function whatWords(entry: Entry, bonuses: Bonuses, t: Translate, locale: Locale): string {
  const { kind, points, reason } = entry;
  const name = entry.orderName ?? entry.orderId?.toString() ?? "?";
  const reward = entry.rewardTitle === null ? "–" : textIn(entry.rewardTitle, locale);
  switch (kind) {
    case "order":
      return points < 0n ? t("customer.ledgerOrderReversal", { name }) : t("customer.ledgerOrder", { name });
    case "bonus": {
      const bonus = bonuses.find(({ key }) => key === entry.rule);
      const other = ruleWords(entry.rule, t);
      const rule = bonus === undefined ? other : bonusName(bonus, t, locale);
      return points < 0n ? t("customer.ledgerBonusBack", { rule }) : rule;
    }
    case "adjustment":
      return t("customer.ledgerAdjustment", { reason: reason ?? "–" });
    case "redemption":
      return t("customer.ledgerRedemption", { reward });
    case "release":
      return t("customer.ledgerRelease", { reward });
    case "return":
      return t("customer.ledgerReturn", { reward });
    case "expiry":
      return t("customer.ledgerExpiry");
    case "import":
      return t("customer.ledgerImport");
    case "merge":
      return t("customer.ledgerMerge");
    default:
      return kind satisfies never;
  }
}
