import { acceptCompletion, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { linter, lintKeymap, type Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { useEffect, useRef } from "react";

import { read } from "../../../segments/language/check.ts";
import { describe } from "../../../segments/language/describe.ts";
import { useT } from "../../locale.tsx";
import { useSuggester } from "../use-suggester.ts";
import { completer } from "./complete.ts";
import { highlighting } from "./highlight.ts";

type Props = { text: string; describedBy: string; onChange: (text: string) => void };

/**
 * The query as text. Tab goes on to the next field, as everywhere: Enter takes a suggestion, Escape closes the list. Loaded only when somebody looks at the text.
 */
export default function CodeMirror({ text, describedBy, onChange }: Props) {
  const t = useT();
  const suggest = useSuggester();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const heard = useRef({ onChange, suggest });
  const first = useRef(text);
  useEffect(() => {
    heard.current = { onChange, suggest };
  });
  useEffect(() => {
    if (place.current === null) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          history(),
          keymap.of([
            ...completionKeymap,
            { key: "Ctrl-Enter", run: acceptCompletion },
            ...defaultKeymap,
            ...historyKeymap,
            ...lintKeymap,
          ]),
          highlighting,
          autocompletion({ override: [completer(t, (...asked) => heard.current.suggest(...asked))], icons: false }),
          linter((current) => diagnosticsOf(current.state.doc.toString()), { delay: 300 }),
          EditorView.lineWrapping,
          placeholder("number_of_orders > 1 AND last_order_date >= -90d"),
          EditorView.contentAttributes.of({
            ...{ "aria-label": t("segmentEditor.textLabel"), "aria-describedby": describedBy },
            ...{ spellcheck: "false", autocapitalize: "off", translate: "no" },
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) heard.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();

    function diagnosticsOf(typed: string): Diagnostic[] {
      if (typed.trim() === "") return [];
      const checked = read(typed);
      if (checked.ok) return [];
      return checked.problems.map((problem) => {
        const from = Math.min(problem.at, Math.max(0, typed.length - 1));
        return {
          from,
          to: Math.min(typed.length, Math.max(problem.at + problem.length, from + 1)),
          severity: "error",
          message: describe(problem, t),
        };
      });
    }
  }, [t, describedBy]);
  useEffect(() => {
    const current = view.current;
    if (current === null || current.state.doc.toString() === text) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);
  return <div ref={place} className="segment-code" />;
}
