import type { Request } from "express";

import { flowExtensions, type FlowExtension } from "../flow/extensions.ts";
import { runAction, tellUse } from "../flow/request.ts";
import { flowOf, type Asked, type Received } from "../flow/runs.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { queryText } from "./paging.ts";
import { fill } from "./texts.ts";
import type { View } from "./view.ts";

/** Shopify Flow, as far as the app meets it: which triggers workflows use, what they were told, and actions to run. */
export function flowRunsPage(view: View, request: Request): string {
  const { texts, shop } = view;
  const { triggers, actions } = flowExtensions();
  const { used, received, asked } = flowOf(shop);
  const problem = queryText(request, "problem");
  const body = html`<div class="page">
    <h1>${texts.flowRuns}</h1>
    ${problem !== "" && html`<p class="banner bad" role="alert">${fill(texts.impossible, { reason: problem })}</p>`}
    <section class="card" aria-labelledby="triggers">
      <h2 id="triggers">${texts.flowTriggers}</h2>
      <p>${texts.flowTriggersHint}</p>
      ${triggers.map((trigger) => triggerRow(view, trigger, used.has(trigger.handle)))}
    </section>
    <section class="card" aria-labelledby="told">
      <h2 id="told">${texts.flowTold}</h2>
      ${received.length === 0 ? html`<p class="empty">${texts.flowNothing}</p>` : received.toReversed().map((one) => told(view, one))}
    </section>
    ${actions.map((action) => actionCard(view, action))}
    <section class="card" aria-labelledby="asked">
      <h2 id="asked">${texts.flowAsked}</h2>
      ${asked.length === 0 ? html`<p class="empty">${texts.flowNothing}</p>` : asked.toReversed().map((one) => run(view, one))}
    </section>
  </div>`;
  return layout(view, { title: texts.flowRuns, section: null, body });
}

function triggerRow({ base, texts }: View, { handle, name }: FlowExtension, used: boolean): Html {
  return html`<form method="post" action="${base}/flow/triggers/${handle}">
    <input type="hidden" name="used" value="${used ? "no" : "yes"}" />
    <button>${fill(used ? texts.flowOff : texts.flowOn, { name })}</button>
  </form>`;
}

function told({ dateTime }: View, { handle, payload, at }: Received): Html {
  return html`<h3>${handle}</h3>
    <p class="quiet">${dateTime(at)}</p>
    <pre style="white-space: pre-wrap; overflow-wrap: anywhere">${written(payload)}</pre>`;
}

function actionCard({ base, texts }: View, { handle, name, description, fields }: FlowExtension): Html {
  return html`<section class="card" aria-labelledby="action-${handle}">
    <h2 id="action-${handle}">${name}</h2>
    <p>${description}</p>
    <form method="post" action="${base}/flow/actions/${handle}">
      ${fields.map(
        (field) =>
          html`<p>
            <label>${field.name} <input name="${field.key}" autocomplete="off" /></label> ${field.description}
          </p>`,
      )}
      <button>${fill(texts.flowRun, { name })}</button>
    </form>
  </section>`;
}

function run({ base, texts }: View, { runId, handle, properties, status, answer, times }: Asked): Html {
  return html`<h3>${handle}</h3>
    <p>${status ?? "–"} ${answer} · ${times} ×</p>
    <pre style="white-space: pre-wrap; overflow-wrap: anywhere">${written(properties)}</pre>
    <form method="post" action="${base}/flow/actions/${handle}">
      <input type="hidden" name="run" value="${runId}" />
      <button aria-label="${fill(texts.flowAgainNamed, { id: runId })}">${texts.flowAgain}</button>
    </form>`;
}

function written(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? String(item) : item), 2);
}

/** Switches workflows with a trigger on or off. @returns where to go */
export async function changeUse({ config, shop, base, world }: View, request: Request): Promise<string> {
  const used = (request.body as Record<string, unknown>)["used"] === "yes";
  const answer = await tellUse(config, shop, request.params["handle"] ?? "", used, world.clock.now());
  return answer?.status === 200 ? `${base}/flow` : `${base}/flow?problem=${answer?.status ?? "-"}`;
}

/** Runs an action with what was entered. @returns where to go */
export async function askAction({ config, shop, base }: View, request: Request): Promise<string> {
  const { run: runId, ...entered } = request.body as Record<string, string>;
  const handle = request.params["handle"] ?? "";
  const fields = flowExtensions().actions.find((one) => one.handle === handle)?.fields ?? [];
  const properties = Object.fromEntries(fields.map(({ key, type }) => [key, typed(type, entered[key] ?? "")]));
  await runAction(config, shop, handle, properties, runId);
  return `${base}/flow`;
}

function typed(type: string, text: string): unknown {
  return type !== "single_line_text_field" && /^-?\d{1,18}$/.test(text) ? BigInt(text) : text;
}

/** What there is, for programs. */
export function flowDetail({ shop }: View): unknown {
  const { used, received, asked } = flowOf(shop);
  const plain = { used: [...used], received, asked };
  return JSON.parse(JSON.stringify(plain, (_key, item: unknown) => (typeof item === "bigint" ? String(item) : item)));
}
