import { BlockStack, Box, Button, InlineStack, Text } from "@shopify/polaris";
import { useId, useState } from "react";

import type { SentMessage } from "../../messages/sent/contents.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { useLoad } from "../page/posting/load.ts";
import { ShownEmail } from "./shown-email.tsx";

type Props = { customerId: bigint; messageId: bigint; /** When it was sent, by which its button is told apart. */ at: Date };

/** A message of the timeline as it was sent, loaded when somebody wants to see it. */
export function SentEmail({ customerId, messageId, at }: Props) {
  const t = useT();
  const format = useFormat();
  const id = useId();
  const [open, setOpen] = useState(false);
  const { load, busy, data, failed } = useLoad<() => Promise<SentMessage>>();
  const toggle = () => {
    setOpen(!open);
    if (!open && data === undefined) load(to("sentMessage", { customerId, messageId }));
  };
  const words = t(open ? "customer.hideMessage" : "customer.showMessage");
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button
          variant="plain"
          loading={busy}
          ariaExpanded={open}
          ariaControls={id}
          accessibilityLabel={`${words}: ${format.dateTime(at)}`}
          onClick={toggle}
        >
          {words}
        </Button>
      </InlineStack>
      <div id={id}>
        {open && failed && <Text as="p">{t("customer.messageFailed")}</Text>}
        {open && data !== undefined && (
          <Box paddingBlockEnd="200">
            <ShownEmail
              email={{ subject: data.subject ?? "", html: data.html, text: data.text }}
              language={data.locale}
              title={t("customer.messageFrame")}
              head={
                <dl className="mail-head">
                  <dt>{t("customer.messageTo")}</dt>
                  <dd>{data.recipient}</dd>
                  <dt>{t("emailEditor.subject")}</dt>
                  <dd lang={data.locale}>{data.subject}</dd>
                </dl>
              }
            />
          </Box>
        )}
      </div>
    </BlockStack>
  );
}
