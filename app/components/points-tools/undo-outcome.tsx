import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { z } from "zod";

import type { Person } from "../../points/adjusting/adjust-many.server.ts";
import type { undoResultSchema } from "../../points/adjusting/undo-many.ts";
import { useFormat, useT } from "../locale.tsx";
import { to } from "../../pages.ts";
import { PeopleList } from "./people-list.tsx";

type Props = { of: bigint; reason: string; result: z.infer<typeof undoResultSchema>; shortPeople: readonly Person[] };

/** What taking a bulk adjustment back has done, and who had spent some of it. */
export function UndoOutcome({ of, reason, result, shortPeople }: Props) {
  const t = useT();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("pointsTools.resultUndone", { count: result.undone + result.short, points: format.signed(result.points) })}
        </Text>
        <Text as="p" tone="subdued" breakWord>
          {`${t("pointsTools.reason")}: ${reason}`}
        </Text>
        <Link url={to("run", { runId: of })}>{t("pointsTools.undoneRun")}</Link>
        {result.short > 0 && (
          <BlockStack gap="100">
            <Text as="h3" variant="headingSm">
              {t("pointsTools.undoShort", { count: result.short })}
            </Text>
            <PeopleList people={shortPeople} next={null} />
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
