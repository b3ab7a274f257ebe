import { achievements, achievementsGerman } from "./words/achievements.ts";
import { affiliateImport, affiliateImportGerman } from "./words/affiliate-import.ts";
import {
  affiliatePayouts,
  affiliatePayoutsGerman,
  affiliatePlans,
  affiliatePlansGerman,
  affiliates,
  affiliatesGerman,
  affiliateSettings,
  affiliateSettingsGerman,
} from "./words/affiliates.ts";
import { account, accountGerman } from "./words/account.ts";
import { mirrors, mirrorsGerman } from "./words/mirrors.ts";
import { attributes, attributesGerman, segmentParameters, segmentParametersGerman } from "./words/attributes.ts";
import { common, commonGerman, errors, errorsGerman, nav, navGerman, segmentNames, segmentNamesGerman } from "./words/common.ts";
import { calendar, calendarGerman, campaigns, campaignsGerman } from "./words/campaigns.ts";
import { charts, chartsGerman } from "./words/charts.ts";
import { draws, drawsGerman } from "./words/draws.ts";
import { modules, modulesGerman } from "./words/modules.ts";
import { community, communityGerman } from "./words/community.ts";
import { gatherings, gatheringsGerman } from "./words/gatherings.ts";
import { exclusion, exclusionGerman } from "./words/exclusion.ts";
import { failures, failuresGerman } from "./words/failures.ts";
import { compare, compareGerman } from "./words/compare.ts";
import { customer, customerGerman } from "./words/customer.ts";
import { customers, customersGerman } from "./words/customers.ts";
import { cohorts, cohortsGerman, figures, figuresGerman, goals, goalsGerman } from "./words/figures.ts";
import { flow, flowGerman } from "./words/flow.ts";
import { flowForecast, flowForecastGerman } from "./words/flow-forecast.ts";
import { flowLift, flowLiftGerman } from "./words/flow-lift.ts";
import { flowPeople, flowPeopleGerman } from "./words/flow-people.ts";
import { flowSteps, flowStepsGerman } from "./words/flow-steps.ts";
import { flows, flowsGerman } from "./words/flows.ts";
import { home, homeGerman } from "./words/home.ts";
import { leaderboard, leaderboardGerman } from "./words/leaderboard.ts";
import { onboarding, onboardingGerman } from "./words/onboarding.ts";
import { imports, importsGerman } from "./words/imports.ts";
import { visits, visitsGerman } from "./words/visits.ts";
import { apiKeys, apiKeysGerman } from "./words/api-keys.ts";
import { receivers, receiversGerman } from "./words/receivers.ts";
import { privacy, privacyGerman, webhooks, webhooksGerman } from "./words/operations.ts";
import {
  emailEditor,
  emailEditorGerman,
  emailFindings,
  emailFindingsGerman,
  emailOffers,
  emailOffersGerman,
} from "./words/email-editor.ts";
import { benchmarks, benchmarksGerman } from "./words/benchmarks.ts";
import { brand, brandGerman } from "./words/brand.ts";
import { emails, emailsGerman } from "./words/emails.ts";
import { owed, owedGerman } from "./words/owed.ts";
import { photoWall, photoWallGerman } from "./words/photo-wall.ts";
import { refill, refillGerman } from "./words/refill.ts";
import { sending, sendingGerman } from "./words/sending.ts";
import {
  segmentBuilder,
  segmentBuilderGerman,
  segmentEditor,
  segmentEditorGerman,
  segmentOperators,
  segmentOperatorsGerman,
} from "./words/segment-editor.ts";
import { senderDomain, senderDomainGerman } from "./words/sender-domain.ts";
import { summary, summaryGerman } from "./words/summary.ts";
import { suppressions, suppressionsGerman } from "./words/suppressions.ts";
import { blocks, blocksGerman } from "./words/blocks.ts";
import { nextAction, nextActionGerman } from "./words/next-action.ts";
import { notes, notesGerman } from "./words/notes.ts";
import { pointsLog, pointsLogGerman } from "./words/points-log.ts";
import { pointsCalendar, pointsCalendarGerman } from "./words/points-calendar.ts";
import { pointsName, pointsNameGerman } from "./words/points-name.ts";
import { pointsTools, pointsToolsGerman } from "./words/points-tools.ts";
import { program, programGerman } from "./words/program.ts";
import { programState, programStateGerman } from "./words/program-state.ts";
import { programEdit, programEditGerman } from "./words/program-edit.ts";
import { tierEdit, tierEditGerman } from "./words/tier-edit.ts";
import { till, tillGerman } from "./words/till.ts";
import { bonusEdit, bonusEditGerman } from "./words/bonus-edit.ts";
import { reasons, reasonsGerman } from "./words/reasons.ts";
import { redemptions, redemptionsGerman } from "./words/redemptions.ts";
import { claims, claimsGerman } from "./words/claims.ts";
import { referrals, referralsGerman } from "./words/referrals.ts";
import { reports, reportsGerman } from "./words/reports.ts";
import { rfm, rfmGerman } from "./words/rfm.ts";
import { predictions, predictionsGerman } from "./words/predictions.ts";
import { recommendations, recommendationsGerman } from "./words/recommendations.ts";
import { rewardForm, rewardFormGerman } from "./words/reward-form.ts";
import { rewards, rewardsGerman } from "./words/rewards.ts";
import { scopes, scopesGerman } from "./words/scopes.ts";
import { segmentProblems, segmentProblemsGerman } from "./words/segment-problems.ts";
import { readyMade, readyMadeGerman } from "./words/ready-made.ts";
import { segmentPage, segmentPageGerman } from "./words/segment-page.ts";
import { segments, segmentsGerman } from "./words/segments.ts";
import { settings, settingsGerman } from "./words/settings.ts";
import { reviewImport, reviewImportGerman } from "./words/review-import.ts";
import { reviews, reviewsGerman } from "./words/reviews.ts";
import { surveyChanges, surveyChangesGerman } from "./words/survey-changes.ts";
import { surveys, surveysGerman } from "./words/surveys.ts";
import { timeline, timelineGerman } from "./words/timeline.ts";
import { untold, untoldGerman } from "./words/untold.ts";

