import { BlockStack, Button, ButtonGroup, Card, Text } from "@shopify/polaris";
import { useEffect, useId, useRef, type ReactNode } from "react";

import { useT } from "../../locale.tsx";

type Props = {
  title: string;
  /** What the button says that does it; without, there is nothing to do but look. */
  action?: { content: string; onAction: () => void; busy: boolean; disabled?: boolean };
  onClose: () => void;
  children: ReactNode;
};

/** What is asked or shown before the flow is changed, above its steps, so that both are in view. It takes the focus; Escape closes it. */
export function Panel({ title, action, onClose, children }: Props) {
  const t = useT();
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.focus();
    panel.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div
      ref={panel}
      className="flow-panel"
      role="region"
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd" id={id}>
            {title}
          </Text>
          {children}
          <ButtonGroup>
            {action !== undefined && (
              <Button variant="primary" loading={action.busy} disabled={action.disabled === true} onClick={action.onAction}>
                {action.content}
              </Button>
            )}
            <Button onClick={onClose}>{t(action === undefined ? "flow.close" : "common.cancel")}</Button>
          </ButtonGroup>
        </BlockStack>
      </Card>
    </div>
  );
}
