import { Badge, BlockStack, Box, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { Batch } from "../../batches/batch.ts";
import { isOpen } from "../../batches/batch.ts";
import { useFormat, useT } from "../locale.tsx";
import { to } from "../../pages.ts";
import { stateWords } from "./state-words.ts";

export type RunLine = Pick<Batch, "runId" | "kind" | "state" | "done" | "total" | "createdAt"> & {
  dryRun: boolean;
  points: bigint | null;
  importId: number | null;
};

/** What was started lately, each with its state and the way to its result. */
export function RunList({ runs }: { runs: readonly RunLine[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("pointsTools.runsTitle")}
        </Text>
        {runs.length === 0 && (
          <Text as="p" tone="subdued">
            {t("pointsTools.runsEmpty")}
          </Text>
        )}
        {runs.map((run) => (
          <Line key={run.runId.toString()} run={run} />
        ))}
      </BlockStack>
    </Card>
  );
}

function Line({ run }: { run: RunLine }) {
  const t = useT();
  const format = useFormat();
  const url = run.importId === null ? to("run", { runId: run.runId }) : to("import", { importId: run.importId });
  const tone = run.state === "failed" ? "critical" : run.state === "done" ? "success" : isOpen(run.state) ? "info" : undefined;
  return (
    <Box borderBlockStartWidth="025" borderColor="border-secondary" paddingBlockStart="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <BlockStack gap="050">
          <Link url={url} removeUnderline>
            {useRunName(run)}
          </Link>
          <Text as="span" tone="subdued" variant="bodySm">
            {format.dateTime(run.createdAt)}
            {isOpen(run.state) ? ` · ${t("pointsTools.progress", { done: run.done, total: run.total })}` : ""}
          </Text>
        </BlockStack>
        <Badge {...(tone === undefined ? {} : { tone })}>{t(stateWords[run.state])}</Badge>
      </InlineStack>
    </Box>
  );
}

export function useRunName(run: Pick<RunLine, "kind" | "dryRun" | "points">): string {
  const t = useT();
  const format = useFormat();
  switch (run.kind) {
    case "award-history":
      return run.dryRun ? t("pointsTools.kindDryRun") : t("pointsTools.kindAward");
    case "adjust-many":
      return t("pointsTools.kindAdjust", { points: format.signed(run.points ?? 0n) });
    case "undo-adjust":
      return t("pointsTools.kindUndoAdjust");
    case "import":
      return t("pointsTools.kindImport");
    case "undo-import":
      return t("pointsTools.kindUndo");
    case "follow-program":
      return t("pointsTools.kindFollow");
  }
}
