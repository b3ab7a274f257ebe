import { BlockStack, Button, Card, InlineGrid, InlineStack, Link, Text } from "@shopify/polaris";
import { useEffect } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import type { ReadySubject } from "../../segments/ready-made/entries.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { useLoad } from "../page/posting/load.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";

export type Subject = ReadySubject | "tiers";
/** One that is offered, in the reader's words. `segmentId`: the segment of the shop that asks the same; null: it has none. */
export type Offered = { key: string; subject: Subject; name: string; text: string; query: string; segmentId: number | null };
export type AddedAnswer =
  { ok: true; name: string } | { ok: false; reason: "too-many" } | { ok: false; reason: "taken"; name: string };

/** By key; `counted` null: that takes too long now. */
export type Counted = { counted: Readonly<Record<string, number | null>> | null; about: boolean };

const subjectWords: Record<Subject, PlainKey> = {
  start: "readyMade.start",
  value: "readyMade.value",
  lapse: "readyMade.lapse",
  points: "readyMade.points",
  response: "readyMade.response",
  tiers: "readyMade.tiers",
  groups: "readyMade.groups",
  forecast: "readyMade.forecast",
};

/** Segments that can be had by one click, each with how many it would hold here; that is counted once the page stands. */
export function Gallery({ offered }: { offered: readonly Offered[] }) {
  const t = useT();
  const toast = useToast();
  const { load, data, failed } = useLoad<() => Promise<Counted>>();
  const post = usePost<AddedAnswer>({ action: to("readyMade") });
  useEffect(() => load(to("readyMadeCounts")), [load]);
  useTellOnce(post.answer, (answer) => {
    if (answer.ok) toast(t("readyMade.added", { name: answer.name }));
    else if (answer.reason === "taken") toast(t("readyMade.taken", { name: answer.name }), { isError: true });
    else toast(t("readyMade.tooMany"), { isError: true });
  });
  const holds = (key: string) => {
    if (failed || data?.counted === null) return t("readyMade.notCounted");
    if (data === undefined) return t("readyMade.counting");
    const count = data.counted[key];
    if (count === undefined || count === null) return t("readyMade.notCounted");
    return data.about ? t("readyMade.holdsAbout", { count }) : t("readyMade.holds", { count });
  };
  const subjects = (Object.keys(subjectWords) as Subject[]).filter((subject) => offered.some((one) => one.subject === subject));
  return (
    <BlockStack gap="600">
      {subjects.map((subject) => (
        <BlockStack key={subject} gap="300">
          <Text as="h2" variant="headingMd">
            {t(subjectWords[subject])}
          </Text>
          <InlineGrid columns={{ xs: 1, sm: 2, lg: 3 }} gap="400">
            {offered
              .filter((one) => one.subject === subject)
              .map((one) => (
                <ReadyCard
                  key={one.key}
                  offered={one}
                  holds={holds(one.key)}
                  busy={post.busy}
                  add={() => post.submit({ key: one.key })}
                />
              ))}
          </InlineGrid>
        </BlockStack>
      ))}
    </BlockStack>
  );
}

type CardProps = { offered: Offered; holds: string; busy: boolean; add: () => void };

function ReadyCard({ offered: { name, text, query, segmentId }, holds, busy, add }: CardProps) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h3" variant="headingSm">
            {name}
          </Text>
          <Text as="p">{text}</Text>
        </BlockStack>
        <pre className="query">{query}</pre>
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <span aria-live="polite">
            <Text as="span" tone="subdued">
              {holds}
            </Text>
          </span>
          {segmentId === null ? (
            <Button onClick={add} disabled={busy} accessibilityLabel={t("readyMade.addNamed", { name })}>
              {t("readyMade.add")}
            </Button>
          ) : (
            <Link url={to("segment", { segmentId })} accessibilityLabel={t("readyMade.hasNamed", { name })}>
              {t("readyMade.has")}
            </Link>
          )}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
