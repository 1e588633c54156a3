import { notImplemented } from "./description.ts";
import { compareKeys } from "./key-order.ts";
import { selectionOf } from "./listing.ts";
import { findUpload } from "./multipart.ts";
import type { S3Operation } from "./request.ts";
import { xmlReply } from "./request.ts";

/** ListParts, in the order of their numbers. */
export const listParts: S3Operation = ({ store, account }, request) => {
  const { upload, parts } = findUpload(store.bucket(request.bucket), request);
  const { most, encode, encoding } = selectionOf(request, "max-parts");
  const after = Number(request.query.get("part-number-marker") ?? 0);
  const all = [...parts.values()].filter(({ number }) => number > after).sort((a, b) => a.number - b.number);
  const page = all.slice(0, most);
  const user = { ID: account, DisplayName: "sandbox" };
  return xmlReply("ListPartsResult", {
    Bucket: request.bucket,
    Key: encode(upload.key),
    EncodingType: encoding,
    UploadId: upload.id,
    Initiator: user,
    Owner: user,
    StorageClass: "STANDARD",
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? after,
    MaxParts: most,
    IsTruncated: all.length > page.length,
    ChecksumAlgorithm: upload.algorithm,
    ChecksumType: upload.algorithm === undefined ? undefined : upload.checksumType,
    Part: page.map(({ number, at, md5, bytes, checksum }) => ({
      PartNumber: number,
      LastModified: new Date(at),
      ETag: `"${md5}"`,
      Size: bytes,
      ...(checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value }),
    })),
  });
};

/** ListMultipartUploads, in the order of keys, then of ids. */
export const listMultipartUploads: S3Operation = ({ store, account }, request) => {
  const { index } = store.bucket(request.bucket);
  const { prefix, delimiter, most, encode, encoding } = selectionOf(request, "max-uploads");
  if (delimiter !== "") {
    throw notImplemented("delimiter");
  }
  const keyMarker = request.query.get("key-marker") ?? "";
  const idMarker = request.query.get("upload-id-marker") ?? "";
  const all = [...index.uploads.values()]
    .map(({ upload }) => upload)
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => compareKeys(a.key, b.key) || (a.id < b.id ? -1 : 1))
    .filter(({ key, id }) => {
      const order = compareKeys(key, keyMarker);
      return order > 0 || (order === 0 && idMarker !== "" && id > idMarker);
    });
  const page = all.slice(0, most);
  const last = all.length > page.length ? page.at(-1) : undefined;
  const user = { ID: account, DisplayName: "sandbox" };
  return xmlReply("ListMultipartUploadsResult", {
    Bucket: request.bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: last === undefined ? undefined : encode(last.key),
    NextUploadIdMarker: last?.id,
    Prefix: encode(prefix),
    EncodingType: encoding,
    MaxUploads: most,
    IsTruncated: last !== undefined,
    Upload: page.map(({ key, id, at, algorithm, checksumType }) => ({
      Key: encode(key),
      UploadId: id,
      Initiator: user,
      Owner: user,
      StorageClass: "STANDARD",
      Initiated: new Date(at),
      ...(algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm, ChecksumType: checksumType }),
    })),
  });
};
