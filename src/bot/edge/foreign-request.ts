/** Thrown by whoever reads the body, whichever way it came: it is no request of Slack's. */
export class ForeignRequest extends Error {
  constructor(because: string) {
    super(because);
    this.name = "ForeignRequest";
  }
}
