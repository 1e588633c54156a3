/** Where everything is in Redis; the table in ARCHITECTURE.md explains each key. */
export interface Keys {
  /** `{loans:<stack>}:v1`: the braces keep a stack's keys in one slot, `v1` is the schema's version. */
  readonly prefix: string;
  readonly run: (id: string) => string;
  readonly journal: (id: string) => string;
  readonly message: (id: string) => string;
  readonly live: string;
  readonly runs: string;
  readonly stale: string;
  /** When this Redis was told what is in the world already; missing in a new or emptied one. */
  readonly epoch: string;
  /** When the stack of today was made. */
  readonly made: string;
  /** Which Redis this is, and since when. */
  readonly server: string;
  /** How often the canary was taken from the queue. */
  readonly canary: string;
  /** First posts that are owed, in their order. */
  readonly owed: string;
  /** Set for the second after a post to the channel. */
  readonly spoken: (channel: string) => string;
  /** Set while Slack wants rest. */
  readonly rest: (channel: string) => string;
  /** Slack's word for why it refuses to speak in the channel. */
  readonly refused: (channel: string) => string;
  /** Logs that people were promised. */
  readonly promised: string;
  readonly schedule: string;
  readonly decided: string;
  /** BullMQ's own keys begin with this. */
  readonly queues: string;
  /** Set by a wake-up, read by the slice before and after it parks. */
  readonly woken: (queue: string, id: string) => string;
}

/** The keys of one stack. */
export function keysFor(stack: string): Keys {
  const prefix = `{loans:${stack}}:v1`;
  return {
    prefix,
    run: (id) => `${prefix}:run:${id}`,
    journal: (id) => `${prefix}:journal:${id}`,
    message: (id) => `${prefix}:message:${id}`,
    live: `${prefix}:live`,
    runs: `${prefix}:runs`,
    stale: `${prefix}:stale`,
    epoch: `${prefix}:epoch`,
    made: `${prefix}:made`,
    server: `${prefix}:server`,
    canary: `${prefix}:canary`,
    owed: `${prefix}:owed`,
    spoken: (channel) => `${prefix}:spoken:${channel}`,
    rest: (channel) => `${prefix}:rest:${channel}`,
    refused: (channel) => `${prefix}:refused:${channel}`,
    promised: `${prefix}:promised`,
    schedule: `${prefix}:schedule`,
    decided: `${prefix}:decided`,
    queues: `${prefix}:queues`,
    woken: (queue, id) => `${prefix}:woken:${queue}:${id}`,
  };
}
