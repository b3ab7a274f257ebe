import { BlockStack, Button, Card, Checkbox, InlineStack, Select, Tabs } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { useState } from "react";

import { moderateReviews, type Moderated } from "../actions/merchant/moderate-reviews.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { Help } from "../components/page/help.tsx";
import { MissingScope } from "../components/page/missing-scope.tsx";
import { Pages } from "../components/page/pages.tsx";
import { useDownload } from "../components/page/download.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { ReviewFilters, type Filters } from "../components/reviews/filters.tsx";
import { ReviewCard, type CardReview, type Deciding } from "../components/reviews/review-card.tsx";
import { stateWords } from "../components/reviews/words.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { productIn, starsIn } from "../reviews/asked/form.ts";
import { readReviewHandling, seenText } from "../reviews/handling.ts";
import { countWaiting, listReviewed, listReviews } from "../reviews/moderation.server.ts";
import { publishDays } from "../reviews/publish-days.ts";
import { isReviewState, reviewStates } from "../reviews/review.ts";
import { readPublishDays } from "../reviews/settings.server.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import { listScopes } from "../shops/shops.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const PAGE = 20;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const tab = searchParams.get("tab");
  const state = isReviewState(tab) ? tab : "waiting";
  const stars = starsIn(searchParams.get("stars") ?? "");
  const productId = productIn(searchParams.get("product"));
  const photos = searchParams.get("photos") === "yes";
  const asked = searchParams.get("page") ?? "";
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1;
  const { shopId } = shop;
  const filter = { state, stars: stars ?? undefined, productId: productId ?? undefined, photos };
  const [{ reviews, more }, waiting, days, scopes, products] = await Promise.all([
    listReviews(db(), shopId, filter, { limit: PAGE, offset: (page - 1) * PAGE }),
    countWaiting(db(), shopId),
    readPublishDays(db(), shopId),
    listScopes(db(), shopId),
    listReviewed(db(), shopId),
  ]);
  const filters: Filters = { state, stars: String(stars ?? ""), product: String(productId ?? ""), photos };
  return {
    ...{ filters, page, more, waiting, days, products, missing: missingScopes(scopes).includes("write_products") },
    reviews: reviews.map(({ reviewId, customerId, writtenAt, changedAt, ...said }): CardReview => ({
      ...{ reviewId: String(reviewId), customerId: customerId === null ? null : String(customerId) },
      ...{ product: said.product, customer: said.customer, order: said.order, stars: said.stars, title: said.title },
      ...{ text: said.text, author: said.author, language: said.language, state: said.state, reason: said.reason },
      ...{ reply: said.reply, rewarded: said.rewarded, photos: said.photos },
      ...{ writtenAt: writtenAt.toISOString(), changedAt: changedAt.toISOString() },
    })),
  };
}

export async function action({ request }: ActionFunctionArgs): Promise<Moderated> {
  const { shop, actor } = await authenticateMerchant(request);
  const handling = readReviewHandling(await readFields(request));
  if (handling === null) throw new Response("Unknown intent", { status: 422 });
  return moderateReviews(shop, handling, actor);
}

/** What customers say of products, and whether it is shown. */
export default function Reviews() {
  const { reviews, filters, page, more, waiting, missing, products } = useLoaderData<typeof loader>();
  const t = useT();
  const navigate = useNavigate();
  const exporting = useDownload({
    ...{ url: to("reviewsCsv"), fileName: "reprise-reviews.csv", failed: t("reviews.exportFailed") },
  });
  const address = (wanted: Filters, number = 1) =>
    to("reviews", {
      ...{ tab: wanted.state === "waiting" ? null : wanted.state, stars: wanted.stars === "" ? null : wanted.stars },
      ...{ product: wanted.product === "" ? null : wanted.product, photos: wanted.photos ? "yes" : null },
      page: number === 1 ? null : number,
    });
  const filtered = filters.stars !== "" || filters.product !== "" || filters.photos || filters.state !== "waiting";
  return (
    <AdminPage intro={t("reviews.intro")} counts={{ reviews: waiting }}>
      <BlockStack gap="400">
        {missing && <MissingScope scope="write_products" />}
        <Tabs
          tabs={reviewStates.map((state) => ({ id: state, content: t(stateWords[state]), panelID: "reviews-panel" }))}
          selected={reviewStates.indexOf(filters.state)}
          onSelect={(at) => navigate(address({ ...filters, state: reviewStates[at] ?? "waiting" }))}
        />
        <Edge>
          <ReviewFilters filters={filters} products={products} onChange={(wanted) => navigate(address(wanted))} />
        </Edge>
        <div id="reviews-panel" tabIndex={-1}>
          {reviews.length === 0 ? (
            <Card>
              <Empty
                title={t(filtered ? "reviews.noneTitle" : "reviews.emptyTitle")}
                text={t(filtered ? "reviews.noneText" : "reviews.emptyText")}
              />
            </Card>
          ) : (
            <List key={reviews.map(({ reviewId }) => reviewId).join(",")} reviews={reviews} state={filters.state} />
          )}
        </div>
        <Pages previous={page > 1 ? address(filters, page - 1) : null} next={more ? address(filters, page + 1) : null} />
        <Days />
        <Help name="reviews" title={t("reviews.whyTitle")}>
          <p>{t("reviews.whyText")}</p>
        </Help>
        <Help name="review-points" title={t("reviews.pointsTitle")}>
          <p>{t("reviews.pointsText")}</p>
        </Help>
        <Edge>
          <InlineStack gap="200">
            <Button url={to("reviewImport")}>{t("reviews.takeOver")}</Button>
            <Button loading={exporting.busy} onClick={exporting.download}>
              {t("reviews.exportAll")}
            </Button>
          </InlineStack>
        </Edge>
      </BlockStack>
    </AdminPage>
  );
}

