import { Banner, type BannerHandles } from "@shopify/polaris";
import { useEffect, useRef, type ReactNode } from "react";

/** A banner that is brought into sight as it appears: what it says concerns a form that may be looked at far below. */
export function Alarm({ title, onDismiss, children }: { title: string; onDismiss?: () => void; children: ReactNode }) {
  const banner = useRef<BannerHandles>(null);
  useEffect(() => banner.current?.focus(), []);
  return (
    <Banner ref={banner} tone="critical" title={title} {...(onDismiss === undefined ? {} : { onDismiss })}>
      {children}
    </Banner>
  );
}
