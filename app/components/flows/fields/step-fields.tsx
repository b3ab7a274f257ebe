import type { DraftStep } from "../../../flows/editing/draft.ts";
import { EmailFields } from "./kinds/email-fields.tsx";
import { BranchFields, SplitFields } from "./kinds/fork-fields.tsx";
import { PointsFields, RewardFields, TagFields } from "./kinds/gift-fields.tsx";
import { Opened } from "./opened.tsx";
import { WaitFields } from "./kinds/wait-fields.tsx";

/** The fields of an opened step. */
export function StepFields({ step }: { step: DraftStep }) {
  return (
    <Opened name={step.id}>
      <Fields step={step} />
    </Opened>
  );
}

function Fields({ step }: { step: DraftStep }) {
  switch (step.kind) {
    case "wait":
      return <WaitFields step={step} />;
    case "email":
      return <EmailFields step={step} />;
    case "points":
      return <PointsFields step={step} />;
    case "reward":
      return <RewardFields step={step} />;
    case "tag":
      return <TagFields step={step} />;
    case "branch":
      return <BranchFields step={step} />;
    case "split":
      return <SplitFields step={step} />;
    case "end":
      return null;
  }
}
