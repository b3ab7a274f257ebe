import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { createAchievement, listAchievements } from "../achievements/achievements.server.ts";
import { isPreset, presets, presetTerms } from "../achievements/content/presets.ts";
import { countTakingPart, readFigures } from "../achievements/shown/figures.server.ts";
import { now } from "../clock.server.ts";
import { AchievementList, Gallery } from "../components/achievements/achievement-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { NotLive } from "../components/program/state/not-live.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { toMinor } from "../lib/money.ts";
import { readFields } from "../lib/posted.ts";
import { addDays, dayIn } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { currentState } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const NOTHING = { held: 0, points: 0n, rewards: 0 };
/** So many challenges are counted at once; the page must not wait for more. */
const COUNTED = 6;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [all, figures, program] = await Promise.all([
    listAchievements(db(), shop.shopId),
    readFigures(db(), shop.shopId),
    currentState(db(), shop.shopId),
  ]);
  const challenges = all
    .filter(({ state, terms }) => terms.challenge !== null && (state === "active" || state === "paused"))
    .slice(0, COUNTED);
  const counts = await Promise.all(
    challenges.map(async ({ achievementId, terms: { challenge } }) => {
      const count = challenge === null ? null : await countTakingPart(db(), shop, challenge);
      return [achievementId, count] as const;
    }),
  );
  const takingPart = new Map(counts);
  const listed = all.map(({ achievementId, state, terms }) => ({
    ...{ achievementId, state, terms, figures: figures.get(achievementId) ?? NOTHING },
    takingPart: takingPart.get(achievementId) ?? null,
  }));
  return {
    listed: [...listed.filter(({ state }) => state !== "archived"), ...listed.filter(({ state }) => state === "archived")],
    ready: presets.map((preset) => ({ preset, terms: termsOf(shop, preset) })),
    ...{ program, at: now() },
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const preset = (await readFields(request)).get("preset");
  if (!isPreset(preset)) throw new Response("No such preset", { status: 422 });
  const achievementId = await createAchievement(shop.shopId, termsOf(shop, preset), now());
  return achievementId === null ? data({ ok: false as const }, { status: 422 }) : redirect(to("achievement", { achievementId }));
}

function termsOf({ timeZone, currency }: Shop, preset: (typeof presets)[number]) {
  const today = dayIn(now(), timeZone);
  const iso = (days: number) => {
    const { year, month, day } = addDays(today, days);
    return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  };
  return presetTerms(preset, iso, Number(toMinor("1", currency)));
}

/** Badges, challenges and streaks: what there is, and what can be added. */
export default function Achievements() {
  const { listed, ready, program, at } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const making = usePost<{ ok: false }>({ action: to("achievements") });
  useTellOnce(making.answer, () => toast(t("achievements.tooMany"), { isError: true }));
  return (
    <AdminPage intro={t("achievements.intro")}>
      <NotLive current={program} />
      <AchievementList listed={listed} at={at} />
      <Gallery ready={ready} busy={making.busy} onAdd={(preset) => making.submit({ preset })} />
    </AdminPage>
  );
}
