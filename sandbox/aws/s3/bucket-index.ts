import { compareKeys, firstNotBefore } from "./key-order.ts";
import type { BucketRecord, ContentVersion, Part, Upload, Version } from "./records.ts";
import { isMarker } from "./records.ts";

/** An upload in progress with the parts that have arrived, by number. */
export interface OpenUpload {
  readonly upload: Upload;
  readonly parts: Map<number, Part>;
}

/** What a bucket's log comes to: keys with their histories, sub-resources, open uploads. */
export class BucketIndex {
  createdAt = "";
  readonly documents = new Map<string, string>();
  readonly uploads = new Map<string, OpenUpload>();
  /** By key, newest version first; never an empty list. */
  readonly #histories = new Map<string, Version[]>();
  readonly #keys: string[] = [];

  /** Keys in the order of their bytes, also those that only a delete marker is left of. */
  get keys(): readonly string[] {
    return this.#keys;
  }

  /** Newest first; empty for a key without versions. */
  history(key: string): readonly Version[] {
    return this.#histories.get(key) ?? [];
  }

  /** The newest version unless it is a delete marker. */
  newest(key: string): ContentVersion | undefined {
    const version = this.history(key)[0];
    return version === undefined || isMarker(version) ? undefined : version;
  }

  /** The shortest log that makes this index. */
  records(): BucketRecord[] {
    const records: BucketRecord[] = [{ kind: "created", at: this.createdAt }];
    for (const [name, text] of this.documents) {
      records.push({ kind: "document", name, text });
    }
    for (const [key, history] of this.#histories) {
      records.push(...history.toReversed().map((version) => ({ kind: "version" as const, key, version })));
    }
    for (const [id, { upload, parts }] of this.uploads) {
      records.push({ kind: "upload", upload });
      records.push(...[...parts.values()].map((part) => ({ kind: "part" as const, upload: id, part })));
    }
    return records;
  }

  /** Applies one change; gives the names of files that nothing refers to any more. */
  apply(record: BucketRecord): readonly string[] {
    switch (record.kind) {
      case "created":
        this.createdAt = record.at;
        return [];
      case "document":
        if (record.text === null) {
          this.documents.delete(record.name);
        } else {
          this.documents.set(record.name, record.text);
        }
        return [];
      case "version": {
        const freed = this.#remove(record.key, record.version.id);
        const history = this.#histories.get(record.key);
        if (history === undefined) {
          this.#histories.set(record.key, [record.version]);
          this.#keys.splice(firstNotBefore(this.#keys, record.key), 0, record.key);
        } else {
          history.unshift(record.version);
        }
        return freed;
      }
      case "removed":
        return this.#remove(record.key, record.id);
      case "retagged":
        return this.#alter(record, (version) => ({ ...version, tags: record.tags }));
      case "locked":
        return this.#alter(record, ({ retention: _ended, isHeld: _released, ...version }) => ({
          ...version,
          ...record.lock,
        }));
      case "upload":
        this.uploads.set(record.upload.id, { upload: record.upload, parts: new Map() });
        return [];
      case "part": {
        const parts = this.uploads.get(record.upload)?.parts;
        const replaced = parts?.get(record.part.number);
        parts?.set(record.part.number, record.part);
        return replaced === undefined ? [] : [replaced.blob];
      }
      case "upload-ended": {
        const ended = this.uploads.get(record.upload);
        this.uploads.delete(record.upload);
        return [...(ended?.parts.values() ?? [])].map(({ blob }) => blob);
      }
    }
  }

  #alter(
    { key, id }: { readonly key: string; readonly id: string },
    change: (version: ContentVersion) => ContentVersion,
  ): readonly string[] {
    const history = this.#histories.get(key) ?? [];
    const index = history.findIndex((version) => version.id === id);
    const version = history[index];
    if (version !== undefined && !isMarker(version)) history[index] = change(version);
    return [];
  }

  #remove(key: string, id: string): readonly string[] {
    const history = this.#histories.get(key) ?? [];
    const index = history.findIndex((version) => version.id === id);
    if (index < 0) {
      return [];
    }
    const [version] = history.splice(index, 1);
    if (history.length === 0) {
      this.#histories.delete(key);
      const at = firstNotBefore(this.#keys, key);
      if (compareKeys(this.#keys[at] ?? "", key) === 0) {
        this.#keys.splice(at, 1);
      }
    }
    return version === undefined || isMarker(version) ? [] : [version.blob];
  }
}
