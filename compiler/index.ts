/** Protograph's compiler as a library: what the command line does, for tools that want the values. */
export type { Checked } from "./checks/check.js";
export { check, type CheckMemory, type CheckOptions, compile, type Compiled, type Proved } from "./compile.js";
export type { Config } from "./config/config.js";
export { type LoadedConfig, loadConfig } from "./config/load-config.js";
export { type Code, codes, isCode } from "./diagnostics/codes.js";
export { type Diagnostic, hasErrors, type Span, type Trace } from "./diagnostics/diagnostic.js";
export { renderGithub } from "./diagnostics/render-github.js";
export { renderJson } from "./diagnostics/render-json.js";
export { renderPretty } from "./diagnostics/render-pretty.js";
export { renderSarif } from "./diagnostics/render-sarif.js";
export type { Render, Report, View } from "./diagnostics/report.js";
export type { EmittedFile } from "./emit/emit.js";
export type { Cardinality, Graph, GraphNode, Port, Producer, ResolvedStep, Shape } from "./graph/model.js";
export { type HandoffFinding, type HandoffVerdict, judgeHandoff } from "../proto/contract/schemas/judge-handoff.js";
export { diff, type Differences, type Released } from "./diff.js";
export { diffJson, diffText } from "./lock/diff-text.js";
export { type ReadLock, readLock } from "./lock/read-lock.js";
