import { Badge, BlockStack, Button, Card, Checkbox, InlineStack, Link, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import { to } from "../../pages.ts";
import { seenText } from "../../reviews/handling.ts";
import { rejectReasons, type ReviewState } from "../../reviews/review.ts";
import { useFormat, useT } from "../locale.tsx";
import { ReplyForm } from "./reply-form.tsx";
import { isReason, reasonWords } from "./words.ts";

export type CardReview = {
  reviewId: string;
  product: string | null;
  customerId: string | null;
  customer: string | null;
  order: string | null;
  stars: number;
  title: string;
  text: string;
  author: string;
  language: string;
  state: ReviewState;
  reason: string | null;
  reply: string | null;
  rewarded: boolean;
  writtenAt: string;
  changedAt: string;
  photos: readonly { photoId: string; address: string; width: number; height: number }[];
};

export type Deciding = { intent: "publish" | "wait" } | { intent: "reject"; reason: string };

type Props = {
  review: CardReview;
  busy: boolean;
  /** Null: there is nothing to choose among. */
  chosen: boolean | null;
  onChoose: (on: boolean) => void;
  onDecide: (deciding: Deciding) => void;
};

/** A review, and what is done about it. */
export function ReviewCard({ review, busy, chosen, onChoose, onDecide }: Props) {
  const t = useT();
  const format = useFormat();
  const { author, stars, state, reason, photos, language } = review;
  return (
    <Card>
      <article aria-label={t("reviews.of", { name: author })}>
        <BlockStack gap="300">
          <InlineStack gap="200" blockAlign="center">
            {chosen !== null && (
              <Checkbox label={t("reviews.select", { name: author })} labelHidden checked={chosen} onChange={onChoose} />
            )}
            <span role="img" aria-label={t("reviews.starsOf", { stars })}>
              {"★".repeat(stars) + "☆".repeat(5 - stars)}
            </span>
            <Text as="span" fontWeight="semibold">
              {review.product ?? t("reviews.goneProduct")}
            </Text>
            <Badge {...(review.order === null ? {} : { tone: "success" as const })}>
              {t(review.order === null ? "reviews.unverified" : "reviews.verified")}
            </Badge>
            {review.rewarded && <Badge>{t("reviews.rewarded")}</Badge>}
            {isReason(reason) && <Badge tone="warning">{t("reviews.rejectedFor", { reason: t(reasonWords[reason]) })}</Badge>}
          </InlineStack>
          <Text as="p" tone="subdued">
            {author} ·{" "}
            {review.customerId !== null && (
              <>
                <Link url={to("customer", { customerId: review.customerId })}>{review.customer ?? author}</Link> ·{" "}
              </>
            )}
            {review.order !== null && `${t("reviews.order", { name: review.order })} · `}
            {t("reviews.writtenOn", { date: format.date(new Date(review.writtenAt)) })}
          </Text>
          {review.title !== "" && (
            <p lang={language} className="wrap-anywhere">
              <strong>{review.title}</strong>
            </p>
          )}
          {review.text !== "" && (
            <div lang={language} className="note-text">
              {review.text}
            </div>
          )}
          {photos.length > 0 && (
            <InlineStack gap="200">
              {photos.map(({ photoId, address, width, height }, at) => (
                <img
                  key={photoId}
                  className="review-photo"
                  src={address}
                  alt={t("reviews.photo", { place: at + 1 })}
                  {...{ width, height }}
                />
              ))}
            </InlineStack>
          )}
          <Decide state={state} busy={busy} author={author} onDecide={onDecide} />
          <ReplyForm reviewId={review.reviewId} seen={seenText(review)} author={author} reply={review.reply} />
        </BlockStack>
      </article>
    </Card>
  );
}

type DecideProps = { state: ReviewState; busy: boolean; author: string; onDecide: (deciding: Deciding) => void };

/** Rejecting asks for the reason first. */
function Decide({ state, busy, author, onDecide }: DecideProps) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState<string>(rejectReasons[0]);
  const about = (word: string) => `${word}: ${t("reviews.of", { name: author })}`;
  const button = (word: string, onClick: () => void, primary = false) => (
    <Button
      {...(primary ? { variant: "primary" as const } : {})}
      disabled={busy}
      accessibilityLabel={about(word)}
      onClick={onClick}
    >
      {word}
    </Button>
  );
  if (asking)
    return (
      <BlockStack gap="200">
        <div className="narrow-field">
          <Select
            label={t("reviews.reason")}
            options={rejectReasons.map((value) => ({ value, label: t(reasonWords[value]) }))}
            value={reason}
            onChange={setReason}
          />
        </div>
        <InlineStack gap="200">
          {button(t("reviews.reject"), () => onDecide({ intent: "reject", reason }), true)}
          {button(t("reviews.cancel"), () => setAsking(false))}
        </InlineStack>
      </BlockStack>
    );
  return (
    <InlineStack gap="200">
      {state !== "published" && button(t("reviews.publish"), () => onDecide({ intent: "publish" }), state === "waiting")}
      {state !== "rejected" && button(t("reviews.reject"), () => setAsking(true))}
      {state !== "waiting" && button(t("reviews.putBack"), () => onDecide({ intent: "wait" }))}
    </InlineStack>
  );
}
