import { afterAll, beforeAll, expect, test } from "vitest";
import type { Stacks } from "../../src/aws/stacks.ts";
import { createStacks } from "../../src/aws/stacks.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import { clientsAt } from "../support/aws/aws-clients.ts";
import { deploy, eventually, templateWish } from "../support/aws/own-aws.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** A stack that stands is changed: by somebody's hand in AWS first, so that the next deploy has something to change. */

let product: Product;
let stacks: Stacks;
const STACK = "loan-tracker";
const LAKE = `${STACK}-123456789012-us-west-1`;
const runOf = (number: number) => `deploy-${STACK}-${number}`;

beforeAll(async () => {
  product = await startProduct({}, sharedSpark());
  stacks = createStacks(clientsAt(product.sandbox.urls.aws));
});

afterAll(async () => {
  await product?.stop();
});

const stack = async () => {
  const seen = await stacks.see(STACK);
  if (seen === null) throw new Error("the stack is gone");
  return seen;
};
const resource = async (logicalId: string) =>
  (await stacks.resources((await stack()).id)).find((one) => one.logicalId === logicalId)?.physicalId;
const executions = async (number: number) =>
  (await product.ledger({ operation: "ExecuteChangeSet", prefix: `${runOf(number)}-` })).length;

/** Changes the stack as an administrator does in AWS's console. */
async function byHand(name: string, parameters: Readonly<Record<string, string>>): Promise<void> {
  const standing = await stack();
  await stacks.createChangeSet({
    ...(await templateWish(STACK, name)),
    ...{ kind: "update", parameters: { ...standing.parameters, ...parameters } },
  });
  await eventually(
    () => stacks.seeChangeSet({ stack: STACK, name }),
    (set) => set?.isExecutable === true,
  );
  await stacks.executeChangeSet({ stack: STACK, name, token: name });
  await eventually(stack, ({ status }) => status.text === "UPDATE_COMPLETE");
}

/** Days until a log expires, by the bucket's own lifecycle. */
async function logDays(): Promise<number | undefined> {
  const { sdk, client } = await clientsAt(product.sandbox.urls.aws).s3();
  const { Rules = [] } = await client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket: LAKE }));
  return Rules.find(({ Filter }) => Filter?.Prefix?.startsWith("logs/"))?.Expiration?.Days;
}

test("an update that would make the warehouse anew is held back before anybody can apply it", async () => {
  await deploy({ clients: clientsAt(product.sandbox.urls.aws) }, STACK, {
    parameters: {
      ...(await templateWish(STACK, "deploy-1")).parameters,
      RedshiftDatabase: "credits",
    },
  });
  const before = await stack();
  expect(before.status.text).toBe("CREATE_COMPLETE");
  await product.says("/loans deploy");
  const card = await product.shows(cardId(runOf(1)), "[Retry]");
  expect(card).toContain(
    "RedshiftCluster (the warehouse's database and its users) would have to be made anew for its DBName, which CloudFormation refuses for what has a name of its own, so nothing is changed.",
  );
  expect(card).toContain('Set RedshiftDatabase in LOANS_STACK_PARAMETERS back to "credits" and press Retry');
  expect(card).not.toContain("[Apply]");
  expect(await executions(1)).toBe(0);
  expect(await stack()).toEqual(before);
  // Its plan is dropped, so that nothing waits.
  expect((await stacks.changeSets(STACK)).filter(({ isWaiting }) => isWaiting)).toEqual([]);

  await product.tearDown();
  await product.shows(cardId(`teardown-${STACK}-1`), "succeeded");
});

test("the other way leads on: after the teardown it is deployed as it is wanted", async () => {
  await product.deploy({ number: 2, ends: "succeeded" });
  expect((await stack()).outputs["RedshiftDatabase"]).toBe("loans");
  expect(await logDays()).toBe(30);
});

test("a parameter is changed in place, and what was carried out is what was seen", async () => {
  await byHand("by-hand-1", { LogRetentionDays: "90" });
  expect(await logDays()).toBe(90);
  await product.says("/loans deploy");
  const card = await product.shows(cardId(runOf(3)), "[Apply]");
  expect(card).toContain("~ S3 Bucket `Lake`");
  expect(card).not.toContain("made anew");
  expect(card).not.toContain("destroys");
  await product.press(cardId(runOf(3)), "run.apply");
  await product.shows(cardId(runOf(3)), "succeeded");
  expect(await logDays()).toBe(30);
  expect(await executions(3)).toBe(1);
  const plan = (await product.journal(runOf(3))).find(
    (entry) => entry.kind === "done" && entry.step === "plan",
  );
  expect(plan).toMatchObject({ output: { kind: "update", changeSetId: (await stack()).changeSetId } });
});

