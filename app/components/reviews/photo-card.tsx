import { Badge, BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";

export type CardPhoto = {
  photoId: string;
  address: string;
  width: number;
  height: number;
  reviewId: string;
  author: string;
  product: string | null;
  customerId: string | null;
  customer: string | null;
  onWall: boolean;
  agreed: { words: string; language: string; givenAt: string; withdrawnAt: string | null } | null;
  askedAt: string | null;
};

type Props = { photo: CardPhoto; busy: boolean; onDo: (intent: "put" | "take" | "ask") => void };

/** A photo, what its author agreed to, and what can be done with it. */
export function PhotoCard({ photo, busy, onDo }: Props) {
  const t = useT();
  const { author, address, width, height, product, customerId, customer, agreed } = photo;
  const name = customer ?? author;
  return (
    <Card>
      <article aria-label={t("photoWall.photoOf", { name: author })}>
        <BlockStack gap="200">
          <img className="review-photo" src={address} alt={t("photoWall.photoOf", { name: author })} {...{ width, height }} />
          <Text as="p" fontWeight="semibold" breakWord>
            {product ?? t("reviews.goneProduct")}
          </Text>
          <Text as="p" tone="subdued" breakWord>
            {author}
            {customerId !== null && (
              <>
                {" · "}
                <Link url={to("customer", { customerId })}>{name}</Link>
              </>
            )}
          </Text>
          <Record agreed={agreed} />
          <Deeds photo={photo} busy={busy} onDo={onDo} />
        </BlockStack>
      </article>
    </Card>
  );
}

/** When and in which words. */
function Record({ agreed }: Pick<CardPhoto, "agreed">) {
  const t = useT();
  const format = useFormat();
  if (agreed === null) return null;
  const { words, language, givenAt, withdrawnAt } = agreed;
  return (
    <BlockStack gap="100">
      <InlineStack gap="100">
        <Badge {...(withdrawnAt === null ? { tone: "success" as const } : {})}>
          {t("photoWall.allowedOn", { date: format.date(new Date(givenAt)) })}
        </Badge>
        {withdrawnAt !== null && (
          <Badge tone="warning">{t("photoWall.withdrawnOn", { date: format.date(new Date(withdrawnAt)) })}</Badge>
        )}
      </InlineStack>
      <details>
        <summary>{t("photoWall.record")}</summary>
        <p lang={language} className="wrap-anywhere">
          {words}
        </p>
      </details>
    </BlockStack>
  );
}

const deedWords = { put: "photoWall.put", take: "photoWall.take", ask: "photoWall.ask" } as const satisfies Record<
  string,
  PlainKey
>;

function Deeds({ photo: { author, onWall, agreed, askedAt, customerId }, busy, onDo }: Props) {
  const t = useT();
  const format = useFormat();
  const button = (intent: "put" | "take" | "ask") => {
    const action = t(deedWords[intent]);
    return (
      <InlineStack>
        <Button
          {...(intent === "put" ? { variant: "primary" as const } : {})}
          disabled={busy}
          accessibilityLabel={t("photoWall.about", { action, name: author })}
          onClick={() => onDo(intent)}
        >
          {action}
        </Button>
      </InlineStack>
    );
  };
  if (agreed !== null && agreed.withdrawnAt === null) return button(onWall ? "take" : "put");
  // Whoever has taken it back is not asked again.
  if (agreed !== null) return null;
  if (customerId === null) return <Text as="p">{t("photoWall.noCustomer")}</Text>;
  if (askedAt !== null) return <Text as="p">{t("photoWall.asked", { date: format.date(new Date(askedAt)) })}</Text>;
  return button("ask");
}
