import type { Chosen } from "../../actions/merchant/choose-recommendation.server.ts";
import type { Choice } from "../../insights/recommendations/choices.server.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";

/** After which product (0: whatever was bought), which other, called so; what the page shows and what is wanted. */
export type Wish = { productId: bigint; otherId: bigint; title: string; seen: Choice | null; want: Choice | null };
/** What has become of it. */
export type Decision = Wish & { outcome: Chosen };

const said = { pinned: "recommendations.saidPinned", excluded: "recommendations.saidExcluded" } as const;
const refused = {
  changed: "recommendations.changed",
  "too-many": "recommendations.tooMany",
  unknown: "recommendations.unknown",
  itself: "recommendations.itself",
} as const;

/** Pins, excludes and takes back, and offers to undo what was done. */
export function useDecide(): { busy: boolean; decide: (wish: Wish) => void } {
  const t = useT();
  const toast = useToast();
  const { busy, answer, submit } = usePost<Decision | { outcome: null }>();
  const decide = ({ productId, otherId, title, seen, want }: Wish) =>
    submit({ productId: String(productId), otherId: String(otherId), title, seen: seen ?? "", want: want ?? "" });
  useTellOnce(answer, (decision) => {
    if (decision.outcome === null) return;
    const { outcome, title, seen, want } = decision;
    if (!outcome.ok) {
      toast(t(refused[outcome.reason]), { isError: true });
      return;
    }
    toast(t(want === null ? "recommendations.saidNothing" : said[want], { product: title }), {
      action: { content: t("recommendations.undo"), onAction: () => decide({ ...decision, seen: want, want: seen }) },
    });
  });
  return { busy, decide };
}
