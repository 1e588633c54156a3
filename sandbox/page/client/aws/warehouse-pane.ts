import type { JSX } from "preact";
import { h } from "preact";
import { useState } from "preact/hooks";
import type { Account, Preview } from "../../../aws/account.ts";
import { askAccount } from "./account.ts";
import { PreviewTable } from "./preview-table.ts";

const FIRST = `select insert_date, loan_category, "count"
from last.loan_tracker
order by insert_date desc, "count" desc`;

/** The warehouse, of which anything may be asked that changes nothing. */
export function WarehousePane({ warehouses }: { readonly warehouses: Account["warehouses"] }): JSX.Element {
  const [sql, setSql] = useState(FIRST);
  const [answer, setAnswer] = useState<Preview | string | null>(null);
  const run = () => {
    setAnswer("…");
    askAccount<Preview>("console/sql", "POST", { sql }).then(setAnswer, (error: Error) =>
      setAnswer(error.message),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  };
  return h("div", null, [
    h(
      "p",
      null,
      warehouses.length === 0
        ? "There is no warehouse."
        : warehouses.map(({ id, status }) => `${id}: ${status}`).join(", "),
    ),
    h("label", { class: "sql" }, [
      "SQL that reads (Ctrl+Enter runs it)",
      h("textarea", {
        class: "field",
        rows: 4,
        value: sql,
        spellcheck: false,
        onKeyDown,
        onInput: ({ currentTarget }: { readonly currentTarget: HTMLTextAreaElement }) =>
          setSql(currentTarget.value),
      }),
    ]),
    h("button", { type: "button", class: "button button-primary", onClick: run }, "Run"),
    typeof answer === "string"
      ? h("p", { role: "status" }, answer)
      : answer !== null && "rows" in answer
        ? h(PreviewTable, answer)
        : null,
  ]);
}
