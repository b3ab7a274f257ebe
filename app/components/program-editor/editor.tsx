import { createContext, useContext } from "react";

import type { RulesErrors, RulesIssue } from "../../program/read-form.ts";
import type { RulesForm } from "../../program/rules-form.ts";
import type { Translate } from "../../i18n/translate.ts";
import { useFormat, useT } from "../locale.tsx";

export type Editor = {
  form: RulesForm;
  change: (change: Partial<RulesForm>) => void;
  errors: RulesErrors;
};

const EditorContext = createContext<Editor | null>(null);

export const EditorProvider = EditorContext.Provider;

/** The rules as they stand in the form, and what is wrong with them. */
export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error("Fields of the program stand inside EditorProvider");
  return editor;
}

/** What is wrong at a path of the rules (`multipliers.0.until`) or below it, in words; undefined when nothing is. */
export function useIssue(): (path: string) => string | undefined {
  const { errors } = useEditor();
  const t = useT();
  const format = useFormat();
  return (path) => {
    const found = errors[path] ?? Object.entries(errors).find(([key]) => key.startsWith(`${path}.`))?.[1];
    return found === undefined ? undefined : issueWords(found, t, format.number);
  };
}

function issueWords({ code, limit = 0 }: RulesIssue, t: Translate, number: (value: number) => string): string {
  switch (code) {
    case "required":
      return t("programEdit.issueRequired");
    case "number":
      return t("programEdit.issueNumber");
    case "decimal":
      return t("programEdit.issueDecimal");
    case "ambiguous":
      return t("programEdit.issueAmbiguous");
    case "positive":
      return t("programEdit.issuePositive");
    case "too-small":
      return t("programEdit.issueSmall", { limit: number(limit) });
    case "too-large":
      return t("programEdit.issueLarge", { limit: number(limit) });
    case "too-long":
      return t("programEdit.issueLong", { limit: number(limit) });
    case "too-many":
      return t("programEdit.issueMany", { limit: number(limit) });
    case "url":
      return t("programEdit.issueUrl");
    case "date":
      return t("programEdit.issueDate");
    case "before-from":
      return t("programEdit.issueOrder");
    case "duplicate":
      return t("programEdit.issueDuplicate");
    case "not-rising":
      return t("programEdit.issueRising");
    case "unknown-tier":
      return t("programEdit.issueTier");
    case "invalid":
      return t("programEdit.issueInvalid");
    default:
      return code satisfies never;
  }
}

/** `list` with what `change` says at one place. */
export function changedAt<Item>(list: readonly Item[], index: number, change: Partial<Item>): Item[] {
  return list.map((item, at) => (at === index ? { ...item, ...change } : item));
}

export function without<Item>(list: readonly Item[], index: number): Item[] {
  return list.filter((_item, at) => at !== index);
}

/** A key that no other of the list has: `double-points`, `double-points-2`. */
export function freshKey(taken: readonly { key: string }[], base: string): string {
  const known = new Set(taken.map(({ key }) => key));
  for (let count = 1; ; count += 1) {
    const key = count === 1 ? base : `${base}-${count}`;
    if (!known.has(key)) return key;
  }
}
