/**
 * Who and what exists in the sandbox's workspace. The ids are fixed: the app is configured with them
 * (`LOANS_CHANNEL`, `LOANS_OPERATORS`, …), and they look like Slack's, which are upper-case letters and digits.
 */

/** A person of the workspace. */
export interface Person {
  readonly id: string;
  /** How the control door and mentions call them. */
  readonly name: string;
  readonly realName: string;
  /** A guest: in the channel, may look, is no full member (`is_restricted` in the Web API). */
  readonly isGuest: boolean;
}

/** A user group, mentioned as `<!subteam^S…>`. */
export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly members: readonly string[];
}

/** A channel, or the direct channel between one person and the app. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isDirect: boolean;
  /** User ids, the app's own among them where it was invited. */
  readonly members: readonly string[];
}

/** The workspace and the app installed in it. */
export const workspace = {
  id: "T0LOANBANK",
  domain: "loan-bank",
  name: "Loan Bank",
  appId: "A0LOANTRACK",
  timeZone: "Asia/Kolkata",
  timeZoneLabel: "India Standard Time",
  timeZoneOffsetSeconds: 19_800,
} as const;

/** The app's own user. */
export const bot = { userId: "U0LOANSBOT", botId: "B0LOANSBOT", name: "loans" } as const;

/** Another app of the workspace, through which people say things too. */
export const otherApp = { id: "A0OTHERAPP", botId: "B0OTHERAPP" } as const;

/** Slack's own messenger, which tells a person that a command went wrong. */
export const slackbot = { userId: "USLACKBOT", name: "slackbot" } as const;

/** The people, by role. */
export const people = {
  operator: { id: "U0OPERATOR", name: "operator", realName: "Olive Operator", isGuest: false },
  operator2: { id: "U0OPERATOR2", name: "operator2", realName: "Omar Operator", isGuest: false },
  approver: { id: "U0APPROVER", name: "approver", realName: "April Approver", isGuest: false },
  viewer: { id: "U0VIEWER", name: "viewer", realName: "Victor Viewer", isGuest: false },
  guest: { id: "U0GUEST", name: "guest", realName: "Gita Guest", isGuest: true },
} as const satisfies Record<string, Person>;

/** The user groups: who may change things, and who may approve. */
export const userGroups = {
  operators: {
    id: "S0OPERATORS",
    handle: "operators",
    name: "Loan operators",
    members: [people.operator.id, people.operator2.id],
  },
  approvers: {
    id: "S0APPROVERS",
    handle: "approvers",
    name: "Loan approvers",
    members: [people.approver.id],
  },
} as const satisfies Record<string, UserGroup>;

const everyone: readonly Person[] = Object.values(people);

/** The channels: `loans`, where the app is, and `general`, where nobody invited it. */
export const channels = {
  loans: {
    id: "C0LOANS",
    name: "loans",
    isDirect: false,
    members: [...everyone.map(({ id }) => id), bot.userId],
  },
  general: {
    id: "C0GENERAL",
    name: "general",
    isDirect: false,
    members: everyone.filter(({ isGuest }) => !isGuest).map(({ id }) => id),
  },
} as const satisfies Record<string, Channel>;

/** Finds a person by name (`operator`, `@operator`) or id. */
export function findPerson(nameOrId: string): Person | undefined {
  const name = nameOrId.replace(/^@/, "");
  return everyone.find((person) => person.id === name || person.name === name);
}

/** Finds a channel by name (`loans`, `#loans`) or id; a person's id or direct channel's id gives the direct channel. */
export function findChannel(nameOrId: string): Channel | undefined {
  const name = nameOrId.replace(/^#/, "");
  const known: readonly Channel[] = Object.values(channels);
  return (
    known.find((channel) => channel.id === name || channel.name === name) ??
    everyone.map(directChannel).find((channel) => channel.id === name || channel.members[0] === name)
  );
}

/** The direct channel between a person and the app. */
export function directChannel(person: Person): Channel {
  return {
    id: `D${person.id.slice(1)}`,
    name: `directmessage-${person.name}`,
    isDirect: true,
    members: [person.id, bot.userId],
  };
}

/** The readable name behind a user's, user group's or channel's id, without its sign; the id itself when nobody has it. */
export function nameOf(id: string): string {
  if (id === bot.userId) return bot.name;
  if (id === slackbot.userId) return slackbot.name;
  const groups: readonly UserGroup[] = Object.values(userGroups);
  return (
    everyone.find((person) => person.id === id)?.name ??
    groups.find((group) => group.id === id)?.handle ??
    findChannel(id)?.name ??
    id
  );
}
