/** Tells a person what is going on: lines that stay, and one live line for what takes long. */
export interface Progress {
  /** A line that stays. */
  say(text: string): void;
  /** So many times `watch` is going to be called: from now on each says which one it is. */
  plan(steps: number): void;
  /**
   * Shows a text, asked for again and again, with the seconds gone by, until `done` is called: in place on a terminal,
   * as a line every five seconds elsewhere (pip's own bar is lost there).
   */
  watch(text: () => string): { done(): void };
}

/** Progress on standard error, so that what a program prints on standard output stays readable by machines. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let steps = 0;
  let begun = 0;
  return {
    say: (text) => {
      stream.write(`Set-up: ${text}\n`);
    },
    plan: (count) => {
      steps = count;
    },
    watch: (text) => {
      begun += 1;
      const prefix = steps === 0 ? "Set-up: " : `Set-up, ${begun} of ${steps}: `;
      const startedAt = performance.now();
      const line = () => `${prefix}${text()} (${Math.round((performance.now() - startedAt) / 1000)} s)`;
      let shown = "";
      const show = () => {
        if (shown !== line()) {
          shown = line();
          stream.write(
            stream.isTTY ? `\r\x1b[2K${shown.slice(0, (stream.columns || 80) - 1)}` : `${shown}\n`,
          );
        }
      };
      show();
      const timer = setInterval(show, stream.isTTY ? 500 : 5_000);
      return {
        done: () => {
          clearInterval(timer);
          show();
          stream.write(stream.isTTY ? "\n" : "");
        },
      };
    },
  };
}
