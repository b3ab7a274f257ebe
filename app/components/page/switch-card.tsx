import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState, type ReactNode } from "react";

import { Confirm } from "./bridge/confirm.tsx";

type Deed = { label: string; onAction: () => void };
type Props = {
  title: string;
  text: string;
  busy: boolean;
  /** Something is typed that is not saved, which would not be switched on with the rest: what is to be done first. */
  first: string | null;
  on: Deed | null;
  off: Deed | null;
  /** What is for good, and so is asked about. */
  end: (Deed & { title: string; text: string }) | null;
  children?: ReactNode;
};

/** Whether something of the program is on, and what switches it. What cannot be done just now is null. */
export function SwitchCard({ title, text, busy, first, on, off, end, children }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Text as="p" tone="subdued">
          {text}
        </Text>
        {on !== null && first !== null && <Text as="p">{first}</Text>}
        <InlineStack gap="200">
          {on !== null && (
            <Button variant="primary" disabled={busy || first !== null} onClick={on.onAction}>
              {on.label}
            </Button>
          )}
          {off !== null && (
            <Button disabled={busy} onClick={off.onAction}>
              {off.label}
            </Button>
          )}
          {end !== null && (
            <Button disabled={busy} onClick={() => setAsking(true)}>
              {end.label}
            </Button>
          )}
          {children}
        </InlineStack>
      </BlockStack>
      {end !== null && (
        <Confirm open={asking} title={end.title} action={end.label} onClose={() => setAsking(false)} onConfirm={end.onAction}>
          <p>{end.text}</p>
        </Confirm>
      )}
    </Card>
  );
}
