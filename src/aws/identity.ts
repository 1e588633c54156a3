/** Who the credentials are. */
export interface Identity {
  /** The account's twelve digits (for the bucket's name, never for a channel) and the region in use. */
  account(): Promise<{ readonly account: string; readonly region: string }>;
}
