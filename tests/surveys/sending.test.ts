import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { DEFAULT_BRAND } from "../../app/messages/content/brand/brand.ts";
import { checkBlock } from "../../app/messages/content/checks/check-blocks.ts";
import { compile } from "../../app/messages/content/compile/compile.server.ts";
import type { Block } from "../../app/messages/content/document/blocks.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { surveyChoices } from "../../app/surveys/content/for-emails.ts";
import { kinds, type SurveyKind } from "../../app/surveys/content/kinds.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { archiveSurvey, createSurvey } from "../../app/surveys/surveys.server.ts";
import { filled, german } from "../messages/content/content-stage.ts";
import { linksIn } from "../messages/links.ts";
import { noon, useOutbox } from "../messages/outbox-stage.ts";
import { messagesOf, stageCustomer } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

const choiceOf = (kind: SurveyKind, surveyId = 7) => {
  const [choice] = surveyChoices([{ surveyId, name: "Umfrage", version: 1, definition: kinds[kind].definition }]);
  return choice ?? expect.fail();
};
function blockOf(kind: SurveyKind, surveyId = 7): Block {
  return { id: "s1", kind: "survey", surveyId, version: 1, ...choiceOf(kind, surveyId).first.de };
}

describe("a survey's first question in an email", () => {
  it("has a link for each number of a scale, and for each answer of a list", async () => {
    const { html, text } = await filled([blockOf("nps")]);
    expect(html).toContain("weiterempfiehlst?");
    expect(text.match(/^- \d+: https:\/\/reprise\.example\/survey$/gm)).toHaveLength(11);
    expect((await filled([blockOf("heard")])).text).toContain("- Suchmaschine: https://reprise.example/survey");
  });

  it("without answers to choose from there is a button", async () => {
    const { html, text } = await filled([{ ...blockOf("nps"), answers: [] } as Block]);
    expect([html.includes("Jetzt antworten"), text.includes("Jetzt antworten: https://reprise.example/survey")]).toEqual([
      true,
      true,
    ]);
  });

  it("says what the survey says, whatever that looks like", async () => {
    const question = "{{ shop_name }} {% if x %}<script>alert(1)</script>";
    const { html, text } = await filled([{ ...blockOf("heard"), question } as Block]);
    expect(text).toContain(question);
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toContain("<script");
  });

  it("is asked for before the email can be published", () => {
    const at = (field: string) => ({ language: "de" as const, block: "s1", field });
    const fresh: Block = { id: "s1", kind: "survey", surveyId: 0, version: 0, question: "", answers: [] };
    expect(checkBlock(fresh, at).map(({ rule, severity }) => [rule, severity])).toEqual([["survey-missing", "error"]]);
    expect(checkBlock(blockOf("nps"), at)).toEqual([]);
  });
});

describe("whom a survey is sent to", () => {
  const database = useDatabase();
  const stage = useOutbox(database);
  let sent = 0;

  beforeEach(async () => {
    await createDefaultProgram(stage.shop.shopId, stage.shop.installedAt);
    await stageCustomer(database.db, stage.shop, 1n);
  });

  async function surveyEmail(kind: SurveyKind, emailId: number): Promise<number> {
    const { shopId } = stage.shop;
    const surveyId = (await createSurvey(shopId, kind, "de", "test", noon)) ?? 0;
    const document = german([blockOf(kind, surveyId)]);
    const compiled = await compile(document, DEFAULT_BRAND);
    await sql`
      insert into emails (shop_id, email_id, name, latest, published, created_at, updated_at) values (${shopId}, ${emailId}, 'E', 1, 1, ${noon}, ${noon})
    `.execute(database.db);
    await sql`
      insert into email_versions (shop_id, email_id, version, document, compiled, published_at, created_at, created_by)
      values (${shopId}, ${emailId}, 1, ${JSON.stringify(document)}::jsonb, ${JSON.stringify(compiled)}::jsonb, ${noon}, ${noon}, 'test')
    `.execute(database.db);
    return surveyId;
  }
  async function ask(emailId: number, days: number, customerId = 1n): Promise<string> {
    const at = plusMs(noon, days * DAY_MS);
    const message = { customerId, template: "flow-email" as const, key: `s:${++sent}`, data: { emailId, version: 1 } };
    await enqueue(database.db, stage.shop.shopId, [message], at);
    await stage.send(at);
    const { state, reason } = (await messagesOf(database.db, stage.shop, customerId)).at(-1) ?? expect.fail();
    return [state, reason].filter((word) => word !== null).join(" ");
  }

  it("leads each answer through the shop's own domain to the survey, in its version", async () => {
    const surveyId = await surveyEmail("nps", 1);
    expect(await ask(1, 0)).toBe("sent");
    const [email] = await stage.server.emails();
    const targets = linksIn(email?.text ?? "").flatMap(({ target }) => (target.to === "survey" ? [target] : []));
    expect(targets.map(({ answer }) => answer)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    expect(new Set(targets.map(({ survey, version }) => `${survey} ${version}`))).toEqual(new Set([`${surveyId} 1`]));
  });

  it("nobody is asked the NPS twice within 90 days, by whatever survey and email", async () => {
    await surveyEmail("nps", 1);
    await surveyEmail("nps", 2);
    expect(await ask(1, 0)).toBe("sent");
    expect(await ask(1, 40)).toBe("dropped asked-lately");
    expect(await ask(2, 89)).toBe("dropped asked-lately");
    expect(await ask(2, 91)).toBe("sent");
    expect(await ask(1, 120)).toBe("dropped asked-lately");
  });

  it("another kind has a quiet period of its own, other people have theirs, and emails without a survey none", async () => {
    await surveyEmail("nps", 1);
    await surveyEmail("leaving", 2);
    await surveyEmail("product", 3);
    await stageCustomer(database.db, stage.shop, 2n);
    expect(await ask(1, 0)).toBe("sent");
    expect(await ask(2, 2)).toBe("sent");
    expect(await ask(3, 4)).toBe("sent");
    expect(await ask(3, 6)).toBe("sent");
    expect(await ask(1, 6, 2n)).toBe("sent");
  });

  it("what was put away asks nobody", async () => {
    const surveyId = await surveyEmail("product", 1);
    await archiveSurvey(stage.shop.shopId, surveyId, noon);
    expect(await ask(1, 0)).toBe("dropped survey-closed");
  });
});
