import { Banner, BlockStack, Button } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import type { Asked } from "../../messages/sender-proof/proof.server.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { to } from "../../pages.ts";
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
  const post = usePost<{ proof: Asked | null }>({ action: to("settings") });
  useTellOnce(post.answer, ({ proof }) => {
    if (proof !== null) toast(t(askedWords[proof]), { isError: proof !== "sent" });
  });
  return (
    <Banner tone="warning" title={t("settings.proofTitle")}>
      <BlockStack gap="200">
        <p>{t("settings.proofText", { address, inUse })}</p>
        <div>
          <Button loading={post.busy} onClick={() => post.submit({ intent: "prove-sender" })}>
            {t("settings.proofSend")}
          </Button>
        </div>
      </BlockStack>
    </Banner>
  );
}
