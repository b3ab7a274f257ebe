import type { PlainKey } from "../../../i18n/translate.ts";
import { useT } from "../../locale.tsx";
import { useToast } from "../../page/bridge/toast.ts";

/** What has become of something that was done about a change. `people`: so many were not told before. */
export type ChangeAnswer =
  | { did: "save"; outcome: "done" | "gone" | "invalid" | "too-many" }
  | { did: "remove"; outcome: "done" | "gone" }
  | { did: "tell"; outcome: "done"; people: number }
  | { did: "tell"; outcome: "gone" };

/** Says it. */
export function useTellOfChange(): (answer: ChangeAnswer) => void {
  const t = useT();
  const toast = useToast();
  return (answer) => {
    const refused = (key: PlainKey) => toast(t(key), { isError: true });
    if (answer.outcome === "gone") refused("surveyChanges.gone");
    else if (answer.outcome === "invalid") refused("surveyChanges.invalid");
    else if (answer.outcome === "too-many") refused("surveyChanges.tooMany");
    else if (answer.did === "tell") toast(t("surveyChanges.told", { count: answer.people }));
    else toast(t(answer.did === "save" ? "surveyChanges.saved" : "surveyChanges.removed"));
  };
}
