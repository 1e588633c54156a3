/**
 * Takes out of a text what libraries put into their messages and nobody may read: Slack's tokens and one-use addresses,
 * AWS's session tokens and signatures, what authorizes a request, and of any URL user and password, and what its query or
 * fragment calls a secret.
 */
export function withoutSecrets(text: string): string {
  return (
    text
      .replace(/\b(xox[a-z]|xapp)-[\w-]+/g, "[secret]")
      .replace(/\bhttps:\/\/hooks\.slack\.com\/[^\s"\\]+/g, "[secret]")
      .replace(/(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"\\]+/g, "$1[secret]")
      .replace(
        /([?&#][\w.-]*(?:password|passwd|pwd|pass|secret|token|key|auth|credentials?|signature|sig)=)[^&#\s"\\]+/gi,
        "$1[secret]",
      )
      .replace(/(\bauthorization["'\\]*\s*[:=]\s*["'\\]*(?:bearer|basic)\s+)[^\s"'\\,;]+/gi, "$1[secret]")
      // "Bearer token is wrong" names none.
      .replace(/(\bbearer\s+)(?!tokens?\b)[\w.~+/-]+=*/gi, "$1[secret]")
      .replace(/(\b\w+:\/\/[^\s:@/"]*:)[^\s/"]+@/g, "$1[secret]@")
      .replace(/(\b\w+:\/\/)[^\s:@/"]+@/g, "$1[secret]@")
  );
}
