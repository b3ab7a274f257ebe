import { Banner, BlockStack, Button, Card, ChoiceList, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { localInstant } from "../../program/local-time.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { useFormat, useShop, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";

export type PublishIssue = "date" | "in-the-past" | "taken" | "unchanged" | "changed-meanwhile";

const issueWords: Record<PublishIssue, PlainKey> = {
  date: "program.issueDate",
  "in-the-past": "program.issuePast",
  taken: "program.issueTaken",
  unchanged: "program.issueUnchanged",
  "changed-meanwhile": "program.issueChanged",
};

type Props = {
  issue: PublishIssue | null;
  busy: boolean;
  /** Versions that are still to come. */
  scheduled: readonly { version: number; effectiveFrom: Date }[];
  /** @param at local time of the shop; empty: at once */
  onPublish: (at: string) => void;
};

/** Publishing at once or at a date, after a last question. */
export function PublishCard({ issue, busy, scheduled, onPublish }: Props) {
  const t = useT();
  const format = useFormat();
  const { timeZone } = useShop();
  const [later, setLater] = useState(false);
  const [at, setAt] = useState("");
  const [asking, setAsking] = useState(false);
  const [missing, setMissing] = useState(false);
  const instant = later ? localInstant(at, timeZone) : null;
  const ofField = issue === "date" || issue === "in-the-past" || issue === "taken";
  const ask = () => {
    setMissing(later && instant === null);
    if (!later || instant !== null) setAsking(true);
  };
  const error = missing ? t("program.issueDate") : issue !== null && ofField && later ? t(issueWords[issue]) : undefined;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("program.publishTitle")}
          </Text>
          <Text as="p" tone="subdued">
            {t("program.publishText")}
          </Text>
        </BlockStack>
        {issue !== null && (!ofField || !later) && (
          <Banner tone="critical">
            <p>{t(issueWords[issue])}</p>
          </Banner>
        )}
        <ChoiceList
          title={t("program.publishWhen")}
          choices={[
            { label: t("program.publishNow"), value: "now" },
            { label: t("program.publishLater"), value: "later" },
          ]}
          selected={[later ? "later" : "now"]}
          onChange={([choice]) => setLater(choice === "later")}
        />
        {later && (
          <div className="narrow-field">
            <TextField
              type="datetime-local"
              label={t("program.publishAt")}
              helpText={t("program.publishZone", { zone: timeZone })}
              value={at}
              onChange={(value) => {
                setAt(value);
                setMissing(false);
              }}
              error={error}
              autoComplete="off"
            />
          </div>
        )}
        {scheduled.map(({ version, effectiveFrom }) => (
          <Text as="p" key={version}>
            {t("program.scheduledAfter", { version, date: format.dateTime(effectiveFrom) })}
          </Text>
        ))}
        <div>
          <Button variant="primary" onClick={ask} loading={busy}>
            {t("program.publish")}
          </Button>
        </div>
      </BlockStack>
      <Confirm
        open={asking}
        title={t("program.confirmTitle")}
        action={t("program.publish")}
        onConfirm={() => onPublish(later ? at : "")}
        onClose={() => setAsking(false)}
      >
        <p>{instant === null ? t("program.confirmNow") : t("program.confirmLater", { date: format.dateTime(instant) })}</p>
      </Confirm>
    </Card>
  );
}
