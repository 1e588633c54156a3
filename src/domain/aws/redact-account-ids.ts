/** Takes AWS account ids out of a text meant for people: they stand in ARNs, bucket names and AWS's own sentences. */
export function withoutAccountIds(text: string): string {
  return text.replace(/(?<!\d)\d{12}(?!\d)/g, "[account]");
}
