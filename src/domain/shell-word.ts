/** A text as one argument in a shell, such as a key or a file's name: it may hold whatever somebody has put there. */
export function shellWord(text: string): string {
  return /^[\w./=:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
