import { Checkbox, FormLayout, Select, Text, TextField } from "@shopify/polaris";

import { MOST_PRODUCTS, productSources, type Block, type BlockOf } from "../../../messages/content/document/blocks.ts";
import type { EmailLanguage } from "../../../messages/content/document/document.ts";
import { useT } from "../../locale.tsx";
import { LiquidField } from "../completion/liquid-field.tsx";
import { answersOf, freshId } from "./answers-of.ts";
import { sourceWords } from "./block-words.ts";
import { LinkField } from "./link-field.tsx";
import { ProductField } from "./product-field.tsx";
import { SurveyField } from "./survey-field.tsx";
import { WordsField } from "./words-field.tsx";

type Props<Of extends Block = Block> = { block: Of; language: EmailLanguage; onChange: (block: Block) => void };

/** Where a field of a block is, so that a finding can lead to it. */
export const fieldId = (block: string, field: string) => `field-${block}-${field}`;

/** What can be set of a block. */
export function BlockFields({ block, language, onChange }: Props) {
  const t = useT();
  const plain = <Text as="p">{t("emailEditor.automatic")}</Text>;
  switch (block.kind) {
    case "text":
      return (
        <WordsField
          id={fieldId(block.id, "text")}
          label={t("emailEditor.text")}
          help={t("emailEditor.textHelp")}
          markup
          language={language}
          value={block.text}
          onChange={(text) => onChange({ ...block, text })}
        />
      );
    case "image":
      return <ImageFields block={block} language={language} onChange={onChange} />;
    case "button":
      return (
        <FormLayout>
          <LiquidField
            id={fieldId(block.id, "label")}
            label={t("emailEditor.label")}
            value={block.label}
            maxLength={200}
            language={language}
            onChange={(label) => onChange({ ...block, label })}
          />
          <LinkField id={fieldId(block.id, "link")} value={block.link} onChange={(link) => onChange({ ...block, link })} />
        </FormLayout>
      );
    case "products":
      return <ProductFields block={block} language={language} onChange={onChange} />;
    case "points":
      return (
        <Checkbox label={t("emailEditor.withTier")} checked={block.tier} onChange={(tier) => onChange({ ...block, tier })} />
      );
    case "reorder":
      return (
        <LiquidField
          id={fieldId(block.id, "label")}
          label={t("emailEditor.label")}
          value={block.label}
          maxLength={200}
          language={language}
          onChange={(label) => onChange({ ...block, label })}
        />
      );
    case "question":
      return <QuestionFields block={block} language={language} onChange={onChange} />;
    case "survey":
      return <SurveyField id={fieldId(block.id, "survey")} block={block} language={language} onChange={onChange} />;
    case "review":
      return (
        <FormLayout>
          <Text as="p">{t("emailEditor.reviewHelp")}</Text>
          <TextField
            label={t("emailEditor.most")}
            type="number"
            min={1}
            max={MOST_PRODUCTS}
            value={String(block.most)}
            autoComplete="off"
            onChange={(most) => onChange({ ...block, most: within(most, 1, MOST_PRODUCTS) })}
          />
        </FormLayout>
      );
    case "friend":
      return <FriendFields block={block} language={language} onChange={onChange} />;
    case "html":
      return (
        <LiquidField
          id={fieldId(block.id, "html")}
          label={t("emailEditor.html")}
          helpText={t("emailEditor.htmlHelp")}
          value={block.html}
          conditions={false}
          multiline={8}
          maxHeight={400}
          language={language}
          onChange={(html) => onChange({ ...block, html })}
        />
      );
    case "code":
    case "divider":
      return plain;
  }
}

function ImageFields({ block, language, onChange }: Props<BlockOf<"image">>) {
  const t = useT();
  return (
    <FormLayout>
      <TextField
        id={fieldId(block.id, "url")}
        label={t("emailEditor.imageUrl")}
        helpText={t("emailEditor.imageUrlHelp")}
        value={block.url}
        autoComplete="off"
        onChange={(url) => onChange({ ...block, url })}
      />
      <LiquidField
        id={fieldId(block.id, "alt")}
        label={t("emailEditor.alt")}
        helpText={t("emailEditor.altHelp")}
        value={block.alt}
        maxLength={300}
        language={language}
        onChange={(alt) => onChange({ ...block, alt })}
      />
      <LinkField optional id={fieldId(block.id, "link")} value={block.link} onChange={(link) => onChange({ ...block, link })} />
      <TextField
        label={t("emailEditor.width")}
        type="number"
        min={40}
        max={552}
        value={String(block.width)}
        autoComplete="off"
        onChange={(width) => onChange({ ...block, width: within(width, 40, 552) })}
      />
    </FormLayout>
  );
}

function ProductFields({ block, onChange }: Props<BlockOf<"products">>) {
  const t = useT();
  return (
    <FormLayout>
      <Select
        label={t("emailEditor.source")}
        options={productSources.map((value) => ({ value, label: t(sourceWords[value]) }))}
        value={block.from}
        onChange={(from) => onChange({ ...block, from: productSources.find((known) => known === from) ?? block.from })}
      />
      {block.from === "chosen" && <ProductField id={fieldId(block.id, "productIds")} block={block} onChange={onChange} />}
      <TextField
        label={t("emailEditor.most")}
        type="number"
        min={1}
        max={MOST_PRODUCTS}
        value={String(block.most)}
        autoComplete="off"
        onChange={(most) => onChange({ ...block, most: within(most, 1, MOST_PRODUCTS) })}
      />
      <Checkbox label={t("emailEditor.prices")} checked={block.prices} onChange={(prices) => onChange({ ...block, prices })} />
    </FormLayout>
  );
}

function QuestionFields({ block, language, onChange }: Props<BlockOf<"question">>) {
  const t = useT();
  return (
    <FormLayout>
      <LiquidField
        id={fieldId(block.id, "question")}
        label={t("emailEditor.question")}
        value={block.question}
        maxLength={300}
        language={language}
        onChange={(question) => onChange({ ...block, question })}
      />
      <LiquidField
        id={fieldId(block.id, "answers")}
        label={t("emailEditor.answers")}
        helpText={t("emailEditor.answersHelp")}
        value={block.answers.map(({ label }) => label).join("\n")}
        multiline={3}
        language={language}
        onChange={(typed) => onChange({ ...block, answers: answersOf(typed, block.answers, () => `a-${freshId()}`) })}
      />
    </FormLayout>
  );
}

function FriendFields({ block, language, onChange }: Props<BlockOf<"friend">>) {
  const t = useT();
  return (
    <FormLayout>
      <Text as="p">{t("emailEditor.friendHelp")}</Text>
      <LiquidField
        id={fieldId(block.id, "heading")}
        label={t("emailEditor.friendHeading")}
        value={block.heading}
        maxLength={200}
        language={language}
        onChange={(heading) => onChange({ ...block, heading })}
      />
      <WordsField
        id={fieldId(block.id, "text")}
        label={t("emailEditor.text")}
        help={t("emailEditor.textHelp")}
        markup
        language={language}
        value={block.text}
        onChange={(text) => onChange({ ...block, text })}
      />
      <LiquidField
        id={fieldId(block.id, "label")}
        label={t("emailEditor.label")}
        value={block.label}
        maxLength={200}
        language={language}
        onChange={(label) => onChange({ ...block, label })}
      />
    </FormLayout>
  );
}

function within(typed: string, least: number, most: number): number {
  const value = Number.parseInt(typed, 10);
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : least;
}
