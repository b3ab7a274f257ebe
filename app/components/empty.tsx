import { BlockStack, Box, Button, Text } from "@shopify/polaris";

/** Says what will stand here and when, instead of leaving a blank. */
export function Empty({ title, text, action }: { title: string; text: string; action?: { content: string; url: string } }) {
  return (
    <Box padding="600">
      <div className="empty">
        <BlockStack gap="200" inlineAlign="center">
          <Text as="h2" variant="headingMd" alignment="center">
            {title}
          </Text>
          <Text as="p" tone="subdued" alignment="center">
            {text}
          </Text>
          {action !== undefined && <Button url={action.url}>{action.content}</Button>}
        </BlockStack>
      </div>
    </Box>
  );
}
