import { Banner, BlockStack, TextField } from "@shopify/polaris";

type Props = { title: string; text: string; label: string; secret: string };

/** A secret that no page shows again. */
export function ShownOnce({ title, text, label, secret }: Props) {
  return (
    <Banner tone="success" title={title}>
      <BlockStack gap="200">
        <p>{text}</p>
        <TextField labelHidden label={label} value={secret} readOnly monospaced autoComplete="off" onFocus={selectAll} />
      </BlockStack>
    </Banner>
  );
}

function selectAll(event?: { target: EventTarget }): void {
  if (event?.target instanceof HTMLInputElement) event.target.select();
}
