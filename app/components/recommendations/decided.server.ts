import { z } from "zod";

import { chooseRecommendation } from "../../actions/merchant/choose-recommendation.server.ts";
import { choices } from "../../insights/recommendations/choices.server.ts";
import { readFields } from "../../lib/posted.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Decision } from "./use-decide.ts";

const id = z
  .string()
  .regex(/^(0|[1-9]\d{0,17})$/)
  .transform(BigInt);
const choice = z.enum([...choices, ""]).transform((one) => (one === "" ? null : one));
const postSchema = z.object({
  productId: id,
  otherId: id.refine((otherId) => otherId > 0n),
  title: z.string().max(500),
  seen: choice,
  want: choice,
});

/** What a merchant posts about a product that is recommended. @throws Response 422 for anything else */
export async function readDecision(request: Request, shop: Shop, actor: string): Promise<Decision> {
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success) throw new Response("Not a choice", { status: 422 });
  const { productId, otherId, seen, want } = posted.data;
  return { ...posted.data, outcome: await chooseRecommendation(shop, { productId, otherId }, { seen, want }, actor) };
}
