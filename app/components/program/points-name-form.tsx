import { BlockStack, FormLayout, List, Text, TextField } from "@shopify/polaris";

import { fillIn, pointsText, shopperSays, shopperWords, type ShopperLocale } from "../../i18n/shopper/say.ts";
import type { PointsName } from "../../i18n/shopper/shopper-words.ts";
import { LONGEST_NAME, type NameIssue } from "../../shops/settings/points-names.ts";
import { languageNames } from "../language-names.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";

type Props = {
  locale: ShopperLocale;
  name: PointsName;
  onChange: (name: PointsName) => void;
  issues: Partial<Record<keyof PointsName, NameIssue>>;
  /** Whether shoppers can choose the language. */
  isPublished: boolean;
};

/** What points are called in a language, and how that reads. */
export function PointsNameFields({ locale, name, onChange, issues, isPublished }: Props) {
  const t = useT();
  const field = (form: keyof PointsName, label: string, help: string) => {
    const issue = issues[form];
    return (
      <TextField
        id={`${locale}.${form}`}
        name={`${locale}.${form}`}
        label={label}
        helpText={help}
        value={name[form]}
        placeholder={shopperWords[locale].points[form]}
        onChange={(value) => onChange({ ...name, [form]: value })}
        autoComplete="off"
        maxLength={LONGEST_NAME}
        error={
          issue === undefined
            ? undefined
            : issue === "required"
              ? t("pointsName.required")
              : t("pointsName.tooLong", { limit: LONGEST_NAME })
        }
      />
    );
  };
  const help = [
    t("pointsName.plain", { word: shopperWords[locale].points.many }),
    ...(isPublished ? [] : [t("pointsName.notLanguage")]),
  ].join(" ");
  return (
    <Part title={t(languageNames[locale])} help={help}>
      <FormLayout.Group>
        {field("one", t("pointsName.one"), t("pointsName.oneHelp"))}
        {field("many", t("pointsName.many"), t("pointsName.manyHelp"))}
      </FormLayout.Group>
      <BlockStack gap="100">
        <Text as="h3" variant="headingSm">
          {t("pointsName.preview")}
        </Text>
        <div className="wrap-anywhere" lang={locale}>
          <List gap="extraTight">
            {samples(locale, name).map((sentence, at) => (
              <List.Item key={at}>{sentence}</List.Item>
            ))}
          </List>
        </div>
      </BlockStack>
    </Part>
  );
}

/** Sentences that shoppers read. */
function samples(locale: ShopperLocale, { one, many }: PointsName): string[] {
  const names = one.trim() === "" || many.trim() === "" ? {} : { [locale]: { one: one.trim(), many: many.trim() } };
  const voice = { locale, names };
  const { title, approved, refusals } = shopperSays(voice);
  return [
    title,
    ...[1, 250].map((points) => fillIn(approved, { points: pointsText(points, voice) })),
    refusals["already-claimed"],
  ];
}
