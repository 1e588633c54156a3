/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's own. AWS's SDK reads it too and takes blanks for a value (`Invalid URL`), so they are taken out. */
export function ownEnvironment(): Environment {
  for (const [name, value] of Object.entries(process.env)) {
    if (name.startsWith("AWS_") && value?.trim() === "") delete process.env[name];
  }
  return process.env;
}
