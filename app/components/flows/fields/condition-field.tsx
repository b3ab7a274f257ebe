import { Select, TextField } from "@shopify/polaris";
import { useState } from "react";

import { membershipIn, writeMembership } from "../../../flows/editing/membership.ts";
import type { PlainKey } from "../../../i18n/translate.ts";
import { useT } from "../../locale.tsx";
import { useSegmentName } from "../../segment-badge.tsx";
import { useEditor } from "../timeline/editor.ts";

const LONGEST = 5_000;

type Props = { label: string; value: string; onChange: (value: string) => void; error: string | undefined };
type Kind = "member" | "no-member" | "query";

const kindNames: Record<Kind, PlainKey> = {
  member: "flowSteps.conditionMember",
  "no-member": "flowSteps.conditionNoMember",
  query: "flowSteps.conditionQuery",
};
const kinds = Object.keys(kindNames) as Kind[];

/** Who is meant: members of a segment, whoever is in none of it, or whoever meets a query of the segments' language. */
export function ConditionField({ label, value, onChange, error }: Props) {
  const t = useT();
  const { shop } = useEditor();
  const asked = membershipIn(value);
  const [kind, setKind] = useState<Kind>(() => kindOf(value));
  // What was typed comes back, whatever was chosen meanwhile.
  const [typed, setTyped] = useState(asked === null ? value : "");
  const choose = (next: Kind) => {
    setKind(next);
    if (next === "query") onChange(typed === "" ? value : typed);
    else onChange(asked === null ? "" : writeMembership({ ...asked, member: next === "member" }));
  };
  return (
    <>
      <Select
        label={label}
        options={kinds.map((one) => ({
          value: one,
          label: t(kindNames[one]),
          disabled: one !== "query" && shop.segments.length === 0,
        }))}
        value={kind}
        onChange={(next) => choose(next as Kind)}
      />
      {kind === "query" ? (
        <TextField
          label={t("flowSteps.conditionText")}
          value={value}
          onChange={(text) => {
            setTyped(text);
            onChange(text);
          }}
          error={error}
          helpText={t("flowSteps.conditionHelp")}
          multiline={2}
          maxLength={LONGEST}
          autoComplete="off"
          spellCheck={false}
          monospaced
        />
      ) : (
        <SegmentSelect
          value={asked?.key ?? ""}
          error={error !== undefined && asked === null ? t("flowSteps.problemSegmentMissing") : error}
          onChange={(key) => onChange(writeMembership({ key, member: kind === "member" }))}
        />
      )}
    </>
  );
}

function SegmentSelect({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange: (key: string) => void;
}) {
  const t = useT();
  const segmentName = useSegmentName();
  const { segments } = useEditor().shop;
  const known = segments.find(({ key }) => key.toLowerCase() === value.toLowerCase());
  return (
    <Select
      label={t("flowSteps.segment")}
      placeholder={t("common.choose")}
      options={segments.map((segment) => ({ value: segment.key, label: segmentName(segment) }))}
      value={known?.key ?? ""}
      error={error}
      onChange={onChange}
    />
  );
}

/** Whoever has written nothing yet chooses from the list first. */
function kindOf(value: string): Kind {
  const asked = membershipIn(value);
  if (asked !== null) return asked.member ? "member" : "no-member";
  return value.trim() === "" ? "member" : "query";
}
