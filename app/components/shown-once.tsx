import { Banner, BlockStack, TextField, type BannerHandles } from "@shopify/polaris";
import { useEffect, useRef } from "react";

type Props = { title: string; text: string; label: string; secret: string };

/** A secret that no page shows again: it comes into view and is read out, wherever the button was that made it. */
export function ShownOnce({ title, text, label, secret }: Props) {
  const banner = useRef<BannerHandles>(null);
  useEffect(() => banner.current?.focus(), [secret]);
  return (
    <Banner ref={banner} tone="success" title={title}>
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
