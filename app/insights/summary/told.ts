import { createFormat } from "../../i18n/format.ts";
import { translator, type Locale } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { isoOf } from "../figures/asked.ts";
import { figures } from "../figures/list.ts";
import type { Period } from "../figures/period.ts";
import { behindQuery } from "../figures/shown/behind.ts";
import { behindNames, figureNames } from "../figures/shown/names.ts";
import { writeFigure } from "../figures/shown/write.ts";
import type { FollowedGoal } from "../goals/goal.ts";
import { aimWord, stateWords } from "../goals/words.ts";
import type { Home } from "../home/home.server.ts";
import { toDoWords } from "../home/to-do-words.ts";
import { noonOf } from "../scores/shop-day.ts";
import type { Step } from "./steps.ts";
import type { Summary, SummaryKey } from "./summary.ts";

/** Somewhere in the admin, as `to` makes it. */
type Way = { action: string; path: string };
/** A summary in words, plain text everywhere. */
export type Told = {
  subject: string;
  month: string;
  intro: string;
  lines: { name: string; value: string; beside: string[] }[];
  goals: { name: string; text: string }[];
  steps: (Way & { title: string; text: string })[];
  open: Way;
};

type Shop = { name: string; currency: string; timeZone: string };
/** `window`: so many days after an order a customer counts as active. */
type About = { shop: Shop; locale: Locale; home: Pick<Home, "senderWaiting" | "program">; window: number };

export function tell(summary: Summary, { shop, locale, home, window }: About): Told {
  const t = translator(locale);
  const format = createFormat(locale, shop);
  const { months } = summary;
  const { month: period } = months;
  const nameOf = ({ first }: Period) => format.month(noonOf(shop, first));
  const [month, before, yearBefore] = [nameOf(period), nameOf(months.before), nameOf(months.yearBefore)];
  const names: Readonly<Record<SummaryKey, string>> = {
    ...{ retention: t("figures.retention"), repeat: t("figures.repeat"), fresh: t("summary.fresh") },
    ...{ returning: t("figures.returning"), flows: t("summary.flows"), points: t("summary.points") },
  };
  const write = (key: SummaryKey, value: number | null) => {
    if (value === null) return t("figures.none");
    if (key === "points") return format.number(value);
    return key === "retention" || key === "repeat" ? format.percent(value) : format.money(BigInt(Math.round(value)));
  };
  const ofGoal = ({ goal, value, standing }: FollowedGoal) => {
    const written = (of: number | null) => writeFigure(figures[goal.figure].unit, of, t, format);
    const { left, state } = standing;
    const date = format.date(noonOf(shop, goal.dueOn));
    return {
      ...{ name: t(figureNames[goal.figure]), value: written(value), target: written(goal.target), date },
      ...{ state: t(stateWords[state]), left: left === null || left === 0 ? null : t("goals.left", { left: written(left) }) },
    };
  };
  const wayOf = (step: Step): Told["steps"][number] => {
    switch (step.key) {
      case "to-do": {
        const { title, text, action, url } = toDoWords(step.toDo, home, t);
        return { title, text, action, path: url };
      }
      case "goal": {
        const { name, value, target, date } = ofGoal(step.goal);
        const text = t("summary.goalText", { value, target, date });
        return { title: t("summary.goalTitle", { name }), text, action: t("home.goalsAction"), path: to("goals") };
      }
      case "second-purchase":
        return {
          ...{ title: t("summary.onceTitle", { count: step.customers }), text: t("summary.onceText") },
          ...{ action: t("summary.flowsAction"), path: to("flows") },
        };
      case "win-back":
        return {
          ...{ title: t("summary.winBackTitle", { count: step.customers }), text: t("summary.winBackText") },
          ...{ action: t("summary.flowsAction"), path: to("flows") },
        };
      case "lost": {
        const name = `${t(behindNames.left)}, ${month}`;
        return {
          ...{ title: t("summary.winBackTitle", { count: step.customers }), text: t("summary.lostText") },
          ...{ action: t("summary.lostAction"), path: to("newSegment", { name, query: behindQuery("left", period, window) }) },
        };
      }
    }
  };
  const [from, until] = [isoOf(period.first), isoOf(period.last)];
  return {
    ...{ month, subject: t("summary.subject", { month, shop: shop.name }) },
    intro: t("summary.intro", { month, shop: shop.name, before, yearBefore }),
    lines: summary.lines.map((line) => ({
      ...{ name: names[line.key], value: write(line.key, line.value) },
      beside: [
        t("summary.beside", { month: before, value: write(line.key, line.before) }),
        t("summary.beside", { month: yearBefore, value: write(line.key, line.yearBefore) }),
      ],
    })),
    goals: summary.goals.map((followed) => {
      const { name, target, date, value, state, left } = ofGoal(followed);
      const parts = [
        t(aimWord(followed.goal.figure), { target, date }),
        t("goals.now", { value }),
        ...(left === null ? [] : [left]),
        state,
      ];
      return { name, text: parts.join(" · ") };
    }),
    steps: summary.steps.map(wayOf),
    open: { action: t("summary.open"), path: to("retention", { days: null, from, to: until }) },
  };
}
