import { Select, TextField } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { textLocales, type Draft, type TextLocale } from "../../learning/content/draft.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import { errorOf, type FormErrors } from "./words.ts";

/** What the editor holds: the draft, and the end of its page's address. */
export type ModuleForm = Draft & { handle: string };
export type PartProps = {
  form: ModuleForm;
  errors: FormErrors;
  onType: (change: Partial<ModuleForm>) => void;
  /** The language of the texts that are shown. */
  locale: TextLocale;
};

const names: Record<TextLocale, PlainKey> = { en: "rewardForm.localeEn", de: "rewardForm.localeDe" };

type Props = PartProps & { onLocale: (locale: TextLocale) => void; address: string; fixed: boolean };

/** What it is called, where it is, and what there is to read. */
export function ContentPart({ form, errors, onType, locale, onLocale, address, fixed }: Props) {
  const t = useT();
  return (
    <Part title={t("modules.content")} help={t("modules.contentHelp")}>
      <Select
        label={t("modules.language")}
        options={textLocales.map((value) => ({ value, label: t(names[value]) }))}
        value={locale}
        onChange={(value) => onLocale(value === "de" ? "de" : "en")}
      />
      <TextField
        id="module-titles"
        label={t("modules.name")}
        value={form.titles[locale]}
        onChange={(text) => onType({ titles: { ...form.titles, [locale]: text } })}
        autoComplete="off"
        maxLength={120}
        {...errorOf(errors, "titles", t)}
      />
      <TextField
        id="module-handle"
        label={t("modules.handle")}
        helpText={t("modules.handleHelp", { address })}
        value={form.handle}
        onChange={(handle) => onType({ handle })}
        autoComplete="off"
        maxLength={40}
        disabled={fixed}
        {...errorOf(errors, "handle", t)}
      />
      <TextField
        id="module-bodies"
        label={t("modules.body")}
        helpText={t("modules.bodyHelp")}
        multiline={10}
        maxHeight={480}
        value={form.bodies[locale]}
        onChange={(text) => onType({ bodies: { ...form.bodies, [locale]: text } })}
        autoComplete="off"
        maxLength={20_000}
        {...errorOf(errors, "bodies", t)}
      />
      <TextField
        id="module-video"
        type="url"
        label={t("modules.video")}
        helpText={t("modules.videoHelp")}
        value={form.video}
        onChange={(video) => onType({ video })}
        autoComplete="off"
        maxLength={2_000}
        {...errorOf(errors, "video", t)}
      />
    </Part>
  );
}
