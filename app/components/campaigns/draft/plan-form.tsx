import { BlockStack, Card, Checkbox, InlineGrid, Link, Select, Text, TextField } from "@shopify/polaris";

import {
  EARLY_HOURS,
  LOCAL_HOURS,
  type Audience,
  type Plan,
  type PlanField,
  type PlanProblem,
  type Timing,
} from "../../../campaigns/plan.ts";
import type { FlowShop } from "../../../insights/flow-shop.server.ts";
import { to } from "../../../pages.ts";
import { textIn } from "../../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../../locale.tsx";
import { useSegmentName } from "../../segment-badge.tsx";
import { problemWords } from "../campaign-words.ts";

type Props = {
  name: string;
  plan: Plan;
  shop: FlowShop;
  problems: Partial<Record<PlanField, PlanProblem>>;
  onName: (name: string) => void;
  onPlan: (change: Partial<Plan>) => void;
};

/** What a campaign sends, to whom and when, as it is typed. */
export function PlanForm({ name, plan, shop, problems, onName, onPlan }: Props) {
  const t = useT();
  const told = (field: PlanField) => {
    const problem = problems[field];
    return problem === undefined ? {} : { error: t(problemWords[problem]) };
  };
  const options = useAudiences(shop, plan.audience);
  return (
    <>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t("campaigns.what")}
          </Text>
          <TextField
            label={t("campaigns.name")}
            helpText={t("campaigns.nameHelp")}
            value={name}
            maxLength={120}
            autoComplete="off"
            onChange={onName}
          />
          <Select
            label={t("campaigns.email")}
            helpText={
              plan.emailId === null ? (
                t("campaigns.emailHelp")
              ) : (
                <Link url={to("email", { emailId: plan.emailId })}>{t("campaigns.openEmail")}</Link>
              )
            }
            options={[
              { value: "", label: t("campaigns.chooseEmail") },
              ...shop.emails.map(({ emailId, name: email }) => ({ value: String(emailId), label: email })),
              ...(plan.emailId === null || shop.emails.some(({ emailId }) => emailId === plan.emailId)
                ? []
                : [{ value: String(plan.emailId), label: t("campaigns.audienceGone") }]),
            ]}
            value={plan.emailId === null ? "" : String(plan.emailId)}
            onChange={(chosen) => onPlan({ emailId: chosen === "" ? null : Number(chosen) })}
            {...told("email")}
          />
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t("campaigns.toWhom")}
          </Text>
          <Select
            label={t("campaigns.audience")}
            options={options}
            value={keyOf(plan.audience)}
            onChange={(key) => onPlan({ audience: audienceOf(key) })}
            {...told("audience")}
          />
          <HoldoutField value={plan.holdout} onChange={(holdout) => onPlan({ holdout })} />
        </BlockStack>
      </Card>
      <TimingCard plan={plan} error={told("timing")} onPlan={onPlan} />
    </>
  );
}

function HoldoutField({ value, onChange }: { value: number; onChange: (holdout: number) => void }) {
  const t = useT();
  return (
    <Select
      label={t("campaigns.holdout")}
      helpText={t("campaigns.holdoutHelp")}
      options={[...new Set([0, 5, 10, 20, 30, 50, value])]
        .toSorted((a, b) => a - b)
        .map((percent) => ({ value: String(percent), label: `${percent} %` }))}
      value={String(value)}
      onChange={(chosen) => onChange(Number(chosen))}
    />
  );
}

const hours = Array.from({ length: LOCAL_HOURS.until - LOCAL_HOURS.from + 1 }, (_, at) => LOCAL_HOURS.from + at);

