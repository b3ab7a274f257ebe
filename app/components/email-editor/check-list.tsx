import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";

import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { Finding, FindingRule, Place } from "../../messages/content/checks/finding.ts";
import { languageNames } from "../language-names.ts";
import { useFormat, useT } from "../locale.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";

type Props = {
  findings: readonly Finding[];
  /** Of the language that is shown; null: not measured. */
  kilobytes: number | null;
  onShow: (place: Place) => void;
};

/** What is wrong with the email, each with the way to its place. */
export function CheckList({ findings, kilobytes, onShow }: Props) {
  const t = useT();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("emailEditor.checks")}
        </Text>
        {findings.length === 0 && <Text as="p">{t("emailEditor.checksFine")}</Text>}
        {findings.length > 0 && (
          <ul className="checks">
            {findings.map((finding, at) => (
              <li key={`${finding.rule}-${at}`}>
                <InlineStack gap="200" blockAlign="center" wrap>
                  <Badge tone={finding.severity === "error" ? "critical" : "warning"}>{placeWords(finding, t)}</Badge>
                  <Text as="span" breakWord>
                    {findingWords(finding, t)}
                  </Text>
                  {finding.place !== null && (
                    <Button variant="plain" onClick={() => finding.place !== null && onShow(finding.place)}>
                      {t("emailEditor.showPlace")}
                    </Button>
                  )}
                </InlineStack>
              </li>
            ))}
          </ul>
        )}
        {kilobytes !== null && (
          <BlockStack gap="100">
            <Text as="p" id="checks-size" tone="subdued">
              {t("emailEditor.size", { size: format.number(Math.ceil(kilobytes)) })}
            </Text>
            <ProgressBar
              progress={Math.min(100, kilobytes)}
              size="small"
              tone={kilobytes >= 90 ? "critical" : "primary"}
              ariaLabelledBy="checks-size"
            />
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}

function placeWords({ place }: Finding, t: Translate): string {
  return place === null ? t("emailEditor.title") : t(languageNames[place.language]);
}

const plain: Partial<Record<FindingRule, PlainKey>> = {
  "no-words": "emailFindings.noWords",
  "subject-missing": "emailFindings.subjectMissing",
  "label-missing": "emailFindings.labelMissing",
  "link-missing": "emailFindings.linkMissing",
  "picture-missing": "emailFindings.pictureMissing",
  "question-empty": "emailFindings.questionEmpty",
  "survey-missing": "emailFindings.surveyMissing",
  "products-empty": "emailFindings.productsEmpty",
  "no-text-part": "emailFindings.noTextPart",
  "alt-missing": "emailFindings.altMissing",
  "preheader-missing": "emailFindings.preheaderMissing",
};

const about = {
  "link-broken": "emailFindings.linkBroken",
  "link-insecure": "emailFindings.linkInsecure",
  "picture-broken": "emailFindings.pictureBroken",
  "not-understood": "emailFindings.notUnderstood",
  "unknown-variable": "emailFindings.unknownVariable",
  "too-large": "emailFindings.tooLarge",
  large: "emailFindings.large",
  "subject-long": "emailFindings.subjectLong",
  contrast: "emailFindings.contrast",
  "markup-removed": "emailFindings.markupRemoved",
} as const;

function findingWords({ rule, what, place }: Finding, t: Translate): string {
  const words = plain[rule];
  if (words !== undefined) return t(words);
  if (rule === "needs-fallback") return t("emailFindings.needsFallback", { what, fallback: `{{ ${what} | default: "…" }}` });
  if (rule === "language-missing")
    return t("emailFindings.languageMissing", { language: t(languageNames[place?.language ?? "en"]) });
  const named = rule in about ? about[rule as keyof typeof about] : null;
  return named === null ? rule : t(named, { what });
}
