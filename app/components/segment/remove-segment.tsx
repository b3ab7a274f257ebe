import { Text } from "@shopify/polaris";

import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";

type Props = { open: boolean; remove: () => void; onClose: () => void };

export function RemoveSegment({ open, remove, onClose }: Props) {
  const t = useT();
  return (
    <Confirm
      open={open}
      title={t("segmentPage.removeTitle")}
      action={t("segmentPage.remove")}
      destructive
      onConfirm={remove}
      onClose={onClose}
    >
      <Text as="p">{t("segmentPage.removeText")}</Text>
    </Confirm>
  );
}
