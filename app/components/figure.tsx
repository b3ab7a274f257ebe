import { BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

type Props = {
  name: string;
  value: string;
  notes: readonly string[];
  children?: ReactNode;
  link?: { content: string; url: string };
  /** What else can be done with it; `label` is what is read aloud. */
  action?: { content: string; label: string; onAction: () => void };
};

/** A figure with its name, and below it what it counts. */
export function Figure({ name, value, notes, children, link, action }: Props) {
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {name}
        </Text>
        <div className="figure">
          <Text as="p" variant="headingXl">
            {value}
          </Text>
        </div>
        {children}
        <BlockStack gap="050">
          {notes.map((note) => (
            <Text as="p" key={note} variant="bodySm" tone="subdued">
              {note}
            </Text>
          ))}
        </BlockStack>
        {link !== undefined && (
          <Text as="p">
            <Link url={link.url}>{link.content}</Link>
          </Text>
        )}
        {action !== undefined && (
          <InlineStack>
            <Button variant="plain" accessibilityLabel={action.label} onClick={action.onAction}>
              {action.content}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}
