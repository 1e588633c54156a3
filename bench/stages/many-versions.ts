import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a bucket of very many versions was asked, in order: `list`, or `delete` with how many. */
type Asked = "list" | `delete ${number}`;

/** S3 with one bucket of very many versions, on loopback: it keeps a byte for each, so that it weighs little itself. */
export interface ManyVersions {
  readonly url: string;
  readonly asked: readonly Asked[];
  left(): number;
  close(): Promise<void>;
}

/** S3's most for a page and for a batch. */
const PAGE = 1_000;

const LOCKED =
  "<Code>AccessDenied</Code><Message>Access Denied because object protected by object lock.</Message>";

/**
 * Serves `count` versions, every other one a delete marker, which nothing locks; versions for which `isLocked` says so, by their
 * number from 0, are not deleted. It answers ListObjectVersions, DeleteObjects and, with none, ListMultipartUploads, as S3 does.
 */
export async function serveVersions({
  count,
  isLocked = () => false,
}: {
  readonly count: number;
  readonly isLocked?: (index: number) => boolean;
}): Promise<ManyVersions> {
  const gone = new Uint8Array(count);
  const asked: Asked[] = [];
  let left = count;

  function page(marker: string | null): string {
    const entries: string[] = [];
    let at = marker === null ? 0 : numberOf(marker) + 1;
    let last = -1;
    for (; at < count && entries.length < PAGE; at += 1) {
      if (gone[at] === 1) continue;
      last = at;
      const kind = kindOf(at);
      entries.push(`<${kind}><Key>${keyOf(at)}</Key><VersionId>v${at}</VersionId></${kind}>`);
    }
    const isTruncated = gone.indexOf(0, at) >= 0;
    const next = `<NextKeyMarker>${keyOf(last)}</NextKeyMarker><NextVersionIdMarker>v${last}</NextVersionIdMarker>`;
    return `<ListVersionsResult><IsTruncated>${isTruncated}</IsTruncated>${isTruncated ? next : ""}${entries.join("")}</ListVersionsResult>`;
  }

  function remove(batch: string): string {
    const errors: string[] = [];
    const named = [...batch.matchAll(/<VersionId>v(\d+)<\/VersionId>/g)].map(([, at]) => Number(at));
    for (const at of named) {
      if (kindOf(at) === "Version" && isLocked(at)) {
        errors.push(`<Error><Key>${keyOf(at)}</Key><VersionId>v${at}</VersionId>${LOCKED}</Error>`);
      } else if (gone[at] === 0) {
        gone[at] = 1;
        left -= 1;
      }
    }
    asked.push(`delete ${named.length}`);
    return `<DeleteResult>${errors.join("")}</DeleteResult>`;
  }

  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://s3");
    const body = await text(request);
    response.writeHead(200, { "content-type": "application/xml" });
    if (request.method === "POST") response.end(remove(body));
    else if (searchParams.has("uploads")) response.end("<ListMultipartUploadsResult/>");
    else {
      // A look at whether anything is left asks for a single one.
      if (searchParams.get("max-keys") === null) asked.push("list");
      response.end(page(searchParams.get("key-marker")));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    left: () => left,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function keyOf(at: number): string {
  return `raw/loan_tracker/${String(at).padStart(9, "0")}.csv`;
}

function kindOf(at: number): "Version" | "DeleteMarker" {
  return at % 2 === 0 ? "Version" : "DeleteMarker";
}

function numberOf(key: string): number {
  return Number(/(\d+)\.csv$/.exec(key)?.[1]);
}
