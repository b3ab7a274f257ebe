import type { SetupMark } from "../../../shops/settings/settings.ts";
import { to } from "../../../pages.ts";
import { usePost } from "../../page/posting/post.ts";

/** Deep links into the theme editor, each with one of our blocks. */
export type BlockLinks = { points: string; product: string; page: string; panel: string };

/** Tells what the merchant says of a step, or that they take it back. */
export function useMark(): { mark: (mark: SetupMark, is: boolean) => void; busy: boolean } {
  const { submit, busy } = usePost<{ ok: true }>({ action: to("home") });
  return { busy, mark: (mark, is) => submit({ mark, is: String(is) }) };
}
