import { AwsError } from "../service.ts";

/** Beginnings and ends that S3 keeps for itself. */
const reserved = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Throws `InvalidBucketName` for a name that a general purpose bucket cannot have. */
export function checkBucketName(name: string): void {
  const isValid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !reserved.test(name);
  if (!isValid) {
    throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
  }
}
