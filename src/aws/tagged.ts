/** What is left of a stack after it is gone. */
export interface Tagged {
  /** Everything that still carries the stack's tag and still exists: a tag outlives what it was on by hours. */
  leftovers(which: { readonly stack: string }): Promise<readonly Leftover[]>;
}

/** One thing that may still cost money. */
export interface Leftover {
  /** `elasticmapreduce:cluster`, `s3:bucket`. */
  readonly type: string;
  /** Without region and account. */
  readonly id: string;
}
