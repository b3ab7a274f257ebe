/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { counted, day, integer, money, own, t } from "../words.ts";
import { Picture } from "./picture.tsx";

type Held = NonNullable<View["loyalty"]["achievements"]>["held"][number];
type Going = NonNullable<View["loyalty"]["achievements"]>["going"][number];
type Open = View["program"]["achievements"][number];
type Around = { loyalty: Pick<View["loyalty"], "achievements">; asOf: number };

const ICONS = {
  star: "star-filled",
  medal: "star",
  share: "star",
  bag: "bag",
  cake: "calendar",
  tag: "discount",
  clock: "clock",
  check: "check-circle",
} as const;

/** What the shopper has earned, and how far they are with what is open. */
export function Achievements({ view }: { view: View }) {
  const { held = [], going = [] } = view.loyalty.achievements ?? {};
  const open = view.running === "yes" ? view.program.achievements.filter((item) => isShown(item, view)) : [];
  if (held.length === 0 && open.length === 0) return null;
  return (
    <s-section heading={t("achievements.heading")}>
      <s-stack gap="large">
        {open.map((item) => (
          <OpenItem key={item.id} item={item} going={going.find(({ id }) => id === item.id)} view={view} />
        ))}
        {held.map((item) => (
          <s-stack key={item.id} gap="small-200">
            <Title item={item} view={view} />
            <s-text color="subdued">{t("achievements.earned_html", { date: day(item.on) })}</s-text>
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}

/** Of what they have, the latest is listed; what they are at is listed whole, but for badges for a group, toward which nobody makes steps. */
export function isShown({ id, goal, until }: Pick<Open, "id" | "goal" | "until">, { loyalty, asOf }: Around): boolean {
  if (until !== null && until * 1_000 <= asOf) return false;
  const { held = [], going = [] } = loyalty.achievements ?? {};
  const isListed = (list: readonly { id: number }[]) => list.some((one) => one.id === id);
  return goal === "segment" || held.length === 0 ? !isListed(held) : isListed(going);
}

function OpenItem({ item, going, view }: { item: Open; going: Going | undefined; view: View }) {
  const value = going?.value ?? 0;
  const amount = (count: number) => (item.goal === "spend" ? money(count, view, true) : integer(count));
  const words = t("achievements.progress_html", { value: amount(value), target: amount(item.target) });
  const description = own(item.description, view);
  return (
    <s-stack gap="small-200">
      <Title item={item} view={view} />
      {description !== "" && <s-paragraph>{description}</s-paragraph>}
      {item.goal !== "segment" && (
        <>
          <s-progress value={value} max={item.target} accessibilityLabel={own(item.title, view)} />
          <s-text>{words}</s-text>
        </>
      )}
      {item.points > 0 && <s-text>{`+${counted("tiers.points", item.points)}`}</s-text>}
      {item.reward !== null && <s-text>{own(item.reward, view)}</s-text>}
      <Notes item={item} going={going} />
    </s-stack>
  );
}

function Notes({ item, going }: { item: Open; going: Going | undefined }) {
  const notes = [
    ...(item.last_day === null ? [] : [t("achievements.until_html", { date: day(item.last_day) })]),
    ...(going?.full === true
      ? [t("achievements.full")]
      : item.winners === null
        ? []
        : [counted("achievements.winners", item.winners)]),
    ...(going?.by == null ? [] : [t("achievements.keep_html", { date: day(going.by) })]),
  ];
  return notes.length === 0 ? null : <s-text color="subdued">{notes.join(" ")}</s-text>;
}

function Title({ item, view }: { item: Open | Held; view: View }) {
  return (
    <s-stack direction="inline" gap="small-200" alignItems="center">
      {item.picture === null ? <s-icon type={ICONS[item.icon]} /> : <Picture of={item} view={view} />}
      <s-text type="strong">{own(item.title, view)}</s-text>
    </s-stack>
  );
}
