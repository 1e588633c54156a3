import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Json } from "../../../../src/web/json.ts";
import { textIn } from "../../../../src/web/json.ts";
import type { Reader } from "../../../../src/web/reader.ts";
import { drawConfirm, drawModal } from "../../../../src/web/view.ts";
import { Guarded } from "../chat/guarded.ts";
import { act } from "./act.ts";
import { Dialog } from "./dialog.ts";
import { wrongIn } from "./form-rules.ts";
import { valuesIn } from "./pressed.ts";

/** A modal of the app, which is sent off or closed. `used` is why what was pressed in it did not reach the app. */
export function ModalDialog({
  view,
  reader,
  used,
}: {
  readonly view: Json;
  readonly reader: Reader;
  readonly used: string | null;
}): JSX.Element {
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Who sent the form off goes on at the first field that is wrong.
    const wrong = place.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    (wrong?.querySelector<HTMLElement>("input") ?? wrong)?.focus();
  }, [errors]);
  const viewId = String(view["id"]);
  const user = reader.userId;
  const close = () => void act("close", { user, view_id: viewId });
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const values = valuesIn(event.target);
    const unfilled = wrongIn(view, values);
    if (Object.keys(unfilled).length > 0) return setErrors(unfilled);
    const { refused, errors: wrong } = await act("submit", { user, view_id: viewId, values });
    setErrors(refused === null ? wrong : { "": refused });
  };
  const onClick = ({ target }: MouseEvent) => {
    if (target instanceof Element && target.closest("[data-close]") !== null) close();
  };
  const shown = used === null ? errors : { "": used, ...errors };
  const form = h(
    "div",
    { ref: place, onSubmit, onClick },
    h(Guarded, {
      of: view,
      draw: () => drawModal(view, { reader, errors: shown }),
      instead: (why) => h("p", { class: "nothing" }, `The app's form cannot be drawn (${String(why)}).`),
    }),
  );
  return h(Dialog, { label: textIn(view["title"]) ?? "Form", onLeave: close, children: form });
}

/** What the app wants asked before an element acts. */
export function ConfirmDialog({
  confirm,
  reader,
  onAnswer,
}: {
  readonly confirm: Json;
  readonly reader: Reader;
  readonly onAnswer: (isYes: boolean) => void;
}): JSX.Element {
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    onAnswer(event.submitter instanceof HTMLButtonElement && event.submitter.value === "yes");
  };
  const form = h("div", { onSubmit }, drawConfirm(confirm, reader));
  return h(Dialog, {
    label: textIn(confirm["title"]) ?? "Are you sure?",
    onLeave: () => onAnswer(false),
    children: form,
  });
}
