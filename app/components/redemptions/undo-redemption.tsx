import { Button, ChoiceList, Text } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import type { RedemptionLine } from "../../insights/redemptions/redemptions.server.ts";
import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { to } from "../../pages.ts";

export type UndoAnswer = { outcome: "undone" | "undoing" | "used" | "paid-out" | "released" };

const outcomes: Record<UndoAnswer["outcome"], PlainKey> = {
  undone: "redemptions.undone",
  undoing: "redemptions.undoing",
  used: "redemptions.tooLate",
  "paid-out": "redemptions.paidOut",
  released: "redemptions.already",
};

/** Takes a redemption back, after asking for the reason. */
export function UndoRedemption({ line }: { line: Pick<RedemptionLine, "redemptionId" | "code" | "points"> }) {
  const t = useT();
  const toast = useToast();
  const post = usePost<UndoAnswer>({ action: to("redemptions") });
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState<"undone" | "withdrawn">("undone");
  useTellOnce(post.answer, (answer) =>
    toast(t(outcomes[answer.outcome]), { isError: answer.outcome === "used" || answer.outcome === "paid-out" }),
  );
  const undo = () => post.submit({ intent: "undo", redemptionId: line.redemptionId.toString(), reason });
  return (
    <>
      <Button
        size="slim"
        accessibilityLabel={t("redemptions.undoOf", { code: line.code })}
        loading={post.busy}
        onClick={() => setAsking(true)}
      >
        {t("redemptions.undo")}
      </Button>
      <Confirm
        destructive
        open={asking}
        title={t("redemptions.undoTitle")}
        action={t("redemptions.undo")}
        onConfirm={undo}
        onClose={() => setAsking(false)}
      >
        <Text as="p">{t("redemptions.undoText", { code: line.code, count: line.points })}</Text>
        <ChoiceList
          title={t("redemptions.undoReason")}
          choices={[
            { label: t("redemptions.undoAsked"), value: "undone" },
            { label: t("redemptions.undoOurs"), value: "withdrawn" },
          ]}
          selected={[reason]}
          onChange={([chosen]) => setReason(chosen === "withdrawn" ? "withdrawn" : "undone")}
        />
      </Confirm>
    </>
  );
}
