import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { DnsRecord } from "../../messages/sender-domain/advice.ts";
import type { Finding } from "../../messages/sender-domain/answers.ts";
import type { DomainCheck } from "../../messages/sender-domain/check.server.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { useLoad } from "../page/posting/load.ts";

type Checked = {
  check: DomainCheck;
  records: DnsRecord[];
  /** Signs our emails, and does not stand for the domain. */ stranger: string | null;
};

/** How the sender's domain stands, asked when the merchant wants to know, with what to enter. */
export function SenderDomain({ domain }: { domain: string | null }) {
  const t = useT();
  const [selector, setSelector] = useState("");
  const { load, busy, data, failed } = useLoad<() => Promise<Checked>>();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("senderDomain.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t(domain === null ? "senderDomain.none" : "senderDomain.help")}
          </Text>
        </BlockStack>
        {domain === null ? (
          <div>
            <Button url={to("settings")}>{t("senderDomain.settings")}</Button>
          </div>
        ) : (
          <>
            <TextField
              label={t("senderDomain.selector")}
              helpText={t("senderDomain.selectorHelp")}
              value={selector}
              onChange={setSelector}
              autoComplete="off"
              maxLength={63}
            />
            <div>
              <Button loading={busy} onClick={() => load(to("senderDomain", { selector: selector.trim() || null }))}>
                {t("senderDomain.check", { domain })}
              </Button>
            </div>
            <div aria-live="polite">
              {failed && (
                <Banner tone="warning">
                  <p>{t("senderDomain.failed")}</p>
                </Banner>
              )}
              {data !== undefined && <Result {...data} />}
            </div>
          </>
        )}
      </BlockStack>
    </Card>
  );
}

const findingNames: Record<Finding, PlainKey> = {
  ok: "senderDomain.ok",
  missing: "senderDomain.missing",
  several: "senderDomain.several",
  wrong: "senderDomain.wrong",
  unknown: "senderDomain.unknown",
};
const findingTones = { ok: "success", missing: "warning", several: "warning", wrong: "warning", unknown: "info" } as const;

function Result({ check, records, stranger }: Checked) {
  const t = useT();
  const parts = [
    { name: "SPF", finding: check.spf.finding, words: spfWords(check, t) },
    { name: "DKIM", finding: check.dkim.finding, words: dkimWords(check, t) },
    { name: "DMARC", finding: check.dmarc.finding, words: dmarcWords(check, t) },
    {
      name: "MX",
      finding: check.mx.finding,
      words: t(check.mx.finding === "ok" ? "senderDomain.mxOk" : "senderDomain.mxMissing"),
    },
  ];
  return (
    <BlockStack gap="400">
      <ul className="rows">
        {parts.map(({ name, finding, words }) => (
          <li key={name}>
            <div className="wrap-anywhere row-main">
              <BlockStack gap="100">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="span" fontWeight="semibold">
                    {name}
                  </Text>
                  <Badge tone={findingTones[finding]}>{t(findingNames[finding])}</Badge>
                </InlineStack>
                <Text as="p">{finding === "unknown" ? t("senderDomain.silent") : words}</Text>
              </BlockStack>
            </div>
          </li>
        ))}
      </ul>
      {stranger !== null && <Text as="p">{t("senderDomain.stranger", { signer: stranger, domain: check.domain })}</Text>}
      {records.map((record) => (
        <ToEnter key={record.part} record={record} />
      ))}
    </BlockStack>
  );
}

function ToEnter({ record: { part, name, value } }: { record: DnsRecord }) {
  const t = useT();
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">{`${part.toUpperCase()}: ${t("senderDomain.enter")}`}</Text>
      <Copyable label={t("senderDomain.name")} what={`${part.toUpperCase()}, ${t("senderDomain.name")}`} value={name} />
      <Copyable label={t("senderDomain.value")} what={`${part.toUpperCase()}, ${t("senderDomain.value")}`} value={value} />
    </BlockStack>
  );
}

function Copyable({ label, what, value }: { label: string; what: string; value: string }) {
  const t = useT();
  const toast = useToast();
  const copy = () => void navigator.clipboard.writeText(value).then(() => toast(t("senderDomain.copied")));
  return (
    <TextField
      readOnly
      label={label}
      value={value}
      multiline={value.length > 100 ? 3 : false}
      autoComplete="off"
      connectedRight={
        <Button accessibilityLabel={t("senderDomain.copyOf", { what })} onClick={copy}>
          {t("senderDomain.copy")}
        </Button>
      }
    />
  );
}

const spfProblems: Record<NonNullable<DomainCheck["spf"]["problem"]>, PlainKey> = {
  "too-many-lookups": "senderDomain.spfTooMany",
  loop: "senderDomain.spfLoop",
  syntax: "senderDomain.spfSyntax",
  "included-missing": "senderDomain.spfIncluded",
  "allows-all": "senderDomain.spfAll",
};

function spfWords({ domain, spf: { finding, problem, lookups } }: DomainCheck, t: Translate): string {
  if (problem !== null) return t(spfProblems[problem]);
  if (finding === "several") return t("senderDomain.spfSeveral");
  return finding === "ok" ? t("senderDomain.spfOk", { domain, lookups: String(lookups) }) : t("senderDomain.spfMissing");
}

const dkimProblems = {
  revoked: "senderDomain.dkimRevoked",
  short: "senderDomain.dkimShort",
  syntax: "senderDomain.dkimSyntax",
} as const;

function dkimWords({ dkim: { finding, problem, selector } }: DomainCheck, t: Translate): string {
  const about = { selector: selector ?? "" };
  if (problem !== null) return t(dkimProblems[problem], about);
  if (finding === "several") return t("senderDomain.dkimSeveral", about);
  return finding === "ok" ? t("senderDomain.dkimOk", about) : t("senderDomain.dkimMissing");
}

function dmarcWords({ dmarc: { finding, at, policy } }: DomainCheck, t: Translate): string {
  if (finding === "several") return t("senderDomain.dmarcSeveral");
  if (finding === "wrong") return t("senderDomain.dmarcWrong");
  return finding === "ok" ? t("senderDomain.dmarcOk", { at: at ?? "", policy: policy ?? "" }) : t("senderDomain.dmarcMissing");
}
