import { Card } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";

import { setGoal } from "../actions/merchant/set-goal.server.ts";
import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { GoalForm } from "../components/goals/goal-form.tsx";
import { GoalList } from "../components/goals/goal-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { followGoals } from "../insights/goals/follow.server.ts";
import { removeGoal } from "../insights/goals/goals.server.ts";
import { readGoal, type GoalErrors } from "../insights/goals/read-goal.ts";
import { shopDay } from "../insights/scores/shop-day.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return { goals: await followGoals(db(), shop, now()) };
}

type Answer = { done: "set" | "removed" | "full" | null; errors: GoalErrors };

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const remove = fields.get("remove");
  if (typeof remove === "string") {
    if (!/^\d{1,9}$/.test(remove)) throw new Response("Unknown goal", { status: 422 });
    await removeGoal(shop.shopId, Number(remove));
    return { done: "removed", errors: {} } satisfies Answer;
  }
  const parsed = readGoal(fields, { currency: shop.currency, today: shopDay(shop, now()) });
  if (!parsed.ok) return data<Answer>({ done: null, errors: parsed.errors }, { status: 422 });
  if (!(await setGoal(shop, parsed.goal, actor))) return data<Answer>({ done: "full", errors: {} }, { status: 422 });
  return { done: "set", errors: {} } satisfies Answer;
}

export default function Goals() {
  const { goals } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const post = usePost<() => Promise<Answer>>({ action: to("goals") });
  const remove = usePost<() => Promise<Answer>>({ action: to("goals") });
  // What was typed is done with once it is a goal.
  const [set, setSet] = useState(0);
  useTellOnce(post.answer, ({ done, errors }) => {
    if (done === "set") {
      toast(t("goals.saved"));
      setSet(set + 1);
    } else if (done === "full") toast(t("goals.full"), { isError: true });
    const [first] = Object.keys(errors);
    if (first !== undefined) document.getElementById(`goal-${first}`)?.focus();
  });
  useTellOnce(remove.answer, () => toast(t("goals.removed")));
  return (
    <AdminPage intro={t("goals.intro")}>
      {goals.length === 0 ? (
        <Card>
          <Empty title={t("goals.noneTitle")} text={t("goals.noneText")} />
        </Card>
      ) : (
        <GoalList goals={goals} onRemove={(goalId) => remove.submit({ remove: String(goalId) })} />
      )}
      <GoalForm key={set} post={post} errors={post.busy ? {} : (post.answer?.errors ?? {})} />
    </AdminPage>
  );
}
