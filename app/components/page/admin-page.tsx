import { BlockStack, Page, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import { isTabOf, pages, sectionOf } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { TitleBar, type PageAction } from "./bridge/title-bar.tsx";
import { Edge } from "./edge.tsx";
import { useBack } from "./place/back.ts";
import { useCurrentPage } from "./place/current-page.ts";
import { SectionTabs, type Counts } from "./place/section-tabs.tsx";
import { FailureBanner } from "./posting/failures.tsx";

type Props = {
  /** For a page about one thing, its name; else the page is called as `app/pages.ts` says. */
  title?: string;
  intro?: string;
  primaryAction?: PageAction;
  secondaryActions?: readonly PageAction[];
  /** What waits on a page of this section, shown on its tab. */
  counts?: Counts;
  fullWidth?: boolean;
  children: ReactNode;
};

/**
 * The one frame of every page. Title, way back and actions stand in the admin's own title bar: a section's pages all have its name there, as the navigation
 * does, and their own on a tab; a page below them has its own, and the way back to them. Readers of headings find the page's name in the document too.
 */
export function AdminPage({
  title,
  intro,
  primaryAction,
  secondaryActions = [],
  counts = {},
  fullWidth = false,
  children,
}: Props) {
  const t = useT();
  const key = useCurrentPage();
  const back = useBack(key);
  const name = title ?? (key === null ? "Reprise" : t(pages[key].word));
  const section = key === null ? null : sectionOf(key);
  const tabs = key !== null && section !== null && isTabOf(section, key) ? { section, current: key, counts } : null;
  return (
    <Page fullWidth={fullWidth}>
      <TitleBar
        title={tabs === null ? name : t(tabs.section.word)}
        back={back}
        primaryAction={primaryAction}
        secondaryActions={secondaryActions}
      />
      <BlockStack gap="400">
        {tabs !== null && <SectionTabs {...tabs} />}
        <Text as="h1" variant="headingLg" visuallyHidden>
          {name}
        </Text>
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
