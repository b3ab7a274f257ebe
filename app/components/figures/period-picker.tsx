import { Button, Card, InlineGrid, InlineStack, Select, TextField, BlockStack } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";
import { useState } from "react";

import { isoOf, type Asked } from "../../insights/figures/asked.ts";
import { LENGTHS } from "../../insights/figures/period.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";

type Props = { asked: Asked; active: number; actives: readonly number[]; onActive: (days: string) => void };

/** Which days the page is about, which stands in its address; and for how long customers count as active. */
export function PeriodPicker({ asked, active, actives, onActive }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const [kind, setKind] = useState(String(asked.kind));
  const [from, setFrom] = useState(isoOf(asked.period.first));
  const [until, setUntil] = useState(isoOf(asked.period.last));
  const names = { 30: t("figures.days30"), 90: t("figures.days90"), 365: t("figures.days365") };
  return (
    <Card>
      <BlockStack gap="300">
        <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
          <Select
            label={t("figures.period")}
            options={[
              ...LENGTHS.map((days) => ({ value: String(days), label: names[days] })),
              { value: "custom", label: t("figures.custom") },
            ]}
            value={kind}
            onChange={(chosen) => {
              setKind(chosen);
              if (chosen !== "custom") navigate(to("retention", { days: chosen }));
            }}
          />
          <Select
            label={t("figures.active")}
            helpText={t("figures.activeHelp")}
            options={actives.map((days) => ({ value: String(days), label: t("figures.activeDays", { count: days }) }))}
            value={String(active)}
            onChange={onActive}
          />
        </InlineGrid>
        {kind === "custom" && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              navigate(to("retention", { from, to: until }));
            }}
          >
            <InlineStack gap="400" blockAlign="end">
              <TextField label={t("figures.from")} type="date" value={from} autoComplete="off" onChange={setFrom} />
              <TextField label={t("figures.to")} type="date" value={until} autoComplete="off" onChange={setUntil} />
              <Button submit>{t("figures.show")}</Button>
            </InlineStack>
          </form>
        )}
      </BlockStack>
    </Card>
  );
}
