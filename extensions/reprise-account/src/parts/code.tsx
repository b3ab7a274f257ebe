/** @jsxImportSource preact */
import { t } from "../words.ts";

/** A code and the button that copies it. @param id unique on the page @param label of the button, where it is no code */
export function Code({ code, id, title, label = t("codes.copy") }: { code: string; id: string; title?: string; label?: string }) {
  return (
    <s-stack direction="inline" gap="base" alignItems="center">
      <s-text type="strong">{code}</s-text>
      <s-button
        variant="secondary"
        command="--copy"
        commandFor={`${id}-copy`}
        accessibilityLabel={title === undefined ? label : `${label}: ${title}`}
      >
        {label}
      </s-button>
      <s-clipboard-item id={`${id}-copy`} text={code} />
    </s-stack>
  );
}
