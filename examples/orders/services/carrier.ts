/** Who carries parcels. */
export interface Carrier {
  /** Has a parcel fetched, once for a key however often it is asked; gives its tracking number. */
  fetch(label: string, shelf: string, key: string): Promise<string>;
}
