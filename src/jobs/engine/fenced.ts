/** Another process has claimed the run: nothing more may be written or done here. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`run "${runId}" has another owner`);
    this.name = "Fenced";
  }
}