test("killed in the middle of an update, the app goes on with it, and it is carried out once", async () => {
  await byHand("by-hand-2", { LogRetentionDays: "91" });
  await product.says("/loans deploy");
  await product.shows(cardId(runOf(4)), "[Apply]");
  const before = product.sandbox.pid("app");
  product.dieAt("after-effect", "apply");
  await product.press(cardId(runOf(4)), "run.apply");
  await expect.poll(() => product.deaths()).toEqual([before]);
  await product.shows(cardId(runOf(4)), "succeeded");
  expect(await executions(4)).toBe(1);
  expect(await logDays()).toBe(30);
  expect(kindsOf(await product.journal(runOf(4)), "apply").filter((kind) => kind === "done")).toHaveLength(1);
});

test("an update that fails is taken back, says why and that the old version stands, and works on Retry", async () => {
  await byHand("by-hand-3", { LogRetentionDays: "92" });
  await product.awsFault({ service: "cloudformation", operation: "Lake", kind: "fail-resource", times: 1 });
  await product.says("/loans deploy");
  await product.shows(cardId(runOf(5)), "[Apply]");
  await product.press(cardId(runOf(5)), "run.apply");
  const card = await product.shows(cardId(runOf(5)), "[Retry]");
  expect(card).toContain("Changing Lake (AWS::S3::Bucket): ");
  expect(card).toContain("so CloudFormation took the whole change back");
  expect(card).toContain("The stack stands as it was before, and takes runs");
  expect((await stack()).status.text).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await logDays()).toBe(92);

  await product.press(cardId(runOf(5)), "run.retry");
  await product.shows(cardId(runOf(5)), "[Apply]");
  await product.press(cardId(runOf(5)), "run.apply");
  await product.shows(cardId(runOf(5)), "succeeded");
  expect(await logDays()).toBe(30);
});

test("an update that is canceled while it goes on is taken back, and the card tells its end", async () => {
  await byHand("by-hand-cancel", { LogRetentionDays: "93" });
  await product.says("/loans deploy");
  await product.shows(cardId(runOf(6)), "[Apply]");
  // So slow that the word comes in the middle of it.
  await product.awsSpeed(0.1);
  await product.press(cardId(runOf(6)), "run.apply");
  await expect.poll(async () => (await stack()).status.text).toBe("UPDATE_IN_PROGRESS");
  await product.shows(cardId(runOf(6)), "▸ apply the changes");
  const said = await product.says("/loans cancel deploy");
  await product.awsSpeed(200);
  expect(said).toContain("CloudFormation takes the change back, and the stack becomes as it was before");
  const card = await product.shows(cardId(runOf(6)), "canceled · by @operator");
  expect(card).toContain("the stack stands as it was before, and takes runs");
  expect((await stack()).status.text).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await logDays()).toBe(93);
  expect(await product.ledger({ operation: "CancelUpdateStack", prefix: STACK })).toHaveLength(1);

  // The next deploy plans it anew.
  await product.says("/loans deploy");
  await product.shows(cardId(runOf(7)), "[Apply]");
  await product.press(cardId(runOf(7)), "run.apply");
  await product.shows(cardId(runOf(7)), "succeeded");
  expect(await logDays()).toBe(30);
});

test("another image of Metabase restarts the dashboard's host, and nothing of it is lost", async () => {
  await byHand("by-hand-image", { MetabaseImage: "metabase/metabase:v0.65.1.1" });
  const host = await resource("Metabase");
  await product.says("/loans deploy");
  const card = await product.shows(cardId(runOf(8)), "[Apply]");
  expect(card).toContain("~ EC2 Instance `Metabase`");
  expect(card).not.toContain("made anew");
  await product.press(cardId(runOf(8)), "run.apply");
  await product.shows(cardId(runOf(8)), "succeeded");
  expect(await resource("Metabase")).toBe(host);
});

test("the dashboard's host is made anew only by whoever types its name", async () => {
  await byHand("by-hand-4", { MetabaseVolumeGiB: "40" });
  const host = await resource("Metabase");
  await product.says("/loans deploy");
  const card = await product.shows(cardId(runOf(9)), "[Apply]");
  expect(card).toContain("~ EC2 Instance `Metabase` perhaps made anew");
  expect(card).toContain(
    "`Metabase` may be made anew, which would lose the dashboards, questions and users that Metabase keeps on its disk",
  );
  expect(await product.press(cardId(runOf(9)), "run.apply")).toBe("");
  const form = (await product.door.views("operator")).findLast(({ type }) => type === "modal");
  const send = async (name: string) =>
    await product.door.submit("operator", {
      view_id: form?.id ?? "",
      values: { "resource_name.Metabase": name },
    });
  expect((await send("metabase")).errors).toEqual({
    "resource.Metabase": "That is not its name. Type Metabase to let it go.",
  });
  expect(await resource("Metabase")).toBe(host);
  expect((await send("Metabase")).errors).toEqual({});
  await product.shows(cardId(runOf(9)), "succeeded");
  expect(await resource("Metabase")).not.toBe(host);
  expect(JSON.stringify(await product.leftovers())).not.toContain(host);
});
