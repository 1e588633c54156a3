import type { Clock } from "../../config/clock.ts";
import type { Journal } from "../../domain/runs/journal.ts";
import type { batchFacts } from "../../domain/workflows/batch-facts.ts";
import type { StepName } from "../../domain/workflows/workflow-facts.ts";
import type { Owing } from "../../jobs/messages/outbox.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { WakeQueue } from "../../jobs/store/wake-queue.ts";

/** A number that changes by itself, read when somebody looks. `read` may reject: then there is no number. */
export interface Gauge {
  readonly name: `loans_${string}`;
  readonly help: string;
  readonly labels: readonly string[];
  read(): Promise<readonly { readonly value: number; readonly labels?: Readonly<Record<string, string>> }[]>;
}

interface GaugeParts {
  readonly store: { journal(runId: string): Promise<Journal> };
  readonly ledger: { live(): Promise<readonly string[]>; holders(): Promise<readonly string[]> };
  readonly queues: Readonly<Record<string, Pick<WakeQueue, "depth">>>;
  readonly outbox: { owing(): Promise<readonly Owing[]> };
  readonly view: (runId: string) => Promise<RunView | null>;
  readonly clock: Clock;
}

/** What Redis holds of runs, queues and messages, the same from every process. */
export function engineGauges(parts: GaugeParts): readonly Gauge[] {
  const { ledger, queues, view } = parts;
  return [
    {
      name: "loans_live_runs",
      help: "Runs that have not ended",
      labels: [],
      read: async () => [{ value: (await ledger.live()).length }],
    },
    {
      name: "loans_waiting_runs",
      help: "Live runs that wait for their turn, or for a person",
      labels: ["for"],
      read: async () => {
        const [live, holders] = await Promise.all([ledger.live(), ledger.holders()]);
        const views = await Promise.all(holders.map(view));
        return [
          { labels: { for: "turn" }, value: live.filter((id) => !holders.includes(id)).length },
          {
            labels: { for: "person" },
            value: views.filter((one) => one?.progress.state === "approval").length,
          },
        ];
      },
    },
    {
      name: "loans_queue_jobs",
      help: "Wake-ups in a queue; delayed ones are parked until their next look",
      labels: ["queue", "state"],
      read: async () => {
        const depths = Object.entries(queues).map(async ([queue, of]) =>
          Object.entries(await of.depth()).map(([state, value]) => ({ labels: { queue, state }, value })),
        );
        return (await Promise.all(depths)).flat();
      },
    },
    ...messageGauges(parts),
  ];
}

/** What the channel has not got. */
function messageGauges({
  store,
  outbox,
  clock,
}: Pick<GaugeParts, "store" | "outbox" | "clock">): readonly Gauge[] {
  return [
    {
      name: "loans_outbox_messages",
      help: "Messages that the channel has not got in their newest state",
      labels: [],
      read: async () => [{ value: (await outbox.owing()).length }],
    },
    {
      name: "loans_outbox_age_seconds",
      help: "How long the oldest of these messages has been owed; 0 when nothing is",
      labels: [],
      read: async () => {
        const since = await Promise.all(
          (await outbox.owing()).map(async (owing) =>
            owedSince(owing, owing.runId === null ? [] : await store.journal(owing.runId)),
          ),
        );
        const now = clock.now().getTime();
        return [{ value: Math.max(0, ...since.map((ms) => (ms === null ? 0 : (now - ms) / 1_000))) }];
      },
    },
  ];
}

const SUMMARIZING = "summarize" satisfies StepName<typeof batchFacts>;

/** When there first was something to say that has not been said, in ms; `null`: it has all been said. */
export function owedSince({ kind, saidAtMs, owedAtMs }: Owing, journal: Journal): number | null {
  if (kind === "notice") return saidAtMs === null ? (owedAtMs ?? null) : null;
  if (kind === "alert" && saidAtMs === null) return owedAtMs ?? null;
  const news = journal.find((entry) =>
    kind === "summary"
      ? saidAtMs === null && entry.kind === "started" && entry.step === SUMMARIZING
      : Date.parse(entry.at) > (saidAtMs ?? 0),
  );
  return news === undefined ? null : Date.parse(news.at);
}
