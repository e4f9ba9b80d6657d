import type { Fields } from "../fields.js";

/** Something that was stored. */
export interface StorageObject {
  /** The collection that it lies in. */
  readonly collection: string;
  /** Its name there. */
  readonly key: string;
  /** Whose it is; empty for what no player owns. */
  readonly user_id: string;
  /** What was stored. */
  readonly value: Fields;
  /** Gives it to a write that must not overwrite another. */
  readonly version: string;
  /** One of `ReadPermission`. */
  readonly permission_read: number;
  /** One of `WritePermission`. */
  readonly permission_write: number;
  /** When it was first written. */
  readonly create_time: Date;
  /** When it was changed last. */
  readonly update_time: Date;
}

/** Some of what was stored. */
export interface StorageObjects {
  /** Those that are there and may be read, in no order. */
  readonly objects: readonly StorageObject[];
}

/** A page of what was stored. */
export interface StorageObjectList extends StorageObjects {
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}

/** What a write made. */
export interface StorageObjectAcks {
  /** One for each object, in the order in which they were given. */
  readonly acks: readonly {
    /** The collection that it lies in. */
    readonly collection: string;
    /** Its name there. */
    readonly key: string;
    /** Gives it to the next write. */
    readonly version: string;
    /** Whose it is. */
    readonly user_id: string;
    /** When it was first written. */
    readonly create_time: Date;
    /** When it was changed last. */
    readonly update_time: Date;
  }[];
}
