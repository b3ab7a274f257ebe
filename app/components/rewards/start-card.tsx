import { Card, ChoiceList } from "@shopify/polaris";

import { starts, type Start } from "../../rewards/reward-draft.ts";
import { useT } from "../locale.tsx";

/** Whether a new reward is on offer as soon as it is saved. */
export function StartCard({ start, onChange }: { start: Start; onChange: (start: Start) => void }) {
  const t = useT();
  return (
    <Card>
      <ChoiceList
        title={t("rewardForm.start")}
        choices={[
          { value: "active", label: t("rewardForm.startActive"), helpText: t("rewardForm.startActiveHelp") },
          { value: "paused", label: t("rewardForm.startPaused"), helpText: t("rewardForm.startPausedHelp") },
        ]}
        selected={[start]}
        onChange={([value]) => onChange(starts.find((one) => one === value) ?? start)}
      />
    </Card>
  );
}
