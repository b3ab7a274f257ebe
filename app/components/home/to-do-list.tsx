import { Badge, BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Translate } from "../../i18n/translate.ts";
import type { Home } from "../../insights/home.server.ts";
import { foldToDo, toDoOf, type ToDo, type ToDoKey } from "../../insights/to-do.ts";
import { to } from "../../pages.ts";
import { useKeptFocus } from "../page/place/kept-focus.ts";
import { useT } from "../locale.tsx";

/** All that asks something of the merchant, in one place: problems first, and each with the way to where it is settled. */
export function ToDoList({ home }: { home: Home }) {
  const t = useT();
  const wordsOf = useWords(home);
  const [unfolded, setUnfolded] = useState(false);
  const { shown, folded } = foldToDo(toDoOf(home));
  const area = useKeptFocus<HTMLDivElement>(unfolded, (list) =>
    list.querySelectorAll("li")[shown.length]?.querySelector<HTMLElement>("a, button"),
  );
  if (shown.length === 0) return null;
  const listed = unfolded ? [...shown, ...folded] : shown;
  return (
    <div ref={area}>
      <Card padding="0">
        <Box padding="400" paddingBlockEnd="0">
          <Text as="h2" variant="headingMd">
            {t("home.toDo")}
          </Text>
        </Box>
        <ul className="rows">
          {listed.map((toDo) => (
            <Row key={toDo.key} {...wordsOf(toDo)} problem={toDo.problem} />
          ))}
        </ul>
        {folded.length > 0 && !unfolded && (
          <Box paddingInline="400" paddingBlockEnd="400">
            <Button variant="plain" onClick={() => setUnfolded(true)}>
              {t("home.toDoMore", { count: folded.length })}
            </Button>
          </Box>
        )}
      </Card>
    </div>
  );
}

type Words = { title: string; text: string; action: string; url: string };

function Row({ title, text, action, url, problem }: Words & { problem: boolean }) {
  const t = useT();
  return (
    <li>
      <div className="row-main wrap-anywhere">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" fontWeight="semibold">
              {title}
            </Text>
            {problem && <Badge tone="critical">{t("home.toDoProblem")}</Badge>}
          </InlineStack>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
      </div>
      <Button url={url} accessibilityLabel={`${action}: ${title}`}>
        {action}
      </Button>
    </li>
  );
}

function useWords({ senderWaiting, program }: Home): (toDo: ToDo) => Words {
  const t = useT();
  const sender = senderWaiting ?? "";
  const settings = { action: t("home.openSettings"), url: to("settings") };
  const words: Record<ToDoKey, (count: number) => Words> = {
    comparison: () => ({
      title: t("compare.failingTitle"),
      text: t("compare.failingText"),
      ...{ action: t("compare.failingAction"), url: to("sync") },
    }),
    webhooks: (count) => ({
      title: t("home.problemsTitle", { count }),
      text: t("home.problemsText"),
      ...{ action: t("home.problemsAction"), url: to("sync") },
    }),
    held: (count) => ({ title: t("home.heldTitle", { count }), text: t("home.heldText"), ...settings }),
    consents: (count) => ({
      title: t("home.untoldTitle", { count }),
      text: t("home.untoldText"),
      ...{ action: t("home.untoldAction"), url: to("sync") },
    }),
    state: () => ({ ...stateWords(program, t), action: t("programState.bannerLink"), url: to("program") }),
    sender: () => ({ title: t("home.proofTitle"), text: t("home.proofText", { address: sender }), ...settings }),
    claims: (count) => ({
      title: t("home.claimsTitle", { count }),
      text: t("home.claimsText"),
      ...{ action: t("home.claimsAction"), url: to("approvals") },
    }),
  };
  return ({ key, count }) => words[key](count);
}

function stateWords({ state, tag }: Home["program"], t: Translate): Pick<Words, "title" | "text"> {
  switch (state) {
    case "test":
      return { title: t("home.stateTest"), text: t("programState.testText", { tag: tag ?? "" }) };
    case "paused":
      return { title: t("home.statePaused"), text: t("programState.pausedText") };
    case "setup":
    case "live":
      return { title: t("home.stateSetup"), text: t("programState.setupText") };
  }
}
