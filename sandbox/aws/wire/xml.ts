/** One parsed element: its local name, its child elements and its own text. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Escapes text for XML; control characters become references, as S3 writes them in keys. */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold control characters
  return text.replace(/[&<>"\u0000-\u001f]/g, (character) => {
    switch (character) {
      case "&":
        return "&amp;";
      case "<":
        return "&lt;";
      case ">":
        return "&gt;";
      case '"':
        return "&quot;";
      default:
        return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
    }
  });
}

/** Writes a list: given its name and its written entries. */
export type ListStyle = (name: string, entries: readonly string[]) => string;

/** Every entry is an element of the list's name: how S3 writes nearly all lists. */
export const flattened: ListStyle = (name, entries) =>
  entries.map((entry) => `<${name}>${entry}</${name}>`).join("");

/** Writes a value's members as elements, in their order; `undefined` and `null` members are left out, dates are ISO. */
export function writeXml(value: unknown, list: ListStyle): string {
  if (value === undefined || value === null) {
    return "";
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (typeof value !== "object") {
    return escapeXml(String(value));
  }
  return Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) =>
      Array.isArray(member)
        ? list(
            name,
            member.map((entry) => writeXml(entry, list)),
          )
        : `<${name}>${writeXml(member, list)}</${name}>`,
    )
    .join("");
}

/**
 * Reads a small XML document (requests to S3 hold no DTD). Namespaces and attributes are dropped.
 * Returns `undefined` where the text is not well formed.
 */
export function readXml(text: string): XmlElement | undefined {
  const token =
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s<>/]+)([^<>]*?)(\/?)>|([^<]+)/gy;
  const top = { name: "", children: [] as XmlElement[], text: "" };
  const open = [top];
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) {
      return undefined;
    }
    const [, literal, closing, qualified, , selfClosing, characters] = match;
    const current = open.at(-1) ?? top;
    if (literal !== undefined) {
      current.text += literal;
    } else if (characters !== undefined) {
      current.text += unescapeXml(characters);
    } else if (qualified !== undefined) {
      const name = qualified.slice(qualified.indexOf(":") + 1);
      if (closing === "/") {
        if (open.length === 1 || current.name !== name) {
          return undefined;
        }
        open.pop();
      } else {
        const element = { name, children: [] as XmlElement[], text: "" };
        current.children.push(element);
        if (selfClosing !== "/") {
          open.push(element);
        }
      }
    }
  }
  const [root] = top.children;
  return open.length === 1 && top.children.length === 1 && top.text.trim() === "" ? root : undefined;
}

/** The text of an element's first child of that name, or `undefined`. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

/** An element's children of that name. */
export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (hex !== undefined || decimal !== undefined) {
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    }
    return named[name] ?? whole;
  });
}
