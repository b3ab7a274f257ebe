import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { addReadyMade, nameOf } from "../actions/merchant/add-ready-made.server.ts";
import { now } from "../clock.server.ts";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Gallery, type AddedAnswer } from "../components/segments/gallery.tsx";
import { db } from "../db.server.ts";
import { translator } from "../i18n/translate.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { listOffers } from "../segments/ready-made/offer.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const t = translator(locale);
  const offers = await listOffers(db(), shop, now());
  const offered = offers.map((offer) => {
    const { key, subject, query, segmentId } = offer;
    return {
      key,
      subject,
      query,
      segmentId,
      name: nameOf(offer, locale),
      text: t("tier" in offer ? "readyMade.tierText" : offer.text),
    };
  });
  return { offered };
}

const keySchema = z.string().regex(/^[a-z0-9-]{1,60}$/);

export async function action({ request }: ActionFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const key = keySchema.safeParse((await readFields(request)).get("key")).data;
  if (key === undefined) throw new Response("No such segment", { status: 422 });
  const added = await addReadyMade(shop, key, locale);
  if (added.ok) return { ok: true, name: added.name } satisfies AddedAnswer;
  if (added.reason === "unknown") throw new Response("No such segment", { status: 422 });
  return data<AddedAnswer>(
    added.reason === "taken" ? { ok: false, reason: "taken", name: added.name } : { ok: false, reason: "too-many" },
    {
      status: 422,
    },
  );
}

export default function ReadyMade() {
  const { offered } = useLoaderData<typeof loader>();
  const t = useT();
  return (
    <AdminPage intro={t("readyMade.intro")}>
      <Gallery offered={offered} />
    </AdminPage>
  );
}
