import { BlockStack, Box, Card, Text } from "@shopify/polaris";
import { Children, type ReactNode } from "react";

type Props = {
  title: string;
  /** A sentence, or what else stands above the rows. */
  help?: ReactNode;
  /** What is said where there is no row yet; null: there always is one. */
  none: string | null;
  /** Below the rows, or in place of them. */
  foot?: ReactNode;
  /** `Row`s. */
  children: ReactNode;
};

/** A card with a list under its name: each thing a row; where there is none yet, it says so. */
export function RowsCard({ title, help, none, foot, children }: Props) {
  const isEmpty = Children.count(children) === 0;
  return (
    <Card padding="0">
      <Box padding="400" {...(isEmpty ? {} : { paddingBlockEnd: "0" as const })}>
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {typeof help === "string" ? (
            <Text as="p" tone="subdued">
              {help}
            </Text>
          ) : (
            help
          )}
          {isEmpty && none !== null && (
            <Text as="p" tone="subdued">
              {none}
            </Text>
          )}
        </BlockStack>
      </Box>
      {!isEmpty && (
        <ul className="rows" aria-label={title}>
          {children}
        </ul>
      )}
      {foot}
    </Card>
  );
}

/** What a row says, and at its end what can be done with it or how it stands. */
export function Row({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <li>
      <div className="row-main wrap-anywhere">{children}</div>
      {end}
    </li>
  );
}
