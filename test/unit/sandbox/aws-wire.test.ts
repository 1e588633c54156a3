import { describe, expect, test } from "vitest";
import { withoutChunks } from "../../../sandbox/aws/s3/aws-chunked.ts";
import { beginChecksum, checksumAlgorithms } from "../../../sandbox/aws/s3/checksums.ts";
import { compareKeys } from "../../../sandbox/aws/s3/key-order.ts";
import { AwsError } from "../../../sandbox/aws/service.ts";
import { jsonReply } from "../../../sandbox/aws/wire/json.ts";
import { queryReply, readQuery } from "../../../sandbox/aws/wire/query.ts";
import { escapeXml, readXml } from "../../../sandbox/aws/wire/xml.ts";

describe("a Query request", () => {
  test("becomes lists and structures, however its lists are spelled", () => {
    const body = new URLSearchParams([
      ["Action", "CreateChangeSet"],
      ["Parameters.member.2.ParameterKey", "B"],
      ["Parameters.member.1.ParameterKey", "A"],
      ["Parameters.member.1.Tags.Tag.1.Key", "deep"],
      ["Capabilities.member.1", "CAPABILITY_IAM"],
      ["Values.10", "tenth"],
      ["Values.9", "ninth"],
      ["Rollback.Minutes", "5"],
      ["Empty", ""],
    ]);
    expect(readQuery(body.toString())).toEqual({
      Action: "CreateChangeSet",
      Parameters: [{ ParameterKey: "A", Tags: [{ Key: "deep" }] }, { ParameterKey: "B" }],
      Capabilities: ["CAPABILITY_IAM"],
      Values: ["ninth", "tenth"],
      Rollback: { Minutes: "5" },
      Empty: "",
    });
  });

  test("cannot reach what every object inherits", () => {
    const read = readQuery("__proto__.polluted=yes&constructor.prototype.polluted=yes");
    expect(Object.hasOwn(read, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("an answer", () => {
  test("over Query names list entries as its service does, and writes ISO times", () => {
    const service = {
      name: "redshift",
      scope: "redshift",
      protocol: "query",
      operations: {},
      listElements: { Clusters: "Cluster" },
    } as const;
    const output = { Clusters: [{ At: new Date(0), Names: ["<a>"], None: undefined }], Empty: [] };
    expect(queryReply(service, "Describe", output, "id-1").body).toBe(
      '<DescribeResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><DescribeResult>' +
        "<Clusters><Cluster><At>1970-01-01T00:00:00.000Z</At><Names><member>&lt;a&gt;</member></Names></Cluster></Clusters>" +
        "<Empty></Empty></DescribeResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DescribeResponse>",
    );
    expect(queryReply(service, "Delete", undefined, "id-2").body).not.toContain("DeleteResult");
  });

  test("over JSON writes times as seconds, bytes as base64, and leaves out what is not there", () => {
    const output = {
      at: new Date(1500),
      blob: Buffer.from("x"),
      list: [null, 5n],
      none: null,
      gone: undefined,
    };
    expect(jsonReply(output).body).toBe('{"at":1.5,"blob":"eA==","list":[null,5]}');
    expect(jsonReply(undefined).body).toBe("{}");
  });
});

describe("XML", () => {
  test("is read with entities, CDATA, namespaces and comments, and refused when it is not well formed", () => {
    const text =
      '<?xml version="1.0"?><!-- c --><a:Delete xmlns:a="x"><Key> &lt;&#65;&#x42;&amp;amp; </Key><Key><![CDATA[<b>]]></Key><Q/></a:Delete>\n';
    const read = readXml(text);
    expect(read?.name).toBe("Delete");
    expect(read?.children.map((child) => [child.name, child.text])).toEqual([
      ["Key", " <AB&amp; "],
      ["Key", "<b>"],
      ["Q", ""],
    ]);
    for (const broken of ["", "<a>", "<a></b>", "</a>", "<a/><b/>", "text", "<a", "<a></a>more"]) {
      expect(readXml(broken), broken).toBeUndefined();
    }
  });

  test("carries control characters as references, which a reader gives back", () => {
    expect(escapeXml('a\r\n"\u0001')).toBe("a&#xD;&#xA;&quot;&#x1;");
    expect(readXml(`<k>${escapeXml("a\r\u0001&<")}</k>`)?.text).toBe("a\r\u0001&<");
  });
});

describe("a body in chunks", () => {
  async function read(framed: string, pieceBytes: number) {
    const trailers = new Map<string, string>();
    async function* pieces() {
      for (let at = 0; at < framed.length; at += pieceBytes) {
        yield Buffer.from(framed.slice(at, at + pieceBytes), "latin1");
      }
    }
    const bytes: Buffer[] = [];
    for await (const piece of withoutChunks(pieces(), trailers)) bytes.push(piece);
    return { text: Buffer.concat(bytes).toString(), trailers: Object.fromEntries(trailers) };
  }

  const framed =
    "5;chunk-signature=abc\r\nhello\r\n3\r\n\r\n0\r\n0;chunk-signature=def\r\nx-amz-checksum-crc32:AAAA==\r\nx-amz-trailer-signature: s\r\n\r\n";

  test("is the same wherever the network cuts it", async () => {
    for (let pieceBytes = 1; pieceBytes <= framed.length; pieceBytes += 1) {
      expect(await read(framed, pieceBytes)).toEqual({
        text: "hello\r\n0",
        trailers: { "x-amz-checksum-crc32": "AAAA==", "x-amz-trailer-signature": "s" },
      });
    }
    expect(await read("1\r\na\r\n0\r\n\r\n", 100)).toEqual({ text: "a", trailers: {} });
  });

  test("is refused when it breaks off, or is no such body", async () => {
    for (const cut of [5, 25, 33, 60]) {
      await expect(read(framed.slice(0, cut), 7)).rejects.toMatchObject({ code: "IncompleteBody" });
    }
    await expect(read("hello, world\r\n", 7)).rejects.toBeInstanceOf(AwsError);
    await expect(read("1\r\nab\r\n0\r\n\r\n", 7)).rejects.toMatchObject({ code: "InvalidChunkSizeError" });
  });
});

test("every checksum has the value that its specification gives for 123456789", () => {
  const values = checksumAlgorithms.map((algorithm) => {
    const running = beginChecksum(algorithm);
    running.update(Buffer.from("1234"));
    running.update(Buffer.from("56789"));
    return [algorithm, Buffer.from(running.digest(), "base64").toString("hex")];
  });
  // The check values of the CRC catalogue (reveng.sourceforge.io/crc-catalogue), and sha1sum and sha256sum.
  expect(Object.fromEntries(values)).toEqual({
    CRC32: "cbf43926",
    CRC32C: "e3069283",
    CRC64NVME: "ae8b14860a799888",
    SHA1: "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    SHA256: "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
  });
});

test("keys are in the order of their UTF-8 bytes", () => {
  const keys = ["", "a", "a/b", "ab", "é", "\ud7ff", "\ue000", "\uffff", "😀", "😀a", "𝟘z", "\u{10ffff}"];
  const byBytes = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(keys.toReversed().sort(compareKeys)).toEqual(byBytes);
});
