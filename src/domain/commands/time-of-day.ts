/** `HH:MM` of `7:30` or `07:30`; `null` for anything else. */
export function readTimeOfDay(word: string): string | null {
  const [, hour = "", minute = ""] = /^(\d{1,2}):(\d{2})$/.exec(word) ?? [];
  return timeOfDay(hour, minute);
}

/** `HH:MM` of an hour and a minute, each as digits; `null` where no clock shows that. */
export function timeOfDay(hour: string, minute: string): string | null {
  const time = `${hour.padStart(2, "0")}:${minute}`;
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? time : null;
}
