import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Page, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import { Edge } from "./edge.tsx";

/** A page whose title stands in the admin's own title bar; readers of headings find it in the document too. */
export function AdminPage({
  title,
  intro,
  fullWidth = false,
  children,
}: {
  title: string;
  intro?: string;
  fullWidth?: boolean;
  children: ReactNode;
}) {
  return (
    <Page fullWidth={fullWidth}>
      <TitleBar title={title} />
      <Text as="h1" variant="headingLg" visuallyHidden>
        {title}
      </Text>
      <BlockStack gap="400">
        {intro !== undefined && (
          <Edge>
            <Text as="p" tone="subdued">
              {intro}
            </Text>
          </Edge>
        )}
        {children}
      </BlockStack>
    </Page>
  );
}
