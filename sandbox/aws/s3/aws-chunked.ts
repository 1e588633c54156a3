import { AwsError } from "../service.ts";

/** The longest line between chunks: a size with a signature, or a trailer. */
const longestLine = 16_384;

/**
 * Takes the `aws-chunked` framing off a body: `<hex size>[;chunk-signature=…]`, the bytes, and so on to a chunk of
 * size 0, then trailers, which are put into `trailers` by lower-case name. Signatures are passed over.
 * Throws `IncompleteBody` where the framing breaks off and `InvalidChunkSizeError` where it is none.
 */
export async function* withoutChunks(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let expects: "size" | "bytes" | "end of bytes" | "trailer" | "nothing" = "size";
  let left = 0;
  let line = "";
  for await (const piece of source) {
    let at = 0;
    while (at < piece.length) {
      if (expects === "bytes") {
        const taken = piece.subarray(at, at + left);
        at += taken.length;
        left -= taken.length;
        if (left === 0) {
          expects = "end of bytes";
        }
        yield taken;
        continue;
      }
      const end = piece.indexOf(0x0a, at);
      line += piece.toString("latin1", at, end < 0 ? piece.length : end);
      at = end < 0 ? piece.length : end + 1;
      if (line.length > longestLine) {
        throw invalidSize();
      }
      if (end < 0) {
        break;
      }
      const text = line.trimEnd();
      line = "";
      if (expects === "size") {
        const [, size] = /^([0-9a-fA-F]{1,12})(?:;.*)?$/.exec(text) ?? [];
        if (size === undefined) {
          throw invalidSize();
        }
        left = Number.parseInt(size, 16);
        expects = left === 0 ? "trailer" : "bytes";
      } else if (expects === "end of bytes") {
        if (text !== "") {
          throw invalidSize();
        }
        expects = "size";
      } else if (text === "") {
        expects = "nothing";
      } else {
        const colon = text.indexOf(":");
        trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
      }
    }
  }
  // Some clients leave out the empty line behind the trailers.
  if (expects !== "nothing" && expects !== "trailer") {
    throw new AwsError("IncompleteBody", "The request body terminated unexpectedly");
  }
}

function invalidSize(): AwsError {
  return new AwsError("InvalidChunkSizeError", "The chunk size is not valid.");
}
