import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A palette has so many places. */
const MOST_COLORS = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Of each pixel red, green and blue, a byte each. */
  readonly colors: Buffer;
}

/**
 * The same picture with at most 256 colors, which takes a third of the bytes: a screenshot of text has few, and what is near to
 * one another is made one. `png`: as Chromium writes them, 8 bits a channel, not interlaced; throws at any other.
 */
export function smallPng(png: Buffer): Buffer {
  const pixels = readPixels(png);
  for (let bits = 8; bits > 0; bits--) {
    const palette = paletteOf(pixels, bits);
    if (palette !== null) return withPalette(pixels, { bits, palette });
  }
  throw new Error("a picture has at most 8 colors where each channel has one bit");
}

function readPixels(png: Buffer): Pixels {
  const chunks = chunksOf(png);
  const head = chunks.find(({ type }) => type === "IHDR")?.data;
  if (head === undefined || !png.subarray(0, 8).equals(SIGNATURE)) throw new Error("this is no PNG");
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const [depth, kind, , , interlace] = head.subarray(8);
  const channels = kind === 2 ? 3 : kind === 6 ? 4 : null;
  if (depth !== 8 || channels === null || interlace !== 0)
    throw new Error(`a PNG of kind ${kind} with ${depth} bits is not read here`);
  const packed = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const rows = unfiltered(inflateSync(Buffer.concat(packed)), { width, height, channels });
  const colors = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) rows.copy(colors, at * 3, at * channels, at * channels + 3);
  return { width, height, colors };
}

function chunksOf(png: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString("latin1", at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
}

/** Each row is written as what differs from its neighbors (https://www.w3.org/TR/png-3/#9Filters). */
function unfiltered(
  filtered: Buffer,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
): Buffer {
  const stride = width * channels;
  const rows = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = filtered[row * (stride + 1)] ?? 0;
    for (let at = 0; at < stride; at++) {
      const place = row * stride + at;
      const left = at < channels ? 0 : (rows[place - channels] ?? 0);
      const up = row === 0 ? 0 : (rows[place - stride] ?? 0);
      const corner = row === 0 || at < channels ? 0 : (rows[place - stride - channels] ?? 0);
      const near = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      rows[place] = ((filtered[row * (stride + 1) + 1 + at] ?? 0) + near) & 0xff;
    }
  }
  return rows;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((one) => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** The color at that pixel, told apart by so many bits of each channel. */
function keyAt(colors: Buffer, pixel: number, bits: number): number {
  return colors.readUIntBE(pixel * 3, 3) & (((0xff << (8 - bits)) & 0xff) * 0x01_01_01);
}

/** Of colors that are one the first that is met, by their keys; `null`: there are more than a palette has. */
function paletteOf({ colors }: Pixels, bits: number): ReadonlyMap<number, number> | null {
  const palette = new Map<number, number>();
  for (let pixel = 0; pixel < colors.length / 3; pixel++) {
    const key = keyAt(colors, pixel, bits);
    if (!palette.has(key)) palette.set(key, colors.readUIntBE(pixel * 3, 3));
    if (palette.size > MOST_COLORS) return null;
  }
  return palette;
}

function withPalette(
  { width, height, colors }: Pixels,
  { bits, palette }: { readonly bits: number; readonly palette: ReadonlyMap<number, number> },
): Buffer {
  const places = new Map([...palette.keys()].map((key, place) => [key, place]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row++)
    for (let at = 0; at < width; at++)
      rows[row * (width + 1) + 1 + at] = places.get(keyAt(colors, row * width + at, bits)) ?? 0;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const list = Buffer.alloc(palette.size * 3);
  [...palette.values()].forEach((color, place) => {
    list.writeUIntBE(color, place * 3, 3);
  });
  const packed = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("PLTE", list),
    chunk("IDAT", packed),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
