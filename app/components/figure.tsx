import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

type Props = { name: string; value: string; notes: readonly string[]; children?: ReactNode };

/** A figure with its name, and below it what it counts. */
export function Figure({ name, value, notes, children }: Props) {
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
      </BlockStack>
    </Card>
  );
}
