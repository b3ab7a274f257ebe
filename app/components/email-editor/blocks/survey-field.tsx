import { Banner, BlockStack, Button, InlineStack, Select, Text } from "@shopify/polaris";
import { createContext, useContext } from "react";

import { stringifyJson } from "../../../lib/json.ts";
import type { BlockOf } from "../../../messages/content/document/blocks.ts";
import type { EmailLanguage } from "../../../messages/content/document/document.ts";
import { to } from "../../../pages.ts";
import type { SurveyChoice } from "../../../surveys/content/for-emails.ts";
import { useT } from "../../locale.tsx";

const Choices = createContext<readonly SurveyChoice[]>([]);
/** The surveys that the email's blocks can ask. */
export const SurveyChoices = Choices.Provider;

type Props = {
  id: string;
  block: BlockOf<"survey">;
  language: EmailLanguage;
  onChange: (block: BlockOf<"survey">) => void;
};

/** Which survey a block asks. It keeps the first question as it was then, and says when that is another by now. */
export function SurveyField({ id, block, language, onChange }: Props) {
  const t = useT();
  const surveys = useContext(Choices);
  const chosen = surveys.find(({ surveyId }) => surveyId === block.surveyId);
  const take = ({ surveyId, version, first }: SurveyChoice) => onChange({ ...block, surveyId, version, ...first[language] });
  const now = chosen?.first[language];
  const changed =
    now !== undefined && (now.question !== block.question || stringifyJson(now.answers) !== stringifyJson(block.answers));
  return (
    <BlockStack gap="300">
      <Select
        id={id}
        label={t("emailEditor.survey")}
        helpText={t("emailEditor.surveyHelp")}
        options={[
          ...(chosen === undefined ? [{ value: String(block.surveyId), label: t("emailEditor.surveyChoose") }] : []),
          ...surveys.map(({ surveyId, name }) => ({ value: String(surveyId), label: name })),
        ]}
        value={String(block.surveyId)}
        onChange={(value) => {
          const found = surveys.find(({ surveyId }) => String(surveyId) === value);
          if (found !== undefined) take(found);
        }}
      />
      {surveys.length === 0 && (
        <InlineStack gap="200" blockAlign="center">
          <Text as="p">{t("emailEditor.surveyNone")}</Text>
          <Button url={to("surveys")}>{t("emailEditor.surveyNew")}</Button>
        </InlineStack>
      )}
      {changed && chosen !== undefined && (
        <Banner
          tone="warning"
          title={t("emailEditor.surveyChanged")}
          action={{ content: t("emailEditor.surveyRenew"), onAction: () => take(chosen) }}
        />
      )}
    </BlockStack>
  );
}
