import { Badge, BlockStack, Box, Card, InlineStack, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { ConsentTrouble, ConsentView, CustomerDetail } from "../../customers/views/detail.server.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import type { Preferences } from "../../messages/preferences/preferences.server.ts";
import type { ConsentProof } from "../../messages/sign-ups/proof.server.ts";
import { topics, type ChosenTopic } from "../../messages/preferences/topics.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { SegmentBadge } from "../segment-badge.tsx";
import { untoldReason } from "../words/untold-words.ts";
import { consentSources, consentStates, optInLevels } from "./timeline/consent-words.ts";

export function ShoppingCard({ customer }: { customer: CustomerDetail }) {
  const t = useT();
  const format = useFormat();
  const day = (at: Date | null) => (at === null ? t("common.never") : format.date(at));
  return (
    <Titled title={t("customer.shopping")}>
      <Facts
        facts={[
          [t("customer.orders"), format.number(customer.ordersCount)],
          [t("customer.spend"), format.money(customer.netSpendMinor)],
          [t("customer.average"), format.money(customer.aovMinor)],
          [t("customer.firstOrder"), day(customer.firstOrderAt)],
          [t("customer.lastOrder"), day(customer.lastOrderAt)],
        ]}
      />
    </Titled>
  );
}

export function SegmentsCard({ segments }: { segments: CustomerDetail["segments"] }) {
  const t = useT();
  const format = useFormat();
  return (
    <Titled title={t("customer.segments")}>
      {segments.length === 0 && (
        <Text as="p" tone="subdued">
          {t("customer.noSegments")}
        </Text>
      )}
      {segments.map((segment) => (
        <InlineStack key={segment.key} align="space-between" gap="200">
          <SegmentBadge segment={segment} />
          <Text as="span" tone="subdued">
            {t("customer.segmentSince", { date: format.date(segment.enteredAt) })}
          </Text>
        </InlineStack>
      ))}
    </Titled>
  );
}

type ConsentProps = { customer: CustomerDetail; preferences: Preferences; proof: ConsentProof | null };

export function ConsentCard({ customer, preferences, proof }: ConsentProps) {
  const t = useT();
  return (
    <Titled title={t("customer.consent")}>
      <Consent channel={t("customer.consentEmail")} consent={customer.emailConsent} />
      {proof !== null && <Proof proof={proof} />}
      {customer.consentTrouble !== null && <Trouble trouble={customer.consentTrouble} />}
      <Chosen preferences={preferences} />
      <Consent channel={t("customer.consentSms")} consent={customer.smsConsent} />
      {customer.suppressed && (
        <Text as="p" tone="critical">
          {t("customer.suppressed")}
        </Text>
      )}
    </Titled>
  );
}

function Consent({ channel, consent }: { channel: string; consent: ConsentView }) {
  const t = useT();
  const format = useFormat();
  const state = consentStates[consent.state];
  const level = consent.state === "subscribed" ? optInLevels[consent.optInLevel ?? ""] : undefined;
  const source = consentSources[consent.source ?? ""];
  const notes = [
    consent.at === null ? null : t("customer.consentSince", { date: format.date(consent.at) }),
    level === undefined ? null : t(level),
    source === undefined ? null : t("customer.consentSource", { source: t(source) }),
  ].filter((note) => note !== null);
  return (
    <BlockStack gap="050">
      <InlineStack align="space-between" gap="200">
        <Text as="span">{channel}</Text>
        <Badge tone={consent.state === "subscribed" ? "success" : consent.state === "pending" ? "attention" : undefined}>
          {state === undefined ? consent.state : t(state)}
        </Badge>
      </InlineStack>
      {notes.length > 0 && (
        <Text as="p" variant="bodySm" tone="subdued">
          {notes.join(" · ")}
        </Text>
      )}
    </BlockStack>
  );
}

/** When the customer asked, when they confirmed, and the very words: what is to be shown where somebody doubts the consent. */
function Proof({ proof: { askedAt, confirmedAt, text, textVersion } }: { proof: ConsentProof }) {
  const t = useT();
  const format = useFormat();
  return (
    <details className="flow-why">
      <summary>{t("customer.proof")}</summary>
      <BlockStack gap="100">
        <Text as="p" variant="bodySm" tone="subdued">
          {t("customer.proofTimes", { asked: format.dateTime(askedAt), confirmed: format.dateTime(confirmedAt) })}
        </Text>
        {text !== null && (
          <Text as="p" variant="bodySm">
            {t("customer.proofText", { text })}
          </Text>
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          {t("customer.proofVersion", { version: textVersion })}
        </Text>
      </BlockStack>
    </details>
  );
}

const topicWords: Record<ChosenTopic, PlainKey> = {
  news: "customer.topicNews",
  refill: "customer.topicRefill",
  "post-purchase": "customer.topicPostPurchase",
  points: "customer.topicPoints",
  birthday: "customer.topicBirthday",
};

/** What the customer has chosen on the preference page; nothing where that is nothing. */
function Chosen({ preferences: { topicsOff, pausedUntil, locale } }: { preferences: Preferences }) {
  const t = useT();
  const format = useFormat();
  const reader = useLocale();
  const off = topics.filter((topic) => topicsOff.includes(topic)).map((topic) => t(topicWords[topic]));
  const lines = [
    off.length === 0 ? null : t("customer.topicsOff", { topics: off.join(", ") }),
    pausedUntil === null ? null : t("customer.pausedUntil", { date: format.date(pausedUntil) }),
    locale === null ? null : t("customer.chosenLanguage", { language: displayName(reader, "language", locale) ?? locale }),
  ].filter((line) => line !== null);
  return lines.map((line) => (
    <Text key={line} as="p" variant="bodySm" tone="subdued">
      {line}
    </Text>
  ));
}

function Trouble({ trouble: { problem, answer, nextAt } }: { trouble: ConsentTrouble }) {
  const t = useT();
  const format = useFormat();
  return (
    <Text as="p" tone="critical" breakWord>
      {[t("untold.onCustomer"), untoldReason(t, problem, answer), t("untold.next", { date: format.dateTime(nextAt) })].join(" ")}
    </Text>
  );
}

export function ProfileCard({ customer }: { customer: CustomerDetail }) {
  const t = useT();
  const locale = useLocale();
  const facts: [string, string][] = [[t("customer.email"), customer.email ?? t("customer.noEmail")]];
  if (customer.phone !== null) facts.push([t("customer.phone"), customer.phone]);
  facts.push([t("customer.language"), displayName(locale, "language", customer.locale) ?? t("common.notKnown")]);
  facts.push([t("customer.country"), displayName(locale, "region", customer.countryCode) ?? t("common.notKnown")]);
  if (customer.tags.length > 0) facts.push([t("customer.tags"), customer.tags.join(", ")]);
  return (
    <Titled title={t("customer.profile")}>
      <Facts facts={facts} />
    </Titled>
  );
}

/** "de-AT" as "Deutsch (Österreich)"; codes that nobody knows stay codes. */
function displayName(locale: string, type: "language" | "region", code: string | null): string | null {
  if (code === null || code === "") return null;
  try {
    return new Intl.DisplayNames(locale, { type }).of(code.replace("_", "-")) ?? code;
  } catch {
    return code;
  }
}

function Titled({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {children}
      </BlockStack>
    </Card>
  );
}

function Facts({ facts }: { facts: readonly [name: string, value: string][] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>
            <Text as="span" tone="subdued">
              {name}
            </Text>
          </dt>
          <dd>
            <Box>{value}</Box>
          </dd>
        </div>
      ))}
    </dl>
  );
}
