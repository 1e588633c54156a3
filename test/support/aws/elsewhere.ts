/** What a test that needs the stand-in itself meets where another emulator answers. */
export const OURS_ALONE = "only the project's own stand-in can do that";

/**
 * Where another emulator answers in the stand-in's place: `npm run second-opinion` sets it for the tests that it runs
 * there. `undefined` in every other run.
 */
export const elsewhere = process.env["SECOND_OPINION_URL"];

/** Stands for what no other emulator has: the control door, the ledger, a home on the disk. */
export function oursAlone(): never {
  throw new Error(OURS_ALONE);
}
