import type { JSX } from "preact";
import { h } from "preact";
import { useState } from "preact/hooks";
import { useAccount } from "./aws/account.ts";
import { AwsPane } from "./aws/aws-pane.ts";
import { Workspace } from "./chat/workspace.ts";
import { ClockBar } from "./clock-bar.ts";
import { useFeed } from "./feed/feed.ts";
import { LookMenu, Toggle, useAwsShown, useStored } from "./look.ts";
import { TourPane } from "./tour/tour-pane.ts";

/** Who looks, as the page's address says: `?as=operator&beside=approver`. */
interface Looking {
  readonly as: string;
  readonly beside: string | null;
}

/** The page: one person's workspace or those of two, what there is in AWS, and a tour. `command` is what the app hears. */
export function App({ command }: { readonly command: string }): JSX.Element {
  const [{ as, beside }, setLooking] = useState<Looking>(() => {
    const asked = new URLSearchParams(location.search);
    return { as: asked.get("as") ?? "operator", beside: asked.get("beside") };
  });
  const [aws, setAws] = useAwsShown();
  const [tour, setTour] = useStored("tour-is", "open");
  const [chosen, setChosen] = useState<"as" | "beside" | null>(null);
  const feed = useFeed(as);
  // The tour is ticked by the account as well, whether or not there is room to show it.
  const { account, awaySince } = useAccount(aws === "open" || tour === "open");
  const look = (next: Looking) => {
    const asked = new URLSearchParams({ as: next.as, ...(next.beside !== null && { beside: next.beside }) });
    history.replaceState(null, "", `?${asked}${location.hash}`);
    setLooking(next);
  };
  return h("div", { class: "page" }, [
    h("header", { class: "bar" }, [
      h("strong", null, "Loan Tracker"),
      h("span", null, "A sandbox: nothing here costs money"),
      h(ClockBar, { key: "clock" }),
      h(Toggle, { key: "tour", name: "Tour", state: tour, set: setTour }),
      h(Toggle, { key: "aws", name: "AWS", state: aws, set: setAws }),
      h(
        "button",
        {
          type: "button",
          "aria-pressed": beside !== null,
          onClick: () => {
            setChosen(null);
            look({ as, beside: beside === null ? "approver" : null });
          },
        },
        "Two persons",
      ),
      h(LookMenu, { key: "look" }),
    ]),
    tour === "open"
      ? h(TourPane, {
          key: "tour",
          // What is not seen proves nothing.
          account: awaySince === null ? account : null,
          command,
          messages: feed.seen?.messages[feed.seen.channels[0]?.id ?? ""] ?? [],
        })
      : null,
    h("main", { key: "main", class: "workspaces" }, [
      h(Workspace, {
        key: `as ${as}`,
        person: as,
        feed,
        ...{ within: "", isAlone: beside === null },
        isChosen: chosen === "as",
        onPerson: (name: string) => {
          setChosen("as");
          look({ as: name, beside });
        },
      }),
      beside === null
        ? null
        : h(Beside, {
            key: `beside ${beside}`,
            person: beside,
            isChosen: chosen === "beside",
            onPerson: (name: string) => {
              setChosen("beside");
              look({ as, beside: name });
            },
          }),
      aws === "open"
        ? h(AwsPane, { key: "aws", account, awaySince, command, onClose: () => setAws("closed") })
        : null,
    ]),
  ]);
}

function Beside({
  person,
  ...rest
}: {
  readonly person: string;
  readonly isChosen: boolean;
  readonly onPerson: (name: string) => void;
}): JSX.Element {
  return h(Workspace, { person, feed: useFeed(person), within: "beside-", isAlone: false, ...rest });
}
