import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";

const themes = ["system", "light", "dark"] as const;

/** A menu of Slack's looks, of which this browser remembers the one that was chosen. */
export function LookMenu(): JSX.Element {
  const [theme, setTheme] = useStored("theme", "system");
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  const onChange = ({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) =>
    setTheme(currentTarget.value);
  const options = themes.map((name) => h("option", { value: name, selected: name === theme }, name));
  return h("label", null, ["Look ", h("select", { onChange }, options)]);
}

/** A choice that this browser remembers. */
export function useStored(name: string, first: string): readonly [string, (next: string) => void] {
  const [value, setValue] = useState(() => localStorage.getItem(name) ?? first);
  const store = (next: string) => {
    localStorage.setItem(name, next);
    setValue(next);
  };
  return [value, store];
}

/** Whether the account is shown; on a phone it would leave no room for the chat. */
export function useAwsShown(): readonly [string, (next: string) => void] {
  return useStored("aws", matchMedia("(width < 720px)").matches ? "closed" : "open");
}

/** A button that opens and closes a part of the page. */
export function Toggle({
  name,
  state,
  set,
}: {
  readonly name: string;
  readonly state: string;
  readonly set: (next: string) => void;
}): JSX.Element {
  const isOpen = state === "open";
  const onClick = () => set(isOpen ? "closed" : "open");
  return h("button", { type: "button", "aria-pressed": isOpen, onClick }, name);
}
