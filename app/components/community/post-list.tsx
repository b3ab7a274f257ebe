import { BlockStack, Box, Button, InlineStack, Link, Text } from "@shopify/polaris";

import { postKinds, type PostKind } from "../../community/content/post.ts";
import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";
import { postNames } from "./words.ts";

export type ListedPost = { postId: number; kind: PostKind; titles: Record<string, string>; publishedAt: string | null };

const adding = { agenda: "community.addAgenda", minutes: "community.addMinutes", post: "community.addPost" } as const;

type Props = { groupId: number; posts: readonly ListedPost[]; busy: boolean; onAdd: (kind: PostKind) => void };

/** What is posted for the group, those that wait first. */
export function PostList({ groupId, posts, busy, onAdd }: Props) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  return (
    <RowsCard
      title={t("community.posts")}
      help={t("community.postsHelp")}
      none={t("community.noPosts")}
      foot={
        <Box padding="400">
          <InlineStack gap="200">
            {postKinds.map((kind) => (
              <Button key={kind} disabled={busy} onClick={() => onAdd(kind)}>
                {t(adding[kind])}
              </Button>
            ))}
          </InlineStack>
        </Box>
      }
    >
      {posts.map(({ postId, kind, titles, publishedAt }) => (
        <Row key={postId}>
          <BlockStack gap="050">
            <Link url={to("groupPost", { groupId, postId })}>
              {Object.keys(titles).length === 0 ? t("community.untitled") : textIn(titles, locale)}
            </Link>
            <Text as="p" tone="subdued">
              {`${t(postNames[kind])} · ${
                publishedAt === null
                  ? t("community.postDraft")
                  : t("community.postOn", { date: format.date(new Date(publishedAt)) })
              }`}
            </Text>
          </BlockStack>
        </Row>
      ))}
    </RowsCard>
  );
}
