import { Banner, BlockStack, Button, Card, Select, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";

type ChosenPlan = { planId: bigint; name: string; discountPercent: number };
type Props = {
  plans: readonly ChosenPlan[];
  suggested: string;
  /** For so long who is declined may not apply again. */
  reapplyDays: number;
  busy: boolean;
  /** The code is no code, or somebody else's. */
  wrongCode: string | undefined;
  onPost: (fields: Record<string, string>) => void;
};

/** The merchant accepts an application with a plan and a code, or declines it with a reason. */
export function DecisionCard({ plans, suggested, reapplyDays, busy, wrongCode, onPost }: Props) {
  const t = useT();
  const [planId, setPlanId] = useState(plans[0]?.planId.toString() ?? "");
  const [code, setCode] = useState(suggested);
  const [reason, setReason] = useState("");
  const percent = plans.find((plan) => plan.planId.toString() === planId)?.discountPercent ?? 0;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("affiliates.decide")}
        </Text>
        {plans.length === 0 ? (
          <Banner tone="info" action={{ content: t("affiliates.plans"), url: to("affiliatePlans") }}>
            {t("affiliates.noPlan")}
          </Banner>
        ) : (
          <BlockStack gap="300">
            <PlanSelect plans={plans} value={planId} onChange={setPlanId} />
            <TextField
              id="code"
              label={t("affiliates.code")}
              helpText={t("affiliates.codeHelp", { percent })}
              value={code}
              onChange={setCode}
              autoComplete="off"
              maxLength={24}
              {...(wrongCode === undefined ? {} : { error: wrongCode })}
            />
            <div>
              <Button variant="primary" loading={busy} onClick={() => onPost({ intent: "approve", plan: planId, code })}>
                {t("affiliates.approve")}
              </Button>
            </div>
          </BlockStack>
        )}
        <TextField
          id="reason"
          label={t("affiliates.reason")}
          helpText={`${t("affiliates.reasonHelp")} ${t("affiliates.againAfter", { count: reapplyDays })}`}
          value={reason}
          onChange={setReason}
          autoComplete="off"
          maxLength={500}
          multiline={2}
        />
        <div>
          <Button loading={busy} onClick={() => onPost({ intent: "decline", reason })}>
            {t("affiliates.decline")}
          </Button>
        </div>
      </BlockStack>
    </Card>
  );
}

export function PlanSelect({
  plans,
  value,
  onChange,
}: {
  plans: readonly Pick<ChosenPlan, "planId" | "name">[];
  value: string;
  onChange: (planId: string) => void;
}) {
  const t = useT();
  return (
    <Select
      id="plan"
      label={t("affiliates.plan")}
      options={plans.map(({ planId, name }) => ({ value: planId.toString(), label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}
