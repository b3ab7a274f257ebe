import { BlockStack, Card, Tabs } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { useState } from "react";

import { handlePhoto, type Placed } from "../actions/merchant/place-photo.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { Help } from "../components/page/help.tsx";
import { Pages } from "../components/page/pages.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { PhotoCard, type CardPhoto } from "../components/reviews/photo-card.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import type { PlainKey } from "../i18n/translate.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { readWallHandling } from "../reviews/wall/handling.ts";
import { listPhotos, wallTabs, type WallTab } from "../reviews/wall/list.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const PAGE = 24;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const tab = wallTabs.find((one) => one === searchParams.get("tab")) ?? "wall";
  const asked = searchParams.get("page") ?? "";
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1;
  const { photos, more } = await listPhotos(db(), shop.shopId, tab, { limit: PAGE, offset: (page - 1) * PAGE });
  const shown = photos.map(({ agreed, askedAt, ...photo }): CardPhoto => ({
    ...photo,
    askedAt: askedAt?.toISOString() ?? null,
    agreed:
      agreed === null
        ? null
        : { ...agreed, givenAt: agreed.givenAt.toISOString(), withdrawnAt: agreed.withdrawnAt?.toISOString() ?? null },
  }));
  return { photos: shown, more, page, tab, tabs: [...wallTabs] };
}

export async function action({ request }: ActionFunctionArgs): Promise<Placed> {
  const { shop, actor } = await authenticateMerchant(request);
  const handling = readWallHandling(await readFields(request));
  if (handling === null) throw new Response("Unknown intent", { status: 422 });
  return handlePhoto(shop, handling, actor);
}

const words = {
  wall: { tab: "photoWall.tabWall", title: "photoWall.emptyWall", text: "photoWall.emptyWallText" },
  allowed: { tab: "photoWall.tabAllowed", title: "photoWall.emptyAllowed", text: "photoWall.emptyAllowedText" },
  open: { tab: "photoWall.tabOpen", title: "photoWall.emptyOpen", text: "photoWall.emptyOpenText" },
} as const satisfies Record<WallTab, Record<"tab" | "title" | "text", PlainKey>>;

/** Which photos of reviews are on the shop's wall, and which may be. */
export default function PhotoWall() {
  const { photos, tab, tabs, page, more } = useLoaderData<typeof loader>();
  const t = useT();
  const navigate = useNavigate();
  const address = (wanted: WallTab, number = 1) =>
    to("photoWall", { tab: wanted === "wall" ? null : wanted, page: number === 1 ? null : number });
  return (
    <AdminPage intro={t("photoWall.intro")}>
      <BlockStack gap="400">
        <Tabs
          tabs={tabs.map((one) => ({ id: one, content: t(words[one].tab), panelID: "photos-panel" }))}
          selected={tabs.indexOf(tab)}
          onSelect={(at) => navigate(address(tabs[at] ?? "wall"))}
        />
        <div id="photos-panel" tabIndex={-1}>
          {photos.length === 0 ? (
            <Card>
              <Empty title={t(words[tab].title)} text={t(words[tab].text)} />
            </Card>
          ) : (
            <Grid photos={photos} />
          )}
        </div>
        <Pages previous={page > 1 ? address(tab, page - 1) : null} next={more ? address(tab, page + 1) : null} />
        <Edge>
          <Help name="photo-wall" title={t("photoWall.whyTitle")}>
            <p>{t("photoWall.whyText")}</p>
          </Help>
        </Edge>
      </BlockStack>
    </AdminPage>
  );
}

function Grid({ photos }: { photos: readonly CardPhoto[] }) {
  const t = useT();
  const toast = useToast();
  const post = usePost<typeof action>({ action: to("photoWall") });
  const [about, setAbout] = useState<CardPhoto | null>(null);
  useTellOnce(post.answer, ({ did, outcome }) => {
    if (outcome !== "done") {
      toast(t("photoWall.changed"), { isError: true });
      return;
    }
    if (did === "ask") {
      toast(t("photoWall.didAsk", { name: about?.customer ?? about?.author ?? "" }));
      return;
    }
    const back = { intent: did === "put" ? "take" : "put", photoId: about?.photoId ?? "" };
    toast(t(did === "put" ? "photoWall.didPut" : "photoWall.didTake"), {
      action: { content: t("photoWall.undo"), onAction: () => post.submit(back) },
    });
  });
  return (
    <div className="photo-grid">
      {photos.map((photo) => (
        <PhotoCard
          key={photo.photoId}
          photo={photo}
          busy={post.busy}
          onDo={(intent) => {
            setAbout(photo);
            post.submit(intent === "ask" ? { intent, reviewId: photo.reviewId } : { intent, photoId: photo.photoId });
          }}
        />
      ))}
    </div>
  );
}
