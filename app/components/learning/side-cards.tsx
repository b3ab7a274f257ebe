import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Question } from "../../learning/content/terms.ts";
import type { ModuleState } from "../../learning/modules.server.ts";
import type { ModuleFigures } from "../../learning/shown/figures.server.ts";
import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { PlainTable } from "../reports/plain-table.tsx";
import { figuresWords, standings } from "./words.ts";

type StateProps = {
  state: ModuleState;
  published: number | null;
  /** Something is typed that is not saved. */
  changed: boolean;
  busy: boolean;
  send: (intent: "publish" | "archive") => void;
  /** Where customers find it. */
  address: string;
};

/** Whether customers can take it, and what can be done about it. */
export function StateCard({ state, published, changed, busy, send, address }: StateProps) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { word, text } = standings[state];
  const action = { draft: "modules.publish", live: "modules.publishAgain", archived: "modules.bringBack" } as const;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {`${t("modules.state")}: ${t(word)}`}
        </Text>
        <Text as="p" tone="subdued">
          {t(text)}
        </Text>
        {published !== null && <Text as="p">{t("modules.version", { number: published })}</Text>}
        {changed && <Text as="p">{t("modules.saveFirst")}</Text>}
        <InlineStack gap="200">
          <Button variant="primary" disabled={busy || changed} onClick={() => send("publish")}>
            {t(action[state])}
          </Button>
          {state !== "archived" && (
            <Button disabled={busy} onClick={() => setAsking(true)}>
              {t("modules.archive")}
            </Button>
          )}
          {state === "live" && (
            <Button url={address} external>
              {t("modules.open")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking}
        title={t("modules.archiveTitle")}
        action={t("modules.archive")}
        onClose={() => setAsking(false)}
        onConfirm={() => send("archive")}
      >
        <p>{t("modules.archiveText")}</p>
      </Confirm>
    </Card>
  );
}

type BadgeProps = { achievementId: number | null; published: boolean; busy: boolean; onMake: () => void };

/** The badge for passing, which the badges' own page goes on with. */
export function BadgeCard({ achievementId, published, busy, onMake }: BadgeProps) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("modules.badge")}
        </Text>
        <Text as="p" tone="subdued">
          {t("modules.badgeText")}
        </Text>
        {!published && <Text as="p">{t("modules.publishFirst")}</Text>}
        <InlineStack>
          {achievementId === null ? (
            <Button disabled={busy || !published} onClick={onMake}>
              {t("modules.makeBadge")}
            </Button>
          ) : (
            <Button url={to("achievement", { achievementId })}>{t("modules.toBadge")}</Button>
          )}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

type ResultsProps = {
  figures: ModuleFigures;
  questions: readonly Question[];
  /** Of the version that is published. */
  counts: { attempts: number; wrong: readonly (readonly [string, number])[] };
};

/** Who has tried and passed, and which questions are hard. */
export function ResultsCard({ figures, questions, counts }: ResultsProps) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const wrong = new Map(counts.wrong);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("modules.results")}
        </Text>
        {figures.attempts === 0 ? (
          <Text as="p" tone="subdued">
            {t("modules.noResults")}
          </Text>
        ) : (
          <>
            <Text as="p">{figuresWords(figures, t).join(" · ")}</Text>
            {counts.attempts > 0 && (
              <>
                <PlainTable
                  label={t("modules.results")}
                  headings={[t("modules.columnQuestion"), t("modules.columnWrong")]}
                  rows={questions.map(({ key, text }) => [textIn(text, locale), format.number(wrong.get(key) ?? 0)])}
                />
                <Text as="p" tone="subdued">
                  {t("modules.wrongHelp", { count: counts.attempts })}
                </Text>
              </>
            )}
          </>
        )}
      </BlockStack>
    </Card>
  );
}
