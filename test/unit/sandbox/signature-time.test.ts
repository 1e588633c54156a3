import { expect, test } from "vitest";
import { misdated } from "../../../sandbox/aws/signature-time.ts";

const now = new Date("2018-10-17T09:31:39Z");
const by = { now, factor: 1 };

test.for([
  [
    { service: "emr", isJson: true },
    "20181017T093750Z",
    "InvalidSignatureException",
    400,
    "Signature not yet current: 20181017T093750Z is still later than 20181017T093639Z (20181017T093139Z + 5 min.)",
  ],
  [
    { service: "redshift", isJson: false },
    "20181017T092638Z",
    "SignatureDoesNotMatch",
    403,
    "Signature expired: 20181017T092638Z is now earlier than 20181017T092639Z (20181017T093139Z - 5 min.)",
  ],
  [{ service: "ec2", isJson: false }, "20181017T093750Z", "RequestExpired", 400, "Request has expired."],
  [
    { service: "s3", isJson: false },
    "20181017T094650Z",
    "RequestTimeTooSkewed",
    403,
    "The difference between the request time and the current time is too large.",
  ],
] as const)("%j signed at %s is %s", ([of, signedAt, code, status, message]) => {
  expect(misdated(signedAt, { ...of, ...by })).toMatchObject({ code, status, message });
});

test.for([
  [{ service: "emr", isJson: true }, "20181017T093638Z", 1],
  [{ service: "redshift", isJson: false }, "20181017T092640Z", 1],
  [{ service: "s3", isJson: false }, "20181017T094638Z", 1],
  // Time goes ten times faster, also while the request was on its way.
  [{ service: "emr", isJson: true }, "20181017T091139Z", 10],
  [{ service: "s3", isJson: false }, undefined, 1],
] as const)("%j signed at %s, at %d times the pace, is taken", ([of, signedAt, factor]) => {
  expect(misdated(signedAt, { ...of, now, factor })).toBeNull();
});
