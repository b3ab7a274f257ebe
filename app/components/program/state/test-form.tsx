import { BlockStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { StateSince } from "../../../program/state/state.ts";
import { isTag, LONGEST_TAG } from "../../../program/state/switch-form.ts";
import { useT } from "../../locale.tsx";
import { FormButtons } from "../../page/posting/form-buttons.tsx";
import { useSwitch } from "./switching.ts";

/** Which customers a test is for. The card takes it away once the test has begun. */
export function TestForm({ current, onClose }: { current: StateSince | null; onClose: () => void }) {
  const t = useT();
  const switching = useSwitch(current);
  const [tag, setTag] = useState(current?.tag ?? "");
  const [missing, setMissing] = useState(false);
  const start = () => {
    const sound = isTag(tag.trim());
    setMissing(!sound);
    if (sound) switching.to("test", tag.trim());
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <BlockStack gap="300">
        {current?.state === "live" && (
          <Text as="p" fontWeight="semibold">
            {t("programState.testLive")}
          </Text>
        )}
        <div className="narrow-field">
          <TextField
            autoFocus
            label={t("programState.testTag")}
            helpText={t("programState.testTagHelp")}
            value={tag}
            onChange={(value) => {
              setTag(value);
              setMissing(false);
            }}
            error={missing || switching.refused ? t("programState.testTagNeeded") : undefined}
            maxLength={LONGEST_TAG}
            autoComplete="off"
          />
        </div>
        <FormButtons send={t("programState.testStart")} busy={switching.busy} onClose={onClose} />
      </BlockStack>
    </form>
  );
}
