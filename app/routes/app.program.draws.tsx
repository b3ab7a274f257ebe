import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { Beginnings, DrawList } from "../components/draws/draw-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { NotLive } from "../components/program/state/not-live.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { createDraw, listDraws, phaseOf } from "../draws/draws.server.ts";
import { countOwed } from "../draws/entries/owed.server.ts";
import { presetTerms } from "../draws/content/presets.ts";
import { drawKinds } from "../draws/content/terms.ts";
import { NO_FIGURES, readFigures } from "../draws/shown/figures.server.ts";
import { readFields } from "../lib/posted.ts";
import { addDays, dayIn } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { currentState } from "../program/versions.server.ts";
import { readSettings } from "../shops/settings/settings.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

/** So long a new draw lasts, until the merchant says otherwise. */
const DAYS = 28;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [all, figures, owed, program] = await Promise.all([
    listDraws(db(), shop.shopId),
    readFigures(db(), shop.shopId),
    countOwed(db(), shop.shopId),
    currentState(db(), shop.shopId),
  ]);
  const at = now();
  // The secret of each stays here.
  const listed = all.map(({ drawId, state, terms, timeZone }) => ({
    ...{ drawId, state, terms, timeZone, phase: phaseOf({ state, terms, timeZone }, shop, at) },
    figures: figures.get(drawId) ?? NO_FIGURES,
    owed: owed.get(drawId) ?? 0,
  }));
  return { listed, program };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const wanted = (await readFields(request)).get("kind");
  const kind = drawKinds.find((one) => one === wanted);
  if (kind === undefined) throw new Response("No such draw", { status: 422 });
  const at = now();
  const { imprint } = await readSettings(shop.shopId);
  const terms = presetTerms(kind, {
    ...{ name: shop.name, contact: imprint, from: isoOf(at, shop.timeZone, 0), until: isoOf(at, shop.timeZone, DAYS - 1) },
  });
  const drawId = await createDraw(shop.shopId, kind, terms, at);
  return drawId === null ? data({ ok: false as const }, { status: 422 }) : redirect(to("draw", { drawId }));
}

function isoOf(at: Date, timeZone: string, days: number): string {
  const { year, month, day } = addDays(dayIn(at, timeZone), days);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Lucky wheels and scratch cards: what there is, and what can be added. */
export default function Draws() {
  const { listed, program } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const making = usePost<{ ok: false }>({ action: to("draws") });
  useTellOnce(making.answer, () => toast(t("draws.tooMany"), { isError: true }));
  return (
    <AdminPage intro={t("draws.intro")}>
      <NotLive current={program} />
      <DrawList listed={listed} />
      <Beginnings busy={making.busy} onAdd={(kind) => making.submit({ kind })} />
    </AdminPage>
  );
}
