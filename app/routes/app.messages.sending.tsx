import { BlockStack, Checkbox, Text, TextField } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useRef, useState } from "react";

import { changeSendingRules } from "../actions/merchant/change-sending-rules.server.ts";
import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useFormat, useLocale, useT } from "../components/locale.tsx";
import { Part } from "../components/page/part.tsx";
import { SenderDomain } from "../components/settings/sender-domain.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { useTellOnce } from "../components/tell-once.ts";
import type { PlainKey } from "../i18n/translate.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { domainOf } from "../messages/sender-domain/answers.ts";
import { readSettings } from "../shops/settings/settings.server.ts";
import { holidayCountries } from "../messages/timing/holidays.ts";
import {
  conditions,
  LEAST,
  MOST,
  parseRules,
  type Condition,
  type SendingErrors,
  type SendingField,
  type SendingRules,
} from "../messages/timing/sending-rules.ts";
import { readRules } from "../messages/timing/sending-rules.server.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [rules, { senderEmail }] = await Promise.all([readRules(shop.shopId), readSettings(shop.shopId)]);
  return { rules, countries: holidayCountries, domain: domainOf(senderEmail) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const parsed = parseRules(await readFields(request));
  if (!parsed.ok) return parsed;
  await changeSendingRules(shop.shopId, parsed.rules, parsed.existingCustomers, now());
  return { ok: true as const, errors: {} as SendingErrors };
}

type Toggle = "restSundays" | "restHolidays";
type Values = Record<SendingField | Toggle | Condition, string>;

export default function Sending() {
  const { rules, countries, domain } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const countryNames = useCountryNames(countries);
  const post = usePost<typeof action>({ action: to("sending") });
  const { typed: values, type, changed, sending, discard } = useTyped<Values>(valuesOf(rules));
  const [corrected, setCorrected] = useState<readonly SendingField[]>([]);
  const form = useRef<HTMLFormElement>(null);
  const errors = useAnswer(post.answer);
  const since = rules.existingCustomersSince;
  const number = (name: SendingField) => {
    const issue = corrected.includes(name) ? undefined : errors[name];
    const limits = { least: format.number(LEAST[name]), most: format.number(MOST[name]) };
    return {
      ...{ name, id: name, value: values[name], autoComplete: "off", inputMode: "numeric" as const },
      onChange: (value: string) => {
        type({ [name]: value });
        setCorrected((before) => [...before, name]);
      },
      error: issue === undefined ? undefined : issue === "whole" ? t("sending.whole") : t("sending.range", limits),
    };
  };
  const toggle = (name: Toggle | Condition) => ({
    ...{ name, id: name, value: "on", checked: values[name] === "on" },
    onChange: (on: boolean) => type({ [name]: on ? "on" : "" }),
  });
  return (
    <AdminPage intro={t("sending.intro")}>
      <SaveBar open={changed} busy={post.busy} onSave={() => form.current?.requestSubmit()} onDiscard={discard} />
      <form
        {...post.form}
        ref={form}
        onSubmit={(event) => {
          setCorrected([]);
          sending();
          post.form.onSubmit(event);
        }}
      >
        <BlockStack gap="600">
          <Part title={t("sending.often")} help={t("sending.oftenHelp")}>
            <TextField
              {...number("capHours")}
              label={t("sending.capHours")}
              helpText={t("sending.capHoursHelp")}
              suffix={t("sending.hours")}
            />
            <TextField
              {...number("capPerWeek")}
              label={t("sending.capPerWeek")}
              helpText={t("sending.capPerWeekHelp")}
              suffix={t("sending.perCustomer")}
            />
          </Part>
          <Part title={t("sending.limit")} help={t("sending.limitHelp")}>
            <TextField {...number("dailyLimit")} label={t("sending.dailyLimit")} helpText={t("sending.dailyLimitHelp")} />
          </Part>
          <Part title={t("sending.when")} help={t("sending.whenHelp")}>
            <Checkbox {...toggle("restSundays")} label={t("sending.restSundays")} />
            <Checkbox
              {...toggle("restHolidays")}
              label={t("sending.restHolidays")}
              helpText={t("sending.restHolidaysHelp", { countries: countryNames })}
            />
          </Part>
          <Part title={t("sending.existing")} help={t("sending.existingHelp")}>
            {conditions.map((condition) => (
              <Checkbox
                key={condition}
                {...toggle(condition)}
                label={t(conditionWords[condition])}
                error={errors.existingCustomers !== undefined && values[condition] !== "on" ? t("sending.allFour") : undefined}
              />
            ))}
            {since !== null && (
              <Text as="p" tone="subdued">
                {t("sending.existingSince", { date: format.date(since) })}
              </Text>
            )}
          </Part>
        </BlockStack>
      </form>
      <SenderDomain domain={domain} />
    </AdminPage>
  );
}

const conditionWords: Record<Condition, PlainKey> = {
  fromSale: "sending.fromSale",
  similarGoods: "sending.similarGoods",
  noObjection: "sending.noObjection",
  toldOfRight: "sending.toldOfRight",
};

/** Tells the outcome once for each answer, and leads to the first field that needs attention. */
function useAnswer(answer: { ok: boolean; errors: SendingErrors } | undefined): SendingErrors {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, ({ ok, errors }) => {
    toast(ok ? t("sending.saved") : t("sending.failed"), { isError: !ok });
    const [field] = Object.keys(errors);
    const first = field === "existingCustomers" ? conditions[0] : field;
    if (first !== undefined) document.getElementById(first)?.focus();
  });
  return answer?.errors ?? {};
}

function useCountryNames(countries: readonly string[]): string {
  const locale = useLocale();
  const names = new Intl.DisplayNames([locale], { type: "region" });
  const list = countries.map((country) => names.of(country) ?? country).sort((one, other) => one.localeCompare(other, locale));
  return new Intl.ListFormat(locale).format(list);
}

function valuesOf(rules: SendingRules): Values {
  const { capHours, capPerWeek, dailyLimit, restSundays, restHolidays } = rules;
  const met = rules.existingCustomersSince === null ? "" : "on";
  return {
    ...{ capHours: String(capHours), capPerWeek: String(capPerWeek ?? ""), dailyLimit: String(dailyLimit ?? "") },
    ...{ restSundays: restSundays ? "on" : "", restHolidays: restHolidays ? "on" : "" },
    ...{ fromSale: met, similarGoods: met, noObjection: met, toldOfRight: met },
  };
}
