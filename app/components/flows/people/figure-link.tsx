import { Link } from "@shopify/polaris";

import { writePeopleQuery, type Figure } from "../../../insights/flow-people/query.ts";
import { to } from "../../../pages.ts";
import { useT } from "../../locale.tsx";

type Props = {
  flowId: number;
  figure: Figure;
  stepId?: string;
  reason?: string;
  /** Of the last 90 days alone, where no step is named. */
  recent?: boolean;
  /** What is counted, for who hears links alone. */
  name: string;
  /** Who is counted can be looked at where there is somebody. */
  count: number;
  children: string;
};

/** A figure of a flow that leads to the customers behind it. */
export function FigureLink({ flowId, figure, stepId = "", reason = "", recent = false, name, count, children }: Props) {
  const t = useT();
  if (count === 0) return children;
  const query = writePeopleQuery({ figure, stepId: stepId || null, recent, reason: reason || null, within: null, before: null });
  return (
    <Link
      url={to("flowPeople", { flowId }, query)}
      monochrome
      accessibilityLabel={t("flowPeople.show", { figure: name, number: children })}
    >
      {children}
    </Link>
  );
}
