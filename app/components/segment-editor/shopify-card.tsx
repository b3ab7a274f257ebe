import { Banner, BlockStack, Button, Card, Link, Text } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey, Translate } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { format } from "../../segments/language/format.ts";
import type { Query } from "../../segments/language/query.ts";
import { obstacleInShopify } from "../../segments/language/shopify/obstacle.ts";
import { useT } from "../locale.tsx";
import { usePost } from "../page/posting/post.ts";
import type { ShopifyAnswer } from "./editor-answer.ts";
import { NAME_ISSUES } from "./name-issues.ts";

/** Whether Shopify's own segments could say the query, and if so a button that makes one of it; if not, what they lack. */
export function ShopifyCard({ name, query }: { name: string; query: Query }) {
  const t = useT();
  const obstacle = obstacleIn(query, t);
  return (
    <Card>
      <BlockStack gap="200" inlineAlign="start">
        <Text as="h2" variant="headingMd">
          {t("segmentEditor.shopify")}
        </Text>
        <Text as="p" tone="subdued" breakWord>
          {obstacle ?? t("segmentEditor.shopifyCan")}
        </Text>
        {obstacle === null && <CreateInShopify name={name} query={format(query)} />}
      </BlockStack>
    </Card>
  );
}

function CreateInShopify({ name, query }: { name: string; query: string }) {
  const t = useT();
  const state = JSON.stringify([name, query]);
  const [sent, setSent] = useState<string | null>(null);
  const create = () => {
    setSent(state);
    post.submit({ name, query, seen: "0" });
  };
  const post = usePost<() => Promise<ShopifyAnswer>>({ action: to("segmentInShopify"), again: create });
  // What was said of another name or query is not said of this one.
  const answer = sent === state ? post.answer : undefined;
  return (
    <>
      <Button loading={post.busy} disabled={answer?.ok === true} onClick={create}>
        {t("segmentEditor.shopifyCreate")}
      </Button>
      <div role="status">
        {answer?.ok === true && (
          <Banner tone="success">
            <p>{t("segmentEditor.shopifyCreated")}</p>
            <Link url={`shopify://admin/customers/segments/${answer.segmentId}`} target="_top">
              {t("segmentEditor.shopifyOpen")}
            </Link>
          </Banner>
        )}
        {answer?.ok === false && (
          <Banner tone="critical">
            {problemsOf(answer, t).map((problem) => (
              <p key={problem}>{problem}</p>
            ))}
          </Banner>
        )}
      </div>
    </>
  );
}

function obstacleIn(query: Query, t: Translate): string | null {
  const obstacle = obstacleInShopify(query);
  if (obstacle === null) return null;
  switch (obstacle.why) {
    case "ours":
      return t("segmentEditor.shopifyOurs", { names: obstacle.names.join(", ") });
    case "not":
      return t("segmentEditor.shopifyNot");
    case "too-many":
      return t("segmentEditor.shopifyTooMany");
  }
}

const FAILED: Record<"access" | "unreachable", PlainKey> = {
  access: "segmentEditor.shopifyAccess",
  unreachable: "segmentEditor.shopifyUnreachable",
};

/** Shopify's own words are in its own language. */
function problemsOf(answer: Extract<ShopifyAnswer, { ok: false }>, t: Translate): string[] {
  switch (answer.reason) {
    case "name":
      return [t(NAME_ISSUES[answer.issue])];
    case "access":
    case "unreachable":
      return [t(FAILED[answer.reason])];
    case "refused":
      return answer.refusals.map(({ of, says }) => {
        if (of === "name") return t("segmentEditor.shopifyNoName", { says });
        return of === "query" ? t("segmentEditor.shopifyNoQuery", { says }) : t("segmentEditor.shopifyNoSegment", { says });
      });
  }
}
