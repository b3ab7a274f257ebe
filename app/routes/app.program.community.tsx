import { Button, InlineStack } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { emptyDraft } from "../community/content/draft.ts";
import { written } from "../community/content/post.ts";
import { createGroup, listGroups } from "../community/groups.server.ts";
import { countMembers, NO_MEMBERS } from "../community/members/members.server.ts";
import { GroupList, type ListedGroup } from "../components/community/group-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [all, counts] = await Promise.all([listGroups(db(), shop.shopId), countMembers(db(), shop.shopId)]);
  const listed = all.map(({ groupId, state, draft }): ListedGroup => ({
    ...{ groupId, state, kind: draft.kind, titles: written(draft.titles) },
    counts: counts.get(groupId) ?? NO_MEMBERS,
  }));
  return { listed };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const groupId = await createGroup(shop.shopId, "group", emptyDraft(), now());
  return groupId === null ? data({ ok: false as const }, { status: 422 }) : redirect(to("group", { groupId }));
}

/** Groups of the community: what there is, and a new one. */
export default function Community() {
  const { listed } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const making = usePost<{ ok: false }>({ action: to("community") });
  useTellOnce(making.answer, () => toast(t("community.tooMany"), { isError: true }));
  return (
    <AdminPage intro={t("community.intro")}>
      <GroupList listed={listed} />
      <Edge>
        <InlineStack>
          <Button disabled={making.busy} onClick={() => making.submit({})}>
            {t("community.add")}
          </Button>
        </InlineStack>
      </Edge>
    </AdminPage>
  );
}
