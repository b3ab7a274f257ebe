import { BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { UntoldConsent } from "../../customers/consent/push-problems.server.ts";
import type { UntoldSignUp } from "../../messages/sign-ups/untold.server.ts";
import { consentStates } from "../customer/timeline/consent-words.ts";
import { useFormat, useT } from "../locale.tsx";
import { to } from "../../pages.ts";
import { untoldReason } from "../words/untold-words.ts";

type Props = {
  consents: readonly UntoldConsent[];
  signUps: readonly UntoldSignUp[];
  total: number;
  busy: boolean;
  retry: () => void;
};

/** Whose consent Shopify has not taken, why, and what can be done; silent when there is none. */
export function UntoldCard({ consents, signUps, total, busy, retry }: Props) {
  const t = useT();
  if (consents.length + signUps.length === 0) return null;
  const more = total - consents.length - signUps.length;
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="start" gap="200">
          <Text as="h2" variant="headingMd">
            {t("untold.title")}
          </Text>
          <Button disabled={busy} onClick={retry}>
            {t("untold.retry")}
          </Button>
        </InlineStack>
        <Text as="p">{t("untold.text")}</Text>
        {consents.map((consent) => (
          <Untold key={consent.customerId.toString()} consent={consent} />
        ))}
        {signUps.map((signUp) => (
          <NewSubscriber key={`sign-up-${signUp.signUpId}`} signUp={signUp} />
        ))}
        {more > 0 && (
          <Text as="p" tone="subdued">
            {t("untold.more", { count: more })}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Untold({ consent }: { consent: UntoldConsent }) {
  const t = useT();
  const format = useFormat();
  const { customerId, problem, answer, since, nextAt } = consent;
  const name = [consent.firstName, consent.lastName].filter(Boolean).join(" ") || (consent.email ?? t("customer.nameless"));
  const state = consentStates[consent.state];
  return (
    <BlockStack gap="050">
      <InlineStack align="space-between" gap="200">
        <Link url={to("customer", { customerId })}>{name}</Link>
        <Link url={`shopify://admin/customers/${customerId}`} target="_top" accessibilityLabel={t("untold.openOf", { name })}>
          {t("untold.openInShopify")}
        </Link>
      </InlineStack>
      <Text as="p" breakWord>
        {untoldReason(t, problem, answer)}
      </Text>
      <Text as="p" variant="bodySm" tone="subdued">
        {[
          t("untold.since", { state: state === undefined ? consent.state : t(state), date: format.dateTime(since) }),
          t("untold.next", { date: format.dateTime(nextAt) }),
        ].join(" · ")}
      </Text>
    </BlockStack>
  );
}

/** Whom Shopify does not have as a customer yet, so that neither side has a page of them. */
function NewSubscriber({ signUp: { email, since, problem, nextAt } }: { signUp: UntoldSignUp }) {
  const t = useT();
  const format = useFormat();
  return (
    <BlockStack gap="050">
      <Text as="p" breakWord>
        {t("untold.signUp", { email })}
      </Text>
      <Text as="p">{untoldReason(t, problem, null)}</Text>
      <Text as="p" variant="bodySm" tone="subdued">
        {[t("untold.confirmed", { date: format.dateTime(since) }), t("untold.next", { date: format.dateTime(nextAt) })].join(
          " · ",
        )}
      </Text>
    </BlockStack>
  );
}
