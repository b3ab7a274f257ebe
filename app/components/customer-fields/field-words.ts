import { FIELD_NAME_LIMIT, FIELD_VALUE_LIMIT, MOST_FIELDS, type FieldIssue, type FieldKind } from "../../notes/fields/field.ts";
import type { NameIssue } from "../../notes/fields/forms.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { instantIn } from "../../lib/time.ts";
import { useFormat, useLocale, useShop, useT } from "../locale.tsx";

export const kindNames: Record<FieldKind, PlainKey> = {
  text: "notes.kindText",
  number: "notes.kindNumber",
  date: "notes.kindDate",
  "yes-no": "notes.kindYesNo",
};

/** A value as its reader writes it. */
export function useFieldValue(): (kind: FieldKind, value: string) => string {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const { timeZone } = useShop();
  return (kind, value) => {
    switch (kind) {
      case "text":
        return value;
      case "number":
        // As text, so that no digit of a long one is lost.
        return new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value as Intl.StringNumericLiteral);
      case "date": {
        const [year = 1970, month = 1, day = 1] = value.split("-").map(Number);
        return format.date(instantIn({ year, month, day }, timeZone, 12));
      }
      case "yes-no":
        return t(value === "yes" ? "notes.yes" : "notes.no");
    }
  };
}

export function useFieldIssue(): (issue: FieldIssue | undefined) => string | undefined {
  const t = useT();
  return (issue) => {
    switch (issue) {
      case undefined:
        return undefined;
      case "too-long":
        return t("notes.errorTooLong", { count: FIELD_VALUE_LIMIT });
      case "not-a-number":
        return t("notes.errorNumber");
      case "ambiguous-number":
        return t("notes.errorAmbiguous");
      case "not-a-date":
        return t("notes.errorDate");
      case "not-a-choice":
        return t("notes.errorChoice");
    }
  };
}

export function useNameIssue(): (issue: NameIssue | "gone") => string {
  const t = useT();
  return (issue) => {
    switch (issue) {
      case "required":
        return t("notes.setupRequired");
      case "too-long":
        return t("notes.setupNameLong", { count: FIELD_NAME_LIMIT });
      case "same-name":
        return t("notes.setupSame");
      case "too-many":
        return t("notes.setupMany", { count: MOST_FIELDS });
      case "gone":
        return t("notes.setupGone");
    }
  };
}
