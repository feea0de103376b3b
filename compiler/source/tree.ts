/**
 * The types of TypeScript's tree, and no code: what looks at trees takes the compiler itself as a parameter, for in an
 * editor it is the user's, and kinds of nodes have other numbers there.
 */
export type { ts } from "ts-morph";
