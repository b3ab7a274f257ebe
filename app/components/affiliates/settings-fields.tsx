import { Checkbox, FormLayout, Text } from "@shopify/polaris";

import type { SettingsDraft, SettingsField, SettingsIssues } from "../../affiliates/setup/settings-form.ts";
import { useShop, useT } from "../locale.tsx";
import { DraftField } from "../page/draft-field.tsx";
import { Part } from "../page/part.tsx";

type Props = {
  draft: SettingsDraft;
  issues: SettingsIssues;
  /** Whether customers of the shop can pay with store credit, as far as is known. */
  creditWorks: boolean;
  onType: (change: Partial<SettingsDraft>) => void;
};

/** Terms, material, and who writes credit notes. */
export function SettingsFields({ creditWorks, ...own }: Props) {
  const t = useT();
  const { currency } = useShop();
  return (
    <>
      <Part title={t("affiliateSettings.terms")} help={t("affiliateSettings.termsHelp")}>
        <Field {...own} name="termsEn" label={t("affiliateSettings.termsEn")} lines={4} />
        <Field {...own} name="termsDe" label={t("affiliateSettings.termsDe")} lines={4} />
        <Field
          {...own}
          name="reapplyDays"
          label={t("affiliateSettings.reapplyDays")}
          help={t("affiliateSettings.reapplyDaysHelp")}
        />
      </Part>
      <Part title={t("affiliateSettings.material")} help={t("affiliateSettings.materialHelp")}>
        <Field {...own} name="materialEn" label={t("affiliateSettings.materialEn")} lines={4} />
        <Field {...own} name="materialDe" label={t("affiliateSettings.materialDe")} lines={4} />
      </Part>
      <Part title={t("affiliateSettings.paying")} help={t("affiliateSettings.payingHelp")}>
        <FormLayout.Group>
          <Field {...own} name="minimum" label={t("affiliateSettings.minimum", { currency })} />
          <Field
            {...own}
            name="notePrefix"
            label={t("affiliateSettings.notePrefix")}
            help={t("affiliateSettings.notePrefixHelp")}
          />
        </FormLayout.Group>
        <Checkbox
          label={t("affiliateSettings.payCredit")}
          helpText={t("affiliateSettings.payCreditHelp")}
          checked={own.draft.payCredit}
          onChange={(payCredit) => own.onType({ payCredit })}
        />
        {own.draft.payCredit && !creditWorks && (
          <Text as="p" tone="critical">
            {t("affiliateSettings.creditOff")}
          </Text>
        )}
        <Checkbox
          label={t("affiliateSettings.payPoints")}
          helpText={t("affiliateSettings.payPointsHelp")}
          checked={own.draft.payPoints}
          onChange={(payPoints) => own.onType({ payPoints })}
        />
        <Field {...own} name="name" label={t("affiliateSettings.name")} />
        <Field {...own} name="street" label={t("affiliateSettings.street")} />
        <FormLayout.Group>
          <Field {...own} name="postcode" label={t("affiliateSettings.postcode")} />
          <Field {...own} name="city" label={t("affiliateSettings.city")} />
        </FormLayout.Group>
        <Field {...own} name="country" label={t("affiliateSettings.country")} />
        <FormLayout.Group>
          <Field {...own} name="taxNumber" label={t("affiliateSettings.taxNumber")} />
          <Field {...own} name="vatId" label={t("affiliateSettings.vatId")} />
        </FormLayout.Group>
        <FormLayout.Group>
          <Field {...own} name="iban" label={t("affiliateSettings.iban")} />
          <Field {...own} name="bic" label={t("affiliateSettings.bic")} />
        </FormLayout.Group>
      </Part>
    </>
  );
}

type FieldProps = Omit<Props, "creditWorks"> & { name: SettingsField; label: string; help?: string; lines?: number };

function Field({ issues, ...props }: FieldProps) {
  const t = useT();
  return <DraftField {...props} error={issues[props.name] === true ? t("affiliateSettings.wrong") : undefined} />;
}