const en = {
  nav,
  common,
  charts,
  cohorts,
  figures,
  goals,
  errors,
  failures,
  segmentNames,
  home,
  onboarding,
  customers,
  customer,
  account,
  exclusion,
  notes,
  blocks,
  nextAction,
  timeline,
  reasons,
  program,
  programState,
  programEdit,
  tierEdit,
  till,
  bonusEdit,
  achievements,
  draws,
  modules,
  gatherings,
  community,
  leaderboard,
  rewards,
  rewardForm,
  apiKeys,
  visits,
  receivers,
  scopes,
  redemptions,
  claims,
  affiliates,
  affiliatePlans,
  affiliatePayouts,
  affiliateSettings,
  affiliateImport,
  referrals,
  reports,
  rfm,
  predictions,
  recommendations,
  segments,
  segmentPage,
  readyMade,
  segmentEditor,
  segmentBuilder,
  segmentOperators,
  attributes,
  segmentParameters,
  segmentProblems,
  mirrors,
  pointsLog,
  pointsCalendar,
  pointsName,
  pointsTools,
  imports,
  flows,
  campaigns,
  calendar,
  flow,
  flowSteps,
  flowForecast,
  flowLift,
  flowPeople,
  settings,
  emails,
  emailEditor,
  emailFindings,
  emailOffers,
  benchmarks,
  brand,
  owed,
  photoWall,
  refill,
  sending,
  summary,
  suppressions,
  surveyChanges,
  surveys,
  reviews,
  reviewImport,
  senderDomain,
  webhooks,
  compare,
  untold,
  privacy,
} as const;

/** English says which texts there are; every other language has the same. */
export type English = typeof en;

export const dictionaries = {
  en,
  de: {
    nav: navGerman,
    common: commonGerman,
    charts: chartsGerman,
    cohorts: cohortsGerman,
    figures: figuresGerman,
    goals: goalsGerman,
    errors: errorsGerman,
    failures: failuresGerman,
    segmentNames: segmentNamesGerman,
    home: homeGerman,
    onboarding: onboardingGerman,
    customers: customersGerman,
    customer: customerGerman,
    account: accountGerman,
    exclusion: exclusionGerman,
    notes: notesGerman,
    blocks: blocksGerman,
    nextAction: nextActionGerman,
    timeline: timelineGerman,
    reasons: reasonsGerman,
    program: programGerman,
    programState: programStateGerman,
    programEdit: programEditGerman,
    tierEdit: tierEditGerman,
    till: tillGerman,
    bonusEdit: bonusEditGerman,
    achievements: achievementsGerman,
    draws: drawsGerman,
    modules: modulesGerman,
    gatherings: gatheringsGerman,
    community: communityGerman,
    leaderboard: leaderboardGerman,
    rewards: rewardsGerman,
    rewardForm: rewardFormGerman,
    apiKeys: apiKeysGerman,
    visits: visitsGerman,
    receivers: receiversGerman,
    scopes: scopesGerman,
    redemptions: redemptionsGerman,
    claims: claimsGerman,
    affiliates: affiliatesGerman,
    affiliatePlans: affiliatePlansGerman,
    affiliatePayouts: affiliatePayoutsGerman,
    affiliateSettings: affiliateSettingsGerman,
    affiliateImport: affiliateImportGerman,
    referrals: referralsGerman,
    reports: reportsGerman,
    rfm: rfmGerman,
    predictions: predictionsGerman,
    recommendations: recommendationsGerman,
    segments: segmentsGerman,
    segmentPage: segmentPageGerman,
    readyMade: readyMadeGerman,
    segmentEditor: segmentEditorGerman,
    segmentBuilder: segmentBuilderGerman,
    segmentOperators: segmentOperatorsGerman,
    attributes: attributesGerman,
    segmentParameters: segmentParametersGerman,
    segmentProblems: segmentProblemsGerman,
    mirrors: mirrorsGerman,
    pointsLog: pointsLogGerman,
    pointsCalendar: pointsCalendarGerman,
    pointsName: pointsNameGerman,
    pointsTools: pointsToolsGerman,
    imports: importsGerman,
    flows: flowsGerman,
    campaigns: campaignsGerman,
    calendar: calendarGerman,
    flow: flowGerman,
    flowSteps: flowStepsGerman,
    flowForecast: flowForecastGerman,
    flowLift: flowLiftGerman,
    flowPeople: flowPeopleGerman,
    settings: settingsGerman,
    emails: emailsGerman,
    emailEditor: emailEditorGerman,
    emailFindings: emailFindingsGerman,
    emailOffers: emailOffersGerman,
    benchmarks: benchmarksGerman,
    brand: brandGerman,
    owed: owedGerman,
    photoWall: photoWallGerman,
    refill: refillGerman,
    sending: sendingGerman,
    summary: summaryGerman,
    suppressions: suppressionsGerman,
    surveyChanges: surveyChangesGerman,
    surveys: surveysGerman,
    reviews: reviewsGerman,
    reviewImport: reviewImportGerman,
    senderDomain: senderDomainGerman,
    webhooks: webhooksGerman,
    compare: compareGerman,
    untold: untoldGerman,
    privacy: privacyGerman,
  },
} as const;
