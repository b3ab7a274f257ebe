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
export function SettingsFields(props: Props) {
  const t = useT();
  const { currency } = useShop();
  return (
    <>
      <Part title={t("affiliateSettings.terms")} help={t("affiliateSettings.termsHelp")}>
        <Field {...props} name="termsEn" label={t("affiliateSettings.termsEn")} lines={4} />
        <Field {...props} name="termsDe" label={t("affiliateSettings.termsDe")} lines={4} />
        <Field
          {...props}
          name="reapplyDays"
          label={t("affiliateSettings.reapplyDays")}
          help={t("affiliateSettings.reapplyDaysHelp")}
        />
      </Part>
      <Part title={t("affiliateSettings.material")} help={t("affiliateSettings.materialHelp")}>
        <Field {...props} name="materialEn" label={t("affiliateSettings.materialEn")} lines={4} />
        <Field {...props} name="materialDe" label={t("affiliateSettings.materialDe")} lines={4} />
      </Part>
      <Part title={t("affiliateSettings.paying")} help={t("affiliateSettings.payingHelp")}>
        <FormLayout.Group>
          <Field {...props} name="minimum" label={t("affiliateSettings.minimum", { currency })} />
          <Field
            {...props}
            name="notePrefix"
            label={t("affiliateSettings.notePrefix")}
            help={t("affiliateSettings.notePrefixHelp")}
          />
        </FormLayout.Group>
        <Checkbox
          label={t("affiliateSettings.payCredit")}
          helpText={t("affiliateSettings.payCreditHelp")}
          checked={props.draft.payCredit}
          onChange={(payCredit) => props.onType({ payCredit })}
        />
        {props.draft.payCredit && !props.creditWorks && (
          <Text as="p" tone="critical">
            {t("affiliateSettings.creditOff")}
          </Text>
        )}
        <Checkbox
          label={t("affiliateSettings.payPoints")}
          helpText={t("affiliateSettings.payPointsHelp")}
          checked={props.draft.payPoints}
          onChange={(payPoints) => props.onType({ payPoints })}
        />
        <Field {...props} name="name" label={t("affiliateSettings.name")} />
        <Field {...props} name="street" label={t("affiliateSettings.street")} />
        <FormLayout.Group>
          <Field {...props} name="postcode" label={t("affiliateSettings.postcode")} />
          <Field {...props} name="city" label={t("affiliateSettings.city")} />
        </FormLayout.Group>
        <Field {...props} name="country" label={t("affiliateSettings.country")} />
        <FormLayout.Group>
          <Field {...props} name="taxNumber" label={t("affiliateSettings.taxNumber")} />
          <Field {...props} name="vatId" label={t("affiliateSettings.vatId")} />
        </FormLayout.Group>
        <FormLayout.Group>
          <Field {...props} name="iban" label={t("affiliateSettings.iban")} />
          <Field {...props} name="bic" label={t("affiliateSettings.bic")} />
        </FormLayout.Group>
      </Part>
    </>
  );
}

type FieldProps = Props & { name: SettingsField; label: string; help?: string; lines?: number };

function Field({ issues, creditWorks: _, ...props }: FieldProps) {
  const t = useT();
  return <DraftField {...props} error={issues[props.name] === true ? t("affiliateSettings.wrong") : undefined} />;
}
