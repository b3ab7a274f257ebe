import { InlineStack, Select, Text } from "@shopify/polaris";

import type { Cell } from "../../../insights/survey-results/cells.ts";
import type { Dimension } from "../../../insights/survey-results/cells.server.ts";
import type { PlainKey } from "../../../i18n/translate.ts";
import { ENOUGH } from "../../../insights/survey-results/score.ts";
import { isWay } from "../../../surveys/content/ways.ts";
import { useFormat, useT } from "../../locale.tsx";
import { PlainTable } from "../../reports/plain-table.tsx";
import { TitledCard } from "../../reports/titled-card.tsx";
import { wayWords } from "../words.ts";

const NAMES: Record<Dimension, PlainKey> = { way: "surveys.byWay", segment: "surveys.bySegment", product: "surveys.byProduct" };

type Props = {
  cells: readonly Cell[];
  by: Dimension;
  type: "score" | "rating";
  /** Whether its answers come to a score; else they are only counted. */
  isScored: boolean;
  /** Null where there is nothing else to choose. */
  onBy: ((by: Dimension) => void) | null;
};

/** Results in parts: by the way that answers came, by segment, or by what was bought. */
export function BreakdownCard({ cells, by, type, isScored, onBy }: Props) {
  const t = useT();
  const format = useFormat();
  const shown = (value: number) => (type === "score" ? format.number(Math.round(value)) : format.percent(value / 100));
  const nameOf = ({ key, label }: Cell) => (by === "way" && isWay(key) ? t(wayWords[key]) : (label ?? key));
  const rows = cells.map((cell) => {
    const { of, score } = cell;
    const figures =
      score === null
        ? [t("surveys.tooFew"), "–"]
        : [shown(score.value), t("surveys.range", { low: shown(score.low), high: shown(score.high) })];
    return [nameOf(cell), format.number(of), ...(isScored ? figures : [])];
  });
  const headings = [t(NAMES[by]), t("surveys.count"), ...(isScored ? [t("surveys.score"), t("surveys.between")] : [])];
  return (
    <TitledCard
      title={t("surveys.breakdown")}
      {...(isScored ? { help: t("surveys.breakdownHelp", { enough: String(ENOUGH) }) } : {})}
    >
      {onBy !== null && (
        <InlineStack>
          <Select
            label={t("surveys.breakdownBy")}
            options={(["way", "segment", "product"] as const).map((value) => ({ value, label: t(NAMES[value]) }))}
            value={by}
            onChange={(value) => onBy(value === "segment" || value === "product" ? value : "way")}
          />
        </InlineStack>
      )}
      {rows.length === 0 ? (
        <Text as="p">{t("surveys.breakdownNone")}</Text>
      ) : (
        <PlainTable label={t("surveys.breakdown")} headings={headings} rows={rows} />
      )}
    </TitledCard>
  );
}
