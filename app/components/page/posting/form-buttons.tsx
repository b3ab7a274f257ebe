import { Button, InlineStack } from "@shopify/polaris";

import { useT } from "../../locale.tsx";

/** Below a form that was opened: it sends it, or closes it without having sent it. What is on its way is not called back. */
export function FormButtons({ send, busy, onClose }: { send: string; busy: boolean; onClose: () => void }) {
  const t = useT();
  return (
    <InlineStack gap="200">
      <Button submit variant="primary" loading={busy}>
        {send}
      </Button>
      <Button onClick={onClose} disabled={busy}>
        {t("common.cancel")}
      </Button>
    </InlineStack>
  );
}
