import { BlockStack, Button, ButtonGroup, Card, Text } from "@shopify/polaris";
import { useState } from "react";

import { baseRateOf } from "../../../flows/forecast/base-rate.ts";
import type { Kind } from "../../../flows/forecast/kept/walk.server.ts";
import { useT } from "../../locale.tsx";
import { useEditor } from "../timeline/editor.ts";
import { Ahead } from "./ahead.tsx";
import { Before } from "./before.tsx";
import type { ForecastOf } from "./use-forecast.ts";
import { Walks } from "./walks.tsx";
import { Working } from "./working.tsx";

type Props = { flowId: number; ahead: ForecastOf<"ahead">; before: ForecastOf<"before"> };

const kinds = ["ahead", "before"] as const satisfies readonly Kind[];

/** What the flow would do as it is edited: in the next 30 days, or had it run over the last 365. */
export function ForecastCard({ flowId, ahead, before }: Props) {
  const t = useT();
  const { draft } = useEditor();
  const [shown, show] = useState<Kind>("ahead");
  const asked = { draft, catchUp: { mode: "nobody" as const } };
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("flowForecast.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("flowForecast.intro")}
          </Text>
        </BlockStack>
        <div role="group" aria-label={t("flowForecast.chosen")}>
          <ButtonGroup variant="segmented">
            {kinds.map((kind) => (
              <Button key={kind} pressed={shown === kind} onClick={() => show(kind)}>
                {t(kind === "ahead" ? "flowForecast.ahead" : "flowForecast.before")}
              </Button>
            ))}
          </ButtonGroup>
        </div>
        {shown === "ahead" ? (
          <Working forecast={ahead} asked={asked}>
            {(result, stale) => (
              <>
                <Ahead result={result} base={baseFrom(before, result.holdout.horizonDays)} />
                {!stale && <Walks key={`ahead ${String(ahead.kept?.asOf)}`} flowId={flowId} kind="ahead" />}
              </>
            )}
          </Working>
        ) : (
          <Working forecast={before} asked={asked}>
            {(result, stale) => (
              <>
                <Before result={result} />
                {!stale && <Walks key={`before ${String(before.kept?.asOf)}`} flowId={flowId} kind="before" />}
              </>
            )}
          </Working>
        )}
      </BlockStack>
    </Card>
  );
}

/** The share who reach the goal on their own, where the last 365 days have been looked at. */
export function baseFrom({ kept }: ForecastOf<"before">, horizonDays: number): number | null {
  return kept?.state === "done" ? baseRateOf(kept.result, horizonDays) : null;
}
