import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";

import { PARTS } from "../../draws/chance/parts.ts";
import { NONE } from "../../draws/chance/stock.ts";
import { oddsText } from "../../draws/content/draft.ts";
import type { Terms } from "../../draws/content/terms.ts";
import type { DrawFigures, PrizeCount } from "../../draws/shown/figures.server.ts";
import type { Verified } from "../../draws/shown/record.server.ts";
import type { Format } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { DownloadButton } from "../page/download.tsx";
import { PlainTable } from "../reports/plain-table.tsx";

/** What a draw has come to in a few words. */
export function figuresWords(
  { entries, people, points, rewards, valueMinor }: DrawFigures,
  t: Translate,
  format: Format,
): string[] {
  return [
    t("draws.entries", { count: entries }),
    t("draws.people", { count: people }),
    t("draws.pointsGiven", { count: points }),
    t("draws.rewardsGiven", { count: rewards }),
    ...(valueMinor > 0n ? [t("draws.rewardsWorth", { amount: format.money(valueMinor) })] : []),
  ];
}

type Props = { drawId: number; terms: Terms; figures: DrawFigures; counts: readonly PrizeCount[] };

/** What was drawn and given, beside what the odds let expect. */
export function ResultsCard({ drawId, terms, figures, counts }: Props) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const countOf = (key: string) => counts.find(({ prize }) => prize === key) ?? { drawn: 0, given: 0 };
  const rows = terms.prizes.map(({ key, title, parts }) => {
    const { drawn, given } = countOf(key);
    const expected = Math.round((figures.entries * parts * 10) / PARTS) / 10;
    return [textIn(title, locale), oddsText(parts, locale), ...[expected, drawn, given].map(format.number)];
  });
  const none = countOf(NONE).given;
  const all = none === 0 ? rows : [...rows, [t("draws.fallbackNone"), "–", "–", "–", format.number(none)]];
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("draws.results")}
          </Text>
          {figures.entries > 0 && (
            <DownloadButton
              url={to("drawCsv", { drawId })}
              fileName={`reprise-draw-${drawId}.csv`}
              failed={t("draws.exportFailed")}
            >
              {t("draws.export")}
            </DownloadButton>
          )}
        </InlineStack>
        {figures.entries === 0 ? (
          <Text as="p" tone="subdued">
            {t("draws.noEntries")}
          </Text>
        ) : (
          <>
            <Text as="p">{figuresWords(figures, t, format).join(" · ")}</Text>
            <PlainTable
              label={t("draws.results")}
              headings={[
                ...[t("draws.columnPrize"), t("draws.columnOdds"), t("draws.columnExpected")],
                ...[t("draws.columnDrawn"), t("draws.columnGiven")],
              ]}
              rows={all}
            />
          </>
        )}
      </BlockStack>
    </Card>
  );
}

type ProofProps = {
  seedHash: string;
  /** Null as long as nobody may see it. */
  seed: string | null;
  verified: Verified | null;
  busy: boolean;
  onVerify: () => void;
};

/** That nothing was changed: what was published, and the whole record worked out anew. */
export function ProofCard({ seedHash, seed, verified, busy, onVerify }: ProofProps) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("draws.proof")}
        </Text>
        <Text as="p">{t("draws.proofText")}</Text>
        <Text as="p" breakWord>
          <code>{seedHash}</code>
        </Text>
        {seed === null ? (
          <Text as="p" tone="subdued">
            {t("draws.proofLater")}
          </Text>
        ) : (
          <>
            <Text as="p">{t("draws.proofSeed")}</Text>
            <Text as="p" breakWord>
              <code>{seed}</code>
            </Text>
          </>
        )}
        <InlineStack>
          <Button loading={busy} onClick={onVerify}>
            {t("draws.verify")}
          </Button>
        </InlineStack>
        <div aria-live="polite">{verified !== null && <Text as="p">{verifiedWords(verified, t)}</Text>}</div>
      </BlockStack>
    </Card>
  );
}

function verifiedWords({ entries, fault }: Verified, t: Translate): string {
  if (fault === null) return t("draws.verified", { count: entries });
  return fault.number === null ? t("draws.seedWrong") : t("draws.notVerified", { number: fault.number });
}
