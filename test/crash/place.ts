import { pgliteStore } from "protograph/pglite";
import { postgresStore, type Store } from "protograph/postgres";

/** Where a process finds what is kept. */
export type Place = { readonly postgres: string } | { readonly pglite: string };

/** Opens what is kept, as a process does that is to be killed. */
export function openPlace(place: Place): Promise<Store> {
  return "postgres" in place
    ? postgresStore({ connectionString: place.postgres, poolSize: 4 })
    : pgliteStore(place.pglite);
}
