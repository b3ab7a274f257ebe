import { Select } from "@shopify/polaris";

import type { TypedAudience } from "../../segments/audience/audience.ts";
import { Chooser } from "../achievements/goal-part.tsx";
import { useT } from "../locale.tsx";

export type Choice = { value: string; label: string };

type Props = {
  /** What the ids of its fields begin with. */
  id: string;
  label: string;
  /** What stands for everybody. */
  all: string;
  typed: TypedAudience;
  onType: (change: Partial<TypedAudience>) => void;
  tiers: readonly Choice[];
  segments: readonly Choice[];
  /** What is wrong, in words. */
  errors: { tier?: string | undefined; segmentId?: string | undefined };
};

/** Whom something is for: everybody, a tier or a segment. */
export function AudienceFields({ id, label, all, typed, onType, tiers, segments, errors }: Props) {
  const t = useT();
  const wrong = (error: string | undefined) => (error === undefined ? {} : { error });
  return (
    <>
      <Select
        label={label}
        options={[
          { value: "all", label: all },
          { value: "tier", label: t("modules.audienceTier") },
          { value: "segment", label: t("modules.audienceSegment") },
        ]}
        value={typed.audience}
        onChange={(value) => onType({ audience: value === "tier" || value === "segment" ? value : "all" })}
      />
      {typed.audience === "tier" && (
        <Chooser
          id={`${id}-tier`}
          label={t("modules.tier")}
          choices={tiers}
          value={typed.tier}
          onChange={(tier) => onType({ tier })}
          {...wrong(errors.tier)}
        />
      )}
      {typed.audience === "segment" && (
        <Chooser
          id={`${id}-segmentId`}
          label={t("modules.segment")}
          choices={segments}
          value={typed.segmentId}
          onChange={(segmentId) => onType({ segmentId })}
          {...wrong(errors.segmentId)}
        />
      )}
    </>
  );
}
