import { Select, TextField } from "@shopify/polaris";

import type { Draft } from "../../achievements/content/draft.ts";
import type { Errors } from "../../achievements/content/read-draft.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import { Chooser, type Choice } from "./goal-part.tsx";
import { errorOf } from "./words.ts";

type Props = { draft: Draft; errors: Errors; onType: (change: Partial<Draft>) => void; rewards: readonly Choice[] };

/** What it brings: nothing but itself, points, or a reward. */
export function BringsPart({ draft, errors, onType, rewards }: Props) {
  const t = useT();
  const isBadge = draft.kind === "badge";
  const options = [
    { value: "nothing", label: t("achievements.bringsNothing") },
    { value: "points", label: t("achievements.bringsPoints") },
    ...(isBadge ? [] : [{ value: "reward", label: t("achievements.bringsReward") }]),
  ];
  return (
    <Part title={t("achievements.bringsPart")} {...(isBadge ? { help: t("achievements.badgePointsHelp") } : {})}>
      <Select
        label={t("achievements.brings")}
        options={options}
        value={draft.brings}
        onChange={(value) => onType({ brings: value === "points" || value === "reward" ? value : "nothing" })}
      />
      {draft.brings === "points" && (
        <TextField
          id="achievement-points"
          label={t("achievements.points")}
          helpText={t("achievements.pointsHelp")}
          inputMode="numeric"
          value={draft.points}
          onChange={(points) => onType({ points })}
          autoComplete="off"
          maxLength={12}
          {...errorOf(errors, "points", t)}
        />
      )}
      {draft.brings === "reward" && !isBadge && (
        <Chooser
          id="achievement-rewardId"
          label={t("achievements.reward")}
          helpText={t("achievements.rewardHelp")}
          choices={rewards}
          value={draft.rewardId}
          onChange={(rewardId) => onType({ rewardId })}
          {...errorOf(errors, "rewardId", t)}
        />
      )}
    </Part>
  );
}
