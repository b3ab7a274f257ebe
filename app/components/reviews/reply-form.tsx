import { BlockStack, Button, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { Moderated } from "../../actions/merchant/moderate-reviews.server.ts";
import { to } from "../../pages.ts";
import { LONGEST_REPLY } from "../../reviews/review.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useDraft } from "../page/posting/draft.ts";
import { useTellOnce } from "../tell-once.ts";

type Props = {
  reviewId: string;
  /** The words that are replied to (reviews/handling.ts). */ seen: string;
  author: string;
  reply: string | null;
};

/** The shop's public reply; what is being written is kept until it has been saved, wherever one looks meanwhile. */
export function ReplyForm({ reviewId, seen, author, reply }: Props) {
  const t = useT();
  const toast = useToast();
  const post = usePost<() => Promise<Moderated>>({ action: to("reviews") });
  const [text, setText] = useDraft(`review-reply:${reviewId}`);
  const [sent, setSent] = useState("");
  useTellOnce(post.answer, ({ did, outcome }) => {
    if (outcome === "invalid") toast(t("reviews.invalid"), { isError: true });
    else if (outcome === "changed") toast(t("reviews.changed"), { isError: true });
    else toast(t(did === "reply" ? "reviews.didReply" : "reviews.didRemove"));
    // Whoever has typed on keeps that.
    if (outcome === "done" && did === "reply" && text === sent) setText("");
  });
  const about = { name: author };
  return (
    <BlockStack gap="200">
      {reply !== null && (
        <>
          <Text as="p" tone="subdued" variant="bodySm">
            {t("reviews.reply")}
          </Text>
          <div className="note-text">{reply}</div>
          <InlineStack gap="200">
            <Button
              disabled={post.busy}
              onClick={() => setText(reply)}
              accessibilityLabel={`${t("reviews.changeReply")}: ${t("reviews.of", about)}`}
            >
              {t("reviews.changeReply")}
            </Button>
            <Button
              disabled={post.busy}
              onClick={() => post.submit({ intent: "unreply", reviews: seen })}
              accessibilityLabel={`${t("reviews.removeReply")}: ${t("reviews.of", about)}`}
            >
              {t("reviews.removeReply")}
            </Button>
          </InlineStack>
        </>
      )}
      {(reply === null || text !== "") && (
        <TextField
          label={t("reviews.replyTo", about)}
          helpText={t("reviews.replyHelp")}
          value={text}
          onChange={setText}
          multiline={2}
          maxLength={LONGEST_REPLY}
          autoComplete="off"
        />
      )}
      {text.trim() !== "" && (
        <InlineStack>
          <Button
            loading={post.busy}
            onClick={() => {
              setSent(text);
              post.submit({ intent: "reply", reviews: seen, text });
            }}
            accessibilityLabel={`${t("reviews.saveReply")}: ${t("reviews.of", about)}`}
          >
            {t("reviews.saveReply")}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}
