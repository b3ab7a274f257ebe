import { Banner, BlockStack, Button } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";

import type { PlainKey } from "../../i18n/translate.ts";
import type { Asked } from "../../messages/sender-proof/proof.server.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { useTellOnce } from "../tell-once.ts";

export const askedWords: Record<Asked, PlainKey> = {
  sent: "settings.proofSent",
  "too-soon": "settings.proofTooSoon",
  "not-sent": "settings.proofNotSent",
  "nothing-to-prove": "settings.proofNothing",
};

/** Below the sender address while nobody has proved it: what it waits for, and the link once more. @param props.inUse where emails come from until then */
export function SenderProof({ address, inUse }: { address: string; inUse: string }) {
  const t = useT();
  const toast = useToast();
  const fetcher = useFetcher<{ proof: Asked | null }>();
  useTellOnce(fetcher.data, ({ proof }) => {
    if (proof !== null) toast(t(askedWords[proof]), { isError: proof !== "sent" });
  });
  return (
    <Banner tone="warning" title={t("settings.proofTitle")}>
      <BlockStack gap="200">
        <p>{t("settings.proofText", { address, inUse })}</p>
        <div>
          <Button
            loading={fetcher.state !== "idle"}
            onClick={() => {
              fetcher.submit({ intent: "prove-sender" }, { method: "post", action: "/app/settings" });
            }}
          >
            {t("settings.proofSend")}
          </Button>
        </div>
      </BlockStack>
    </Banner>
  );
}
