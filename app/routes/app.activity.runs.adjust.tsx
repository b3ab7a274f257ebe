import { randomUUID } from "node:crypto";

import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { AdjustManyForm, type AdjustManyAnswer } from "../components/points-tools/adjust-form.tsx";
import { db } from "../db.server.ts";
import { startAdjustment } from "../actions/merchant/adjust-many.server.ts";
import { parseQuery, writeQuery } from "../customers/views/list-query.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { LIST_LIMIT, parseAdjustMany } from "../points/adjusting/adjust-many-form.ts";
import { findTarget, namePeople, previewAdjustment } from "../points/adjusting/adjust-many.server.ts";
import { worthMinor } from "../program/rules/rules.ts";
import { currentProgram } from "../program/versions.server.ts";
import { listSegments } from "../segments/segments.server.ts";
import { to } from "../pages.ts";

const IDS = /^\d{1,18}(,\d{1,18})*$/;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

/** `customers` holds the ids of a selection; `everyone` that all are meant; the rest what a list shows. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const query = parseQuery(searchParams);
  const listed = writeQuery({ ...query, cursor: null, sort: "last-order", order: "desc" });
  const ids = searchParams.get("customers") ?? "";
  const chosen = IDS.test(ids) ? ids.split(",").slice(0, LIST_LIMIT).map(BigInt) : [];
  const [segments, people] = await Promise.all([listSegments(db(), shop.shopId), namePeople(db(), shop.shopId, chosen)]);
  return {
    segments: segments.map(({ key, name }) => ({ key, name })),
    list: people.map(({ customerId, email }) => email ?? customerId.toString()),
    everyone: searchParams.get("everyone") === "yes",
    ...{ listed: listed.size === 0 ? null : listed.toString(), segment: query.segment },
    adjustmentKey: randomUUID(),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const form = await readFields(request);
  const at = now();
  const parsed = parseAdjustMany(form);
  if (!parsed.ok) return data<AdjustManyAnswer>({ errors: parsed.errors, preview: null, open: false }, { status: 422 });
  const { who, ...input } = parsed.input;
  const { target, unknown } = await findTarget(db(), shop, who);
  if (form.get("intent") === "start" && target !== null && input.key !== "") {
    const runId = await startAdjustment(shop, { ...input, target }, actor, at);
    if (runId !== null) return redirect(to("run", { runId }));
    return data<AdjustManyAnswer>({ errors: {}, preview: null, open: true }, { status: 422 });
  }
  const [preview, { rules }] = await Promise.all([
    target === null ? { people: 0, sample: [], short: 0, shortPeople: [] } : previewAdjustment(db(), shop, target, input, at),
    currentProgram(db(), shop.shopId, at),
  ]);
  const total = input.points * BigInt(preview.people - preview.short);
  const whole = { total, worthMinor: worthMinor(total, rules, shop.currency) };
  return {
    errors: {},
    preview: { ...preview, ...whole, points: input.points, unknown },
    open: false,
  } satisfies AdjustManyAnswer;
}

export default function Adjust() {
  const given = useLoaderData<typeof loader>();
  const t = useT();
  return (
    <AdminPage intro={t("pointsTools.adjustText")}>
      <AdjustManyForm {...given} />
    </AdminPage>
  );
}
