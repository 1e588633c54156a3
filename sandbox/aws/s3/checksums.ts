import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ChecksumAlgorithm } from "./records.ts";

/** A checksum in the making. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** Base64, as S3's headers carry it. */
  digest(): string;
}

/** Every algorithm with the length of its value in bytes. */
export const checksumBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

/** Every algorithm, as requests spell them. */
export const checksumAlgorithms = Object.keys(checksumBytes) as readonly ChecksumAlgorithm[];

/** Begins a checksum. */
export function beginChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case "CRC32":
      return runningCrc32();
    case "CRC32C":
      return runningCrc32c();
    case "CRC64NVME":
      return runningCrc64();
    case "SHA1":
    case "SHA256": {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("base64") };
    }
  }
}

function runningCrc32(): RunningChecksum {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest: () => bigEndian(value),
  };
}

/** Castagnoli's polynomial, reflected; Node has no such function. */
function runningCrc32c(): RunningChecksum {
  crc32cTable ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let entry = index;
    for (let bit = 0; bit < 8; bit += 1) {
      entry = entry & 1 ? (entry >>> 1) ^ 0x82f63b78 : entry >>> 1;
    }
    return entry;
  });
  const table = crc32cTable;
  let value = 0xffffffff;
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += 1) {
        value = (value >>> 8) ^ (table[(value ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
      }
    },
    digest: () => bigEndian(~value),
  };
}

let crc32cTable: Uint32Array | undefined;

/** The NVMe polynomial, reflected, in two 32-bit halves: `bigint` is a hundred times slower. */
function runningCrc64(): RunningChecksum {
  crc64Table ??= makeCrc64Table();
  const { highs, lows } = crc64Table;
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += 1) {
        const index = (low ^ (bytes[at] ?? 0)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
        high = (high >>> 8) ^ (highs[index] ?? 0);
      }
    },
    digest: () => bigEndian(~high, ~low),
  };
}

let crc64Table: { readonly highs: Uint32Array; readonly lows: Uint32Array } | undefined;

function makeCrc64Table() {
  const highs = new Uint32Array(256);
  const lows = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let high = 0;
    let low = index;
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) {
        low ^= 0xac4bc9b5;
        high ^= 0x9a6c9329;
      }
    }
    highs[index] = high;
    lows[index] = low;
  }
  return { highs, lows };
}

function bigEndian(...words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) {
    bytes.writeUInt32BE(word >>> 0, index * 4);
  }
  return bytes.toString("base64");
}