const didWords = { publish: "reviews.didPublish", reject: "reviews.didReject", wait: "reviews.didWait" } as const;
type Did = keyof typeof didWords;
const isDid = (did: string): did is Did => Object.hasOwn(didWords, did);

/** Decided one by one, or those that wait together. */
function List({ reviews, state }: { reviews: readonly CardReview[]; state: Filters["state"] }) {
  const t = useT();
  const toast = useToast();
  const post = usePost<typeof action>({ action: to("reviews") });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [decided, setDecided] = useState("");
  const many = state === "waiting" && reviews.length > 1;
  const send = (deciding: Deciding, about: readonly CardReview[]) => {
    const seen = about.map(seenText).join(",");
    setDecided(seen);
    post.submit({ ...deciding, reviews: seen });
  };
  useTellOnce(post.answer, ({ did, count, outcome }) => {
    if (!isDid(did)) return;
    if (outcome !== "done") {
      toast(t("reviews.changed"), { isError: true });
      return;
    }
    const back = did === "wait" ? null : state === "published" ? "publish" : state === "waiting" ? "wait" : null;
    const undo = { content: t("reviews.undo"), onAction: () => post.submit({ intent: back ?? "wait", reviews: decided }) };
    toast(t(didWords[did], { count }), back === null ? {} : { action: undo });
  });
  const ids = reviews.map(({ reviewId }) => reviewId);
  return (
    <BlockStack gap="400">
      {many && (
        <Edge>
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Checkbox
              label={chosen.length === 0 ? t("reviews.selectAll") : t("reviews.selected", { count: chosen.length })}
              checked={chosen.length === ids.length ? true : chosen.length > 0 ? "indeterminate" : false}
              onChange={(on) => setChosen(on ? ids : [])}
            />
            {chosen.length > 0 && (
              <Button
                variant="primary"
                disabled={post.busy}
                onClick={() =>
                  send(
                    { intent: "publish" },
                    reviews.filter(({ reviewId }) => chosen.includes(reviewId)),
                  )
                }
              >
                {t("reviews.publish")}
              </Button>
            )}
          </InlineStack>
        </Edge>
      )}
      {reviews.map((review) => (
        <ReviewCard
          key={review.reviewId}
          review={review}
          busy={post.busy}
          chosen={many ? chosen.includes(review.reviewId) : null}
          onChoose={(on) =>
            setChosen((before) => (on ? [...before, review.reviewId] : before.filter((id) => id !== review.reviewId)))
          }
          onDecide={(deciding) => send(deciding, [review])}
        />
      ))}
    </BlockStack>
  );
}

/** What becomes of reviews that nobody decides about. */
function Days() {
  const { days } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const post = usePost<typeof action>({ action: to("reviews") });
  useTellOnce(post.answer, () => toast(t("reviews.saved")));
  return (
    <Card>
      <div className="narrow-field">
        <Select
          label={t("reviews.publishDays")}
          helpText={t("reviews.publishDaysHelp")}
          options={publishDays.map((count) => ({
            value: String(count ?? ""),
            label: count === null ? t("reviews.never") : t("reviews.afterDays", { count }),
          }))}
          value={String(days ?? "")}
          disabled={post.busy}
          onChange={(chosen) => post.submit({ intent: "days", days: chosen })}
        />
      </div>
    </Card>
  );
}
