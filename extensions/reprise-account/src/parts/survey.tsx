/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";

import { answerSurvey, readSurvey, type Asked, type SurveyQuestion } from "../api.ts";
import { typedIn } from "../host.ts";
import { t } from "../words.ts";

/** A survey that is open for the shopper, one question after the other; nothing where there is none. @param known what is asked again when it changes */
export function Survey({ asked, known = "" }: { asked: Asked; known?: string }) {
  const [question, setQuestion] = useState<SurveyQuestion | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const about = JSON.stringify(asked);
  useEffect(() => {
    let over = false;
    readSurvey(JSON.parse(about) as Asked).then(
      // Who is answering is not interrupted.
      (found) => over || setQuestion((before) => before ?? found),
      // Nobody misses what they were not asked.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [about, known]);
  if (question === null && told === null) return null;
  return (
    <s-section heading={t("account.survey")}>
      <s-stack gap="base">
        {question !== null && (
          <Question
            key={`${question.survey}-${question.id}`}
            {...{ question, asked }}
            onNext={(next, message) => {
              setQuestion(next);
              setTold(message === "" ? null : message);
            }}
          />
        )}
        <s-stack accessibilityRole="status">{told !== null && <s-paragraph>{told}</s-paragraph>}</s-stack>
      </s-stack>
    </s-section>
  );
}

type Props = { question: SurveyQuestion; asked: Asked; onNext: (next: SurveyQuestion | null, message: string) => void };

function Question({ question, asked, onNext }: Props) {
  const { survey, version, sheet, id, type, intro, ask, required, chosen, words } = question;
  const [only, setOnly] = useState(Array.isArray(chosen) || chosen === null ? "" : String(chosen));
  const [several, setSeveral] = useState<readonly string[]>(Array.isArray(chosen) ? chosen : []);
  const [busy, setBusy] = useState(false);
  const isMissing = required && (type === "several" ? several.length === 0 : only.trim() === "");
  const send = async () => {
    setBusy(true);
    const answer = type === "several" ? Object.fromEntries(several.map((one) => [`answer-${one}`, "on"])) : { answer: only };
    const of = { survey: String(survey), version: String(version), sheet, question: id };
    const told = await answerSurvey({ ...asked, ...of, ...answer });
    setBusy(false);
    // Where no answer came, or too many were sent, what was typed stays: the same may be sent again.
    onNext(told?.next === undefined ? question : told.next, told?.message ?? t("common.lost"));
  };
  return (
    <s-stack gap="base">
      {intro !== "" && <s-paragraph color="subdued">{intro}</s-paragraph>}
      <s-heading>{ask}</s-heading>
      <Field {...{ question, only, several }} onOnly={setOnly} onSeveral={setSeveral} />
      <s-stack direction="inline">
        <s-button loading={busy} disabled={isMissing} onClick={() => void send()}>
          {words.send}
        </s-button>
      </s-stack>
    </s-stack>
  );
}

type FieldProps = {
  question: SurveyQuestion;
  only: string;
  several: readonly string[];
  onOnly: (answer: string) => void;
  onSeveral: (answers: readonly string[]) => void;
};

function Field({ question: { type, options, words, required }, only, several, onOnly, onSeveral }: FieldProps) {
  if (type === "text")
    return (
      <s-text-area
        label={words.field}
        rows={3}
        maxLength={2000}
        required={required}
        value={only}
        onInput={(event) => onOnly(typedIn(event))}
      />
    );
  if (type === "several")
    return (
      <s-stack gap="small-200" accessibilityRole="section" accessibilityLabel={words.field}>
        {options.map(({ id, label }) => (
          <s-checkbox
            key={id}
            label={label}
            checked={several.includes(id)}
            onChange={() => onSeveral(several.includes(id) ? several.filter((one) => one !== id) : [...several, id])}
          />
        ))}
      </s-stack>
    );
  return (
    <s-select label={words.field} value={only} onChange={(event) => onOnly(typedIn(event))}>
      {options.map(({ id, label }) => (
        <s-option key={id} value={id}>
          {label}
        </s-option>
      ))}
    </s-select>
  );
}
