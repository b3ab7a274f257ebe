import { Banner, BlockStack, ChoiceList, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Typed } from "../../../flows/editing/draft.ts";
import type { CatchUp } from "../../../flows/planner/catch-up.ts";
import { useT } from "../../locale.tsx";
import { Ahead } from "../forecast/ahead.tsx";
import { baseFrom } from "../forecast/forecast-card.tsx";
import type { ForecastOf } from "../forecast/use-forecast.ts";
import { Working } from "../forecast/working.tsx";
import { useEditor } from "../timeline/editor.ts";
import { DaysField, isDays } from "./days-field.tsx";
import { MissingParts } from "./missing-parts.tsx";
import { Panel } from "./panel.tsx";
import type { MissingPart } from "../../../shops/settings/settings.ts";

type Props = {
  /** It was live before. */
  again: boolean;
  /** What advertising lacks; where the flow sends emails, it is not switched on without it. */
  missing: readonly MissingPart[];
  busy: boolean;
  ahead: ForecastOf<"ahead">;
  before: ForecastOf<"before">;
  onSwitch: (catchUp: CatchUp) => void;
  onClose: () => void;
};

const A_MONTH = 30;
const A_WEEK = 7;
const modes = ["nobody", "within", "all"] as const;

/** Before a flow is switched on: who has come too late for its start, but may be let in all the same. */
export function SwitchOnPanel({ again, missing, busy, ahead, before, onSwitch, onClose }: Props) {
  const t = useT();
  const { draft } = useEditor();
  const [mode, setMode] = useState<CatchUp["mode"]>("nobody");
  const [days, setDays] = useState<Typed>(A_MONTH);
  const [spreadDays, setSpreadDays] = useState<Typed>(A_WEEK);
  // What is heard of comes from now on; only what time brings can have come before.
  const asks = draft.trigger.kind !== "event";
  const catchUp = asks ? catchUpOf(mode, days, spreadDays) : { mode: "nobody" as const };
  const switchOn = () => {
    if (catchUp !== null) onSwitch(catchUp);
  };
  return (
    <Panel
      title={t(again ? "flow.resumeTitle" : "flow.onTitle")}
      action={{
        ...{ content: t(again ? "flow.resumeNow" : "flow.onNow"), onAction: switchOn, busy },
        disabled: catchUp === null || missing.length > 0,
      }}
      onClose={onClose}
    >
      <MissingParts missing={missing} />
      <Text as="p">{t("flow.onText")}</Text>
      {draft.trigger.kind === "event" && draft.trigger.event === "checkout-abandoned" && (
        <Banner tone="info" title={t("flow.shopifyReminds")}>
          <p>{t("flow.shopifyRemindsText")}</p>
        </Banner>
      )}
      {asks && (
        <BlockStack gap="200">
          <ChoiceList
            title={t("flow.lapsed")}
            choices={[
              { value: "nobody", label: t("flow.lapsedNobody"), helpText: t("flow.lapsedNobodyHelp") },
              { value: "within", label: t("flow.lapsedWithin"), helpText: t("flow.lapsedWithinHelp") },
              { value: "all", label: t("flow.lapsedAll"), helpText: t("flow.lapsedAllHelp") },
            ]}
            selected={[mode]}
            onChange={([chosen]) => setMode(modes.find((one) => one === chosen) ?? "nobody")}
          />
          {mode === "within" && <DaysField label={t("flow.within")} value={days} onChange={setDays} />}
          {mode !== "nobody" && (
            <DaysField label={t("flow.spread")} helpText={t("flow.spreadHelp")} value={spreadDays} onChange={setSpreadDays} />
          )}
        </BlockStack>
      )}
      {catchUp !== null && (
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t("flowForecast.preview")}
          </Text>
          <Working forecast={ahead} asked={{ draft, catchUp }}>
            {(result) => <Ahead result={result} base={baseFrom(before, result.holdout.horizonDays)} />}
          </Working>
        </BlockStack>
      )}
    </Panel>
  );
}

/** Null where a number is none. */
function catchUpOf(mode: CatchUp["mode"], days: Typed, spreadDays: Typed): CatchUp | null {
  if (mode === "nobody") return { mode };
  if (!isDays(spreadDays)) return null;
  if (mode === "all") return { mode, spreadDays };
  return isDays(days) ? { mode, days, spreadDays } : null;
}
