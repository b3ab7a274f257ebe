import { BlockStack, Button, InlineStack } from "@shopify/polaris";
import { useState, type ReactNode } from "react";

import { useT } from "../locale.tsx";
import { EmailFrame } from "./email-frame.tsx";

type Way = "wide" | "phone" | "dark" | "plain";
const ways = {
  wide: "emailEditor.wide",
  phone: "emailEditor.phone",
  dark: "emailEditor.dark",
  plain: "emailEditor.plain",
} as const;

type Props = {
  email: { subject: string; html: string; text: string };
  language: string;
  /** What the frame with the email is called. */
  title: string;
  /** What stands above it, such as its subject. */
  head: ReactNode;
};

/** An email as it arrives: wide, on a phone, in a dark program, as text. The frame may do nothing: no scripts, no forms, no way out of it. */
export function ShownEmail({ email, language, title, head }: Props) {
  const t = useT();
  const [way, setWay] = useState<Way>("wide");
  return (
    <BlockStack gap="300">
      <InlineStack gap="100">
        {(Object.keys(ways) as Way[]).map((one) => (
          <Button key={one} pressed={way === one} onClick={() => setWay(one)}>
            {t(ways[one])}
          </Button>
        ))}
      </InlineStack>
      {head}
      {way === "plain" ? (
        <pre className="plain-mail" lang={language} tabIndex={0}>
          {email.text}
        </pre>
      ) : (
        <EmailFrame html={inScheme(email.html, way === "dark")} title={title} language={language} isPhone={way === "phone"} />
      )}
    </BlockStack>
  );
}

/** As a light or a dark program shows it, whatever the merchant's own device is. */
export function inScheme(html: string, dark: boolean): string {
  return html.replaceAll("@media (prefers-color-scheme: dark)", dark ? "@media all" : "@media not all");
}
