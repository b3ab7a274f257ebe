import { BlockStack, Select, TextField } from "@shopify/polaris";

import { placeNames } from "../../../messages/content/document/link.ts";
import { useT } from "../../locale.tsx";
import { placeWords } from "./block-words.ts";

type Props = { id: string; value: string; optional?: boolean; onChange: (link: string) => void };

/** Where something leads: a place of the shop, or an address. */
export function LinkField({ id, value, optional = false, onChange }: Props) {
  const t = useT();
  const place = placeNames.find((name) => name === value);
  const chosen = place ?? (value === "" && optional ? "" : "own");
  const options = [
    ...(optional ? [{ value: "", label: t("emailEditor.nowhere") }] : []),
    ...placeNames.map((name) => ({ value: name, label: t(placeWords[name]) })),
    { value: "own", label: t("emailEditor.ownAddress") },
  ];
  return (
    <BlockStack gap="200">
      <Select
        {...(chosen === "own" ? {} : { id })}
        label={t("emailEditor.leadsTo")}
        options={options}
        value={chosen}
        onChange={(next) => onChange(next === "own" ? "https://" : next)}
      />
      {chosen === "own" && (
        <TextField id={id} label={t("emailEditor.address")} value={value} type="url" autoComplete="off" onChange={onChange} />
      )}
    </BlockStack>
  );
}
