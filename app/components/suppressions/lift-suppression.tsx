import { Banner, Button, Checkbox, Text } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import type { Suppression } from "../../messages/suppressions/list.server.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { liftWarnings } from "./suppression-words.ts";

export type SuppressionAnswer = { outcome: "lifted" | "changed" | "gone" | "unsure" | "added" | "known" | "no-address" };

const outcomes: Record<SuppressionAnswer["outcome"], PlainKey> = {
  lifted: "suppressions.lifted",
  changed: "suppressions.changed",
  gone: "suppressions.gone",
  unsure: "suppressions.unsure",
  added: "suppressions.added",
  known: "suppressions.known",
  "no-address": "suppressions.noAddress",
};

/** Says once what became of it. */
export function useSuppressionAnswer(answer: SuppressionAnswer | undefined): void {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, ({ outcome }) => {
    if (outcome !== "no-address") toast(t(outcomes[outcome]), { isError: outcome !== "lifted" && outcome !== "added" });
  });
}

/** Lifts a suppression, after asking; that of a reader who complained only once it is said that they want it. */
export function LiftSuppression({ line }: { line: Pick<Suppression, "channel" | "address" | "reason"> }) {
  const t = useT();
  const post = usePost<SuppressionAnswer>({ action: to("suppressions") });
  const [asking, setAsking] = useState(false);
  const [sure, setSure] = useState(false);
  useSuppressionAnswer(post.answer);
  const { channel, address, reason } = line;
  const warning = liftWarnings[reason];
  return (
    <>
      <Button
        size="slim"
        accessibilityLabel={t("suppressions.liftOf", { address })}
        loading={post.busy}
        onClick={() => {
          setSure(false);
          setAsking(true);
        }}
      >
        {t("suppressions.lift")}
      </Button>
      <Confirm
        destructive={reason === "complained"}
        open={asking}
        title={t("suppressions.liftTitle")}
        action={t("suppressions.lift")}
        onConfirm={() => post.submit({ intent: "lift", channel, address, reason, sure: sure ? "yes" : "" })}
        onClose={() => setAsking(false)}
      >
        <Text as="p">{t("suppressions.liftText", { address })}</Text>
        {warning !== undefined && (
          <Banner tone={reason === "complained" ? "critical" : "warning"}>
            <p>{t(warning)}</p>
          </Banner>
        )}
        {reason === "complained" && <Checkbox label={t("suppressions.liftSure")} checked={sure} onChange={setSure} />}
      </Confirm>
    </>
  );
}
