import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { Import } from "../../imports/import.ts";
import { useT } from "../locale.tsx";
import { useSourceName } from "./import-words.ts";

/** How a file was understood: whoever sees a wrong column here need not import it. */
export function ReadingCard({ current: { source, mode, reading } }: { current: Import }) {
  const t = useT();
  const sourceName = useSourceName();
  const { email, points, tier, birthday } = reading.columns;
  const columns = [
    t("imports.readEmail", { column: email }),
    ...(points === null ? [] : [t("imports.readPoints", { column: points })]),
    ...(tier === null ? [] : [t("imports.readTier", { column: tier })]),
    ...(birthday === null ? [] : [t("imports.readBirthday", { column: birthday })]),
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("imports.reading")}
        </Text>
        <dl className="facts">
          <Fact name={t("imports.readAs")}>{sourceName(source)}</Fact>
          <Fact name={t("imports.readColumns")}>
            {columns.map((column) => (
              <div key={column}>{column}</div>
            ))}
          </Fact>
          {points !== null && (
            <Fact name={t("imports.readMode")}>{mode === "add" ? t("imports.modeAdd") : t("imports.modeSet")}</Fact>
          )}
          {birthday !== null && (
            <Fact name={t("imports.readDayOrder")}>
              {reading.dayOrder === "month-first" ? t("imports.monthFirst") : t("imports.dayFirst")}
            </Fact>
          )}
          <Fact name={t("imports.encoding")}>{reading.encoding.toUpperCase()}</Fact>
        </dl>
      </BlockStack>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