function TimingCard({ plan, error, onPlan }: { plan: Plan; error: { error?: string }; onPlan: Props["onPlan"] }) {
  const t = useT();
  const format = useFormat();
  const { timing, about } = plan;
  const set = (next: Timing) => onPlan({ timing: next });
  const day = "day" in timing ? timing.day : "";
  const kinds: Record<Timing["kind"], Timing> = {
    now: { kind: "now" },
    at: { kind: "at", day, time: "10:00" },
    local: { kind: "local", day, hour: 10 },
    before: { kind: "before", hours: EARLY_HOURS },
  };
  const choose = (kind: string) => {
    const next = Object.values(kinds).find((one) => one.kind === kind) ?? kinds.now;
    onPlan({ timing: next, ...(next.kind === "before" && about === null ? { about: { day: "", time: "10:00" } } : {}) });
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("campaigns.when")}
        </Text>
        <Select
          label={t("campaigns.timing")}
          options={[
            { value: "now", label: t("campaigns.now") },
            { value: "at", label: t("campaigns.at") },
            { value: "local", label: t("campaigns.local") },
            { value: "before", label: t("campaigns.before", { hours: timing.kind === "before" ? timing.hours : EARLY_HOURS }) },
          ]}
          value={timing.kind}
          onChange={choose}
          {...(timing.kind === "now" || timing.kind === "before" ? error : {})}
          {...(timing.kind === "local" ? { helpText: t("campaigns.localHelp") } : {})}
        />
        {(timing.kind === "at" || timing.kind === "local") && (
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
            <TextField
              label={t("campaigns.day")}
              type="date"
              value={timing.day}
              autoComplete="off"
              onChange={(chosen) => set({ ...timing, day: chosen })}
              {...error}
            />
            {timing.kind === "at" ? (
              <TextField
                label={t("campaigns.time")}
                type="time"
                value={timing.time}
                autoComplete="off"
                onChange={(time) => set({ ...timing, time: time.slice(0, 5) })}
              />
            ) : (
              <Select
                label={t("campaigns.hour")}
                options={hours.map((hour) => ({ value: String(hour), label: format.hour(hour) }))}
                value={String(timing.hour)}
                onChange={(hour) => set({ ...timing, hour: Number(hour) })}
              />
            )}
          </InlineGrid>
        )}
        {timing.kind !== "before" && (
          <Checkbox
            label={t("campaigns.aboutWanted")}
            checked={about !== null}
            onChange={(wanted) => onPlan({ about: wanted ? { day: "", time: "10:00" } : null })}
          />
        )}
        {about !== null && (
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
            <TextField
              label={t("campaigns.about")}
              helpText={t("campaigns.aboutHelp")}
              type="date"
              value={about.day}
              autoComplete="off"
              onChange={(chosen) => onPlan({ about: { ...about, day: chosen } })}
            />
            <TextField
              label={t("campaigns.aboutTime")}
              type="time"
              value={about.time}
              autoComplete="off"
              onChange={(time) => onPlan({ about: { ...about, time: time.slice(0, 5) } })}
            />
          </InlineGrid>
        )}
      </BlockStack>
    </Card>
  );
}

function keyOf(audience: Audience | null): string {
  switch (audience?.kind) {
    case undefined:
      return "";
    case "everyone":
      return "everyone";
    case "segment":
      return `segment:${audience.segmentId}`;
    case "tier":
      return `tier:${audience.tier}`;
  }
}

function audienceOf(key: string): Audience | null {
  if (key === "everyone") return { kind: "everyone" };
  const [, kind, value = ""] = /^(segment|tier):(.+)$/.exec(key) ?? [];
  if (kind === "segment") return { kind, segmentId: Number(value) };
  return kind === "tier" ? { kind, tier: value } : null;
}

/** Who can be chosen; what was chosen and is gone stays named, so that nothing changes unseen. */
function useAudiences({ segments, tiers }: FlowShop, chosen: Audience | null): { value: string; label: string }[] {
  const t = useT();
  const locale = useLocale();
  const segmentName = useSegmentName();
  const known = [
    { value: "everyone", label: t("campaigns.everyone") },
    ...segments.map(({ segmentId, ...segment }) => ({
      ...{ value: `segment:${segmentId}`, label: t("campaigns.segmentNamed", { name: segmentName(segment) }) },
    })),
    ...tiers.map(({ key, name }) => ({
      value: `tier:${key}`,
      label: t("campaigns.tierNamed", { name: textIn(name, locale, null) }),
    })),
  ];
  const key = keyOf(chosen);
  const gone = key !== "" && !known.some(({ value }) => value === key);
  return [
    { value: "", label: t("campaigns.chooseAudience") },
    ...known,
    ...(gone ? [{ value: key, label: t("campaigns.audienceGone") }] : []),
  ];
}

/** Whom a campaign goes to, in words. */
export function useAudienceName(shop: FlowShop): (audience: Audience | null) => string {
  const t = useT();
  const locale = useLocale();
  const segmentName = useSegmentName();
  return (audience) => {
    if (audience === null) return t("campaigns.audienceGone");
    if (audience.kind === "everyone") return t("campaigns.everyone");
    if (audience.kind === "tier") {
      const tier = shop.tiers.find(({ key }) => key === audience.tier);
      return tier === undefined
        ? t("campaigns.audienceGone")
        : t("campaigns.tierNamed", { name: textIn(tier.name, locale, null) });
    }
    const segment = shop.segments.find(({ segmentId }) => segmentId === audience.segmentId);
    return segment === undefined ? t("campaigns.audienceGone") : t("campaigns.segmentNamed", { name: segmentName(segment) });
  };
}
