import { Badge, BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Home } from "../../insights/home/home.server.ts";
import { foldToDo, toDoOf } from "../../insights/home/to-do.ts";
import { toDoWords, type ToDoWords } from "../../insights/home/to-do-words.ts";
import { useKeptFocus } from "../page/place/kept-focus.ts";
import { useT } from "../locale.tsx";

/** All that asks something of the merchant, in one place: problems first, and each with the way to where it is settled. */
export function ToDoList({ home }: { home: Home }) {
  const t = useT();
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
            <Row key={toDo.key} {...toDoWords(toDo, home, t)} problem={toDo.problem} />
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

function Row({ title, text, action, url, problem }: ToDoWords & { problem: boolean }) {
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
      <Button url={url} {...(url.startsWith("shopify:") && { target: "_top" })} accessibilityLabel={`${action}: ${title}`}>
        {action}
      </Button>
    </li>
  );
}
