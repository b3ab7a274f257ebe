import { BlockStack, InlineGrid, Text } from "@shopify/polaris";

import type { ImportState } from "../../imports/import.ts";
import type { ImportCounts } from "../../imports/imports.server.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useT } from "../locale.tsx";

/** How much of a file could be read, and how much of it has been imported. */
export function ImportFigures({ counts, state }: { counts: ImportCounts; state: ImportState }) {
  const t = useT();
  const format = useFormat();
  const shown =
    state === "checked"
      ? { name: t("imports.figureReady"), value: counts.ready }
      : state === "undone"
        ? { name: t("imports.filterUndone"), value: counts.undone }
        : { name: t("imports.figureApplied"), value: counts.applied };
  return (
    <BlockStack>
      <Text as="h2" variant="headingMd" visuallyHidden>
        {t("imports.rowsTitle")}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
        <Figure name={shown.name} value={format.number(shown.value)} notes={[]} />
        <Figure name={t("imports.figureProblems")} value={format.number(counts.problems)} notes={[]} />
        <Figure name={t("imports.figurePoints")} value={format.number(counts.points)} notes={[]} />
      </InlineGrid>
    </BlockStack>
  );
}
