/** @jsxImportSource preact */
import { t } from "../words.ts";

/** A code and the button that copies it. @param id unique on the page @param title what it is for, for who only hears the button */
export function Code({ code, id, title }: { code: string; id: string; title?: string }) {
  const label = t("codes.copy");
  return (
    <s-stack direction="inline" gap="base" alignItems="center">
      <s-text type="strong">{code}</s-text>
      <CopyButton text={code} id={id} label={label} spoken={title === undefined ? label : `${label}: ${title}`} />
    </s-stack>
  );
}

/** Copies a text. @param spoken what is heard, where that is more than is seen */
export function CopyButton({ text, id, label, spoken = label }: { text: string; id: string; label: string; spoken?: string }) {
  return (
    <>
      <s-button variant="secondary" command="--copy" commandFor={`${id}-copy`} accessibilityLabel={spoken}>
        {label}
      </s-button>
      <s-clipboard-item id={`${id}-copy`} text={text} />
    </>
  );
}
