/** What is known of a message is kept as long as anybody may press a button on it. */
export const KEEP_SECONDS = 90 * 24 * 3_600;

/**
 * How far back the channel is read for what may have been said before Redis was emptied. What holds for longer is said
 * again before that, and Slack gives 200 messages a call.
 */
export const LOOK_BACK_DAYS = 35;
