import { Badge, BlockStack, Box, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { ImportLine } from "../../imports/imports.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { importStates, useSourceName } from "./import-words.ts";
import { to } from "../../pages.ts";

/** Files that were uploaded before, newest first. */
export function ImportList({ imports }: { imports: readonly ImportLine[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("imports.earlier")}
        </Text>
        {imports.length === 0 && (
          <Text as="p" tone="subdued">
            {t("imports.earlierEmpty")}
          </Text>
        )}
        {imports.map((line) => (
          <Line key={line.importId} line={line} />
        ))}
      </BlockStack>
    </Card>
  );
}

function Line({ line }: { line: ImportLine }) {
  const t = useT();
  const format = useFormat();
  const sourceName = useSourceName();
  const counts = [
    ...(line.applied > 0 ? [t("imports.rowsApplied", { count: line.applied })] : []),
    ...(line.undone > 0 ? [t("imports.rowsUndone", { count: line.undone })] : []),
    ...(line.ready > 0 ? [t("imports.rowsReady", { count: line.ready })] : []),
    ...(line.problems > 0 ? [t("imports.rowsProblem", { count: line.problems })] : []),
  ];
  return (
    <Box borderBlockStartWidth="025" borderColor="border-secondary" paddingBlockStart="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <div className="wrap-anywhere">
          <BlockStack gap="050">
            <Link url={to("import", { importId: line.importId })} removeUnderline>
              {line.filename}
            </Link>
            <Text as="span" tone="subdued" variant="bodySm">
              {[sourceName(line.source), format.dateTime(line.createdAt), ...counts].join(" · ")}
            </Text>
          </BlockStack>
        </div>
        <Badge {...(line.state === "done" ? { tone: "success" as const } : {})}>{t(importStates[line.state])}</Badge>
      </InlineStack>
    </Box>
  );
}
