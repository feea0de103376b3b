import { flow } from "protograph";
import { outer } from "./orders.flow.js";

export const inner = flow({ name: "orders.v1.Inner", graphs: [outer], handoffs: [] });
