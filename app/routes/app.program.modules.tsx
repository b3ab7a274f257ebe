import { Button, InlineStack } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { ModuleList } from "../components/learning/module-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { NotLive } from "../components/program/state/not-live.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { emptyDraft } from "../learning/content/draft.ts";
import { createModule, listModules, titlesOf } from "../learning/modules.server.ts";
import { NO_FIGURES, readFigures } from "../learning/shown/figures.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { currentState } from "../program/versions.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [all, figures, program] = await Promise.all([
    listModules(db(), shop.shopId),
    readFigures(db(), shop.shopId),
    currentState(db(), shop.shopId),
  ]);
  const listed = all.map(({ moduleId, state, draft }) => ({
    ...{ moduleId, state, titles: titlesOf(draft), figures: figures.get(moduleId) ?? NO_FIGURES },
  }));
  return { listed, program };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const moduleId = await createModule(shop.shopId, "module", emptyDraft(), now());
  return moduleId === null ? data({ ok: false as const }, { status: 422 }) : redirect(to("module", { moduleId }));
}

/** Learning modules: what there is, and a new one. */
export default function Modules() {
  const { listed, program } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const making = usePost<{ ok: false }>({ action: to("modules") });
  useTellOnce(making.answer, () => toast(t("modules.tooMany"), { isError: true }));
  return (
    <AdminPage intro={t("modules.intro")}>
      <NotLive current={program} />
      <ModuleList listed={listed} />
      <InlineStack>
        <Button disabled={making.busy} onClick={() => making.submit({})}>
          {t("modules.add")}
        </Button>
      </InlineStack>
    </AdminPage>
  );
}
