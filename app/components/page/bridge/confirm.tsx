import { Modal, TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box } from "@shopify/polaris";
import { useId, type ReactNode } from "react";

import { useT } from "../../locale.tsx";

type Props = {
  open: boolean;
  title: string;
  /** What the button says that does it. */
  action: string;
  destructive?: boolean;
  /** What the other button says, where "Cancel" could be misunderstood. */
  keep?: string;
  onConfirm: () => void;
  /** Also called once it is confirmed. */
  onClose: () => void;
  children: ReactNode;
};

/** Asks before something is done, in the admin's own dialog: title bar and navigation dim too. */
export function Confirm({ open, title, action, destructive = false, keep, onConfirm, onClose, children }: Props) {
  const t = useT();
  return (
    <Modal id={useId()} open={open} onHide={onClose}>
      <Box padding="400">
        <BlockStack gap="200">{children}</BlockStack>
      </Box>
      <TitleBar title={title}>
        <button
          variant="primary"
          {...(destructive ? { tone: "critical" as const } : {})}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </button>
        <button onClick={onClose}>{keep ?? t("common.cancel")}</button>
      </TitleBar>
    </Modal>
  );
}
