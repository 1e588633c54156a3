/** A refusal of the control door: an HTTP status and one sentence. */
export class DoorError extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.name = "DoorError";
    this.status = status;
  }
}
