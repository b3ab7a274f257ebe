import { BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";

import type { Translate } from "../../i18n/translate.ts";
import type { LedgerLine } from "../../points/ledger.server.ts";
import type { Bonus } from "../../program/rules/bonus-rules.ts";
import { textIn } from "../../program/rules/texts.ts";
import { bonusName } from "../words/bonus-name.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";

/** Bonus rules of all versions of the programme, for their names. */
export type Bonuses = readonly Pick<Bonus, "key" | "kind" | "title">[];

/** The account's entries with the balance after each. Nothing here can be edited: corrections are entries of their own. */
export function LedgerTable({ entries, at, bonuses }: { entries: readonly LedgerLine[]; at: Date; bonuses: Bonuses }) {
  const t = useT();
  const condensed = useBreakpoints().smDown;
  return (
    <IndexTable
      resourceName={{ singular: t("customer.ledgerWhat"), plural: t("customer.ledgerList") }}
      itemCount={entries.length}
      selectable={false}
      condensed={condensed}
      headings={[
        { title: t("customer.ledgerDate") },
        { title: t("customer.ledgerWhat") },
        { title: t("customer.ledgerPoints"), alignment: "end" },
        { title: t("customer.ledgerBalance"), alignment: "end" },
      ]}
    >
      {entries.map((entry, index) => (
        <IndexTable.Row key={entry.seq} id={String(entry.seq)} position={index}>
          {condensed ? (
            <NarrowEntry entry={entry} at={at} bonuses={bonuses} />
          ) : (
            <WideEntry entry={entry} at={at} bonuses={bonuses} />
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

type EntryProps = { entry: LedgerLine; at: Date; bonuses: Bonuses };

function WideEntry({ entry, at, bonuses }: EntryProps) {
  const format = useFormat();
  return (
    <>
      <IndexTable.Cell>{format.dateTime(entry.recordedAt)}</IndexTable.Cell>
      <IndexTable.Cell>
        <What entry={entry} at={at} bonuses={bonuses} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric tone={entry.points < 0n ? "critical" : "success"}>
          {format.signed(entry.points)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {format.number(entry.runningBalance)}
        </Text>
      </IndexTable.Cell>
    </>
  );
}

function NarrowEntry({ entry, at, bonuses }: EntryProps) {
  const t = useT();
  const format = useFormat();
  return (
    <Box padding="300">
      <InlineStack align="space-between" gap="200" wrap={false}>
        <BlockStack gap="050">
          <What entry={entry} at={at} bonuses={bonuses} />
          <Text as="span" variant="bodySm" tone="subdued">
            {format.dateTime(entry.recordedAt)}
          </Text>
        </BlockStack>
        <BlockStack>
          <Text as="span" alignment="end" numeric tone={entry.points < 0n ? "critical" : "success"}>
            {format.signed(entry.points)}
          </Text>
          <Text as="span" alignment="end" variant="bodySm" tone="subdued">
            {`${t("customer.ledgerBalance")} ${format.number(entry.runningBalance)}`}
          </Text>
        </BlockStack>
      </InlineStack>
    </Box>
  );
}

function What({ entry, at, bonuses }: EntryProps) {
  const t = useT();
  const format = useFormat();
  const what = whatWords(entry, bonuses, t, useLocale());
  const user = /^merchant:(.+)$/.exec(entry.actor)?.[1];
  const notes = [
    user === undefined ? null : t("customer.ledgerByTeam", { user }),
    entry.availableAt > at && entry.points > 0n ? t("customer.ledgerAvailable", { date: format.date(entry.availableAt) }) : null,
  ].filter((note) => note !== null);
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
      </BlockStack>
    </div>
  );
}

function whatWords(entry: LedgerLine, bonuses: Bonuses, t: Translate, locale: string): string {
  const { kind, points, reason } = entry;
  const name = entry.orderName ?? entry.orderId?.toString() ?? "?";
  const reward = entry.rewardTitle === null ? "–" : textIn(entry.rewardTitle, locale);
  switch (kind) {
    case "order":
      return points < 0n ? t("customer.ledgerOrderReversal", { name }) : t("customer.ledgerOrder", { name });
    case "bonus": {
      const bonus = bonuses.find(({ key }) => key === entry.rule);
      const rule = bonus === undefined ? (entry.rule ?? "–") : bonusName(bonus, t, locale);
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
