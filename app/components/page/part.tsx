import { BlockStack, Card, FormLayout, InlineGrid, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import { Edge } from "./edge.tsx";

/** A part of a form: what it is about beside its fields, above them on narrow screens. */
export function Part({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <InlineGrid columns={{ xs: 1, lg: "1fr 2fr" }} gap="400">
      <Edge>
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {help !== undefined && (
            <Text as="p" tone="subdued">
              {help}
            </Text>
          )}
        </BlockStack>
      </Edge>
      <Card>
        <FormLayout>{children}</FormLayout>
      </Card>
    </InlineGrid>
  );
}
