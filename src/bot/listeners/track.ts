/** Remembers work that has been acknowledged, so that a stop waits for its answer. */
export type Track = (work: Promise<void>) => Promise<void>;
