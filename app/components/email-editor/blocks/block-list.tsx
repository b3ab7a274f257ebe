import { BlockStack, Box, Button, Card, Collapsible, InlineStack, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import { blockKinds, type Block, type BlockKind } from "../../../messages/content/document/blocks.ts";
import { MOST_BLOCKS, type EmailLanguage } from "../../../messages/content/document/document.ts";
import { useT } from "../../locale.tsx";
import { BlockFields } from "./block-fields.tsx";
import { freshId } from "./answers-of.ts";
import { gist, kindNames, newBlock } from "./block-words.ts";

type Props = {
  blocks: readonly Block[];
  language: EmailLanguage;
  /** The one whose settings are open. */
  open: string | null;
  onOpen: (id: string | null) => void;
  onChange: (blocks: Block[]) => void;
};

/** The blocks of an email in their order. Moving keeps the focus on the button that moved it, and says where the block stands now. */
export function BlockList({ blocks, language, open, onOpen, onChange }: Props) {
  const t = useT();
  const [said, setSaid] = useState("");
  const [gone, setGone] = useState<{ block: Block; at: number } | null>(null);
  const [kind, setKind] = useState<BlockKind>("text");
  const move = (from: number, to: number) => {
    const moved = [...blocks];
    const [block] = moved.splice(from, 1);
    if (block === undefined || to < 0 || to > moved.length) return;
    moved.splice(to, 0, block);
    onChange(moved);
    setSaid(t("emailEditor.moved", { block: t(kindNames[block.kind]), place: to + 1, total: blocks.length }));
  };
  const remove = (at: number) => {
    const block = blocks[at];
    if (block === undefined) return;
    onChange(blocks.filter((_, other) => other !== at));
    setGone({ block, at });
    setSaid(t("emailEditor.removed", { block: t(kindNames[block.kind]) }));
  };
  const add = () => {
    const block = newBlock(kind, `b-${freshId()}`, language);
    onChange([...blocks, block]);
    onOpen(block.id);
  };
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t("emailEditor.blocks")}
      </Text>
      <ol className="blocks" id={`blocks-${language}`}>
        {blocks.map((block, at) => {
          const name = t(kindNames[block.kind]);
          const about = `${name} ${at + 1}`;
          const shown = open === block.id;
          return (
            <li key={block.id}>
              <Card padding="300">
                <BlockStack gap="200">
                  <InlineStack gap="200" align="space-between" blockAlign="center">
                    <Box maxWidth="100%">
                      <Text as="h3" variant="headingSm">
                        {name}
                      </Text>
                      <Text as="p" tone="subdued" truncate>
                        {gist(block)}
                      </Text>
                    </Box>
                    <InlineStack gap="100">
                      <Button
                        accessibilityLabel={`${t("emailEditor.up")}: ${about}`}
                        disabled={at === 0}
                        onClick={() => move(at, at - 1)}
                      >
                        ↑
                      </Button>
                      <Button
                        accessibilityLabel={`${t("emailEditor.down")}: ${about}`}
                        disabled={at === blocks.length - 1}
                        onClick={() => move(at, at + 1)}
                      >
                        ↓
                      </Button>
                      <Button
                        ariaExpanded={shown}
                        ariaControls={`block-${block.id}`}
                        accessibilityLabel={`${shown ? t("emailEditor.close") : t("emailEditor.edit")}: ${about}`}
                        onClick={() => onOpen(shown ? null : block.id)}
                      >
                        {shown ? t("emailEditor.close") : t("emailEditor.edit")}
                      </Button>
                      <Button accessibilityLabel={`${t("emailEditor.remove")}: ${about}`} onClick={() => remove(at)}>
                        {t("emailEditor.remove")}
                      </Button>
                    </InlineStack>
                  </InlineStack>
                  <Collapsible id={`block-${block.id}`} open={shown}>
                    {shown && (
                      <BlockFields
                        block={block}
                        language={language}
                        onChange={(changed) => onChange(blocks.map((other) => (other.id === changed.id ? changed : other)))}
                      />
                    )}
                  </Collapsible>
                </BlockStack>
              </Card>
            </li>
          );
        })}
      </ol>
      <Text as="p" visuallyHidden>
        <span role="status">{said}</span>
      </Text>
      {gone !== null && (
        <InlineStack gap="200" blockAlign="center">
          <Text as="p" tone="subdued">
            {t("emailEditor.removed", { block: t(kindNames[gone.block.kind]) })}
          </Text>
          <Button
            variant="plain"
            onClick={() => {
              onChange([...blocks.slice(0, gone.at), gone.block, ...blocks.slice(gone.at)]);
              setGone(null);
            }}
          >
            {t("emailEditor.undo")}
          </Button>
        </InlineStack>
      )}
      <InlineStack gap="200" blockAlign="end">
        <Select
          label={t("emailEditor.addBlock")}
          options={blockKinds.map((value) => ({ value, label: t(kindNames[value]) }))}
          value={kind}
          onChange={(value) => setKind(blockKinds.find((known) => known === value) ?? kind)}
        />
        <Button disabled={blocks.length >= MOST_BLOCKS} onClick={add}>
          {t("emailEditor.addBlock")}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
