import { BlockStack, Page, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import { TitleBar, type Back, type PageAction } from "./bridge/title-bar.tsx";
import { Edge } from "./edge.tsx";
import { FailureBanner } from "./posting/failures.tsx";

type Props = {
  title: string;
  /** The page that this one belongs to, in the title bar before the title. */
  back?: Back;
  intro?: string;
  primaryAction?: PageAction;
  secondaryActions?: readonly PageAction[];
  fullWidth?: boolean;
  children: ReactNode;
};

/** The one frame of every page: title, way back and actions stand in the admin's own title bar; readers of headings find the title in the document too. */
export function AdminPage({ title, back, intro, primaryAction, secondaryActions = [], fullWidth = false, children }: Props) {
  return (
    <Page fullWidth={fullWidth}>
      <TitleBar title={title} back={back} primaryAction={primaryAction} secondaryActions={secondaryActions} />
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
        <FailureBanner />
        {children}
      </BlockStack>
    </Page>
  );
}
