import { common, commonGerman, errors, errorsGerman, nav, navGerman, segmentNames, segmentNamesGerman } from "./words/common.ts";
import { customer, customerGerman } from "./words/customer.ts";
import { customers, customersGerman } from "./words/customers.ts";
import { flows, flowsGerman } from "./words/flows.ts";
import { home, homeGerman } from "./words/home.ts";
import { privacy, privacyGerman, webhooks, webhooksGerman } from "./words/operations.ts";
import { mails, mailsGerman } from "./words/mails.ts";
import { reasons, reasonsGerman } from "./words/reasons.ts";
import { segments, segmentsGerman } from "./words/segments.ts";
import { settings, settingsGerman } from "./words/settings.ts";
import { timeline, timelineGerman } from "./words/timeline.ts";

const en = {
  nav,
  common,
  errors,
  segmentNames,
  home,
  customers,
  customer,
  timeline,
  reasons,
  segments,
  flows,
  settings,
  mails,
  webhooks,
  privacy,
} as const;

/** English says which texts there are; every other language has the same. */
export type English = typeof en;

export const dictionaries = {
  en,
  de: {
    nav: navGerman,
    common: commonGerman,
    errors: errorsGerman,
    segmentNames: segmentNamesGerman,
    home: homeGerman,
    customers: customersGerman,
    customer: customerGerman,
    timeline: timelineGerman,
    reasons: reasonsGerman,
    segments: segmentsGerman,
    flows: flowsGerman,
    settings: settingsGerman,
    mails: mailsGerman,
    webhooks: webhooksGerman,
    privacy: privacyGerman,
  },
} as const;
