/** A file by its bytes and by its text: packed anew it is the same text of other bytes. */
export interface HashedFile {
  readonly sha256: string;
  /** What an earlier release has read has none. */
  readonly textSha256?: string | null | undefined;
}

/** Whether two files are of the same text; where that of one is not known its bytes tell, which are the text of a plain file. */
export function isSameText(one: HashedFile, other: HashedFile): boolean {
  const texts = [one.sha256, one.textSha256];
  return (
    texts.includes(other.sha256) || (typeof other.textSha256 === "string" && texts.includes(other.textSha256))
  );
}
