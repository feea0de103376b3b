import type { Members, Verdict } from "./verdict.js";

/** A value, and no function, that differs from one host or process to the next. */
const hostValue: Verdict = { rule: "no-environment", when: "read" };

/**
 * What the names of the platform and of packages do: the one table of it. A path is dotted from the global scope or the
 * module: `Math.random`; `Date#getHours` is a member of an instance, `moment()` what a call gives. What a path says
 * holds for all that is under it, unless a longer one says otherwise. Names that are in no list are deterministic, but
 * for packages that have no entry: those are looked into.
 */
export const globals: Readonly<Record<string, Verdict>> = {
  "Date.now": "no-wall-clock",
  "new Date": { rule: "no-wall-clock", when: "no arguments" },
  "Date()": "no-wall-clock",
  performance: "no-wall-clock",
  "performance.timeOrigin": { rule: "no-wall-clock", when: "read" },
  "Temporal.Now": "no-wall-clock",
  "process.hrtime": "no-wall-clock",
  "process.uptime": "no-wall-clock",
  "Intl.DateTimeFormat#format": { rule: "no-wall-clock", when: "no arguments" },
  "Intl.DateTimeFormat#formatToParts": { rule: "no-wall-clock", when: "no arguments" },

  "Math.random": "no-ambient-random",
  "crypto.randomUUID": "no-ambient-random",
  "crypto.getRandomValues": "no-ambient-random",
  "crypto.subtle.generateKey": "no-ambient-random",

  setTimeout: "no-ambient-timer",
  setInterval: "no-ambient-timer",
  setImmediate: "no-ambient-timer",
  requestAnimationFrame: "no-ambient-timer",
  requestIdleCallback: "no-ambient-timer",
  queueMicrotask: "no-ambient-timer",
  "process.nextTick": "no-ambient-timer",
  "AbortSignal.timeout": "no-ambient-timer",
  "scheduler.wait": "no-ambient-timer",
  "scheduler.postTask": "no-ambient-timer",
  "scheduler.yield": "no-ambient-timer",
  "Atomics.wait": "no-ambient-timer",
  "Atomics.waitAsync": "no-ambient-timer",

  fetch: "no-ambient-io",
  XMLHttpRequest: "no-ambient-io",
  WebSocket: "no-ambient-io",
  EventSource: "no-ambient-io",
  Worker: "no-ambient-io",
  BroadcastChannel: "no-ambient-io",
  "navigator.sendBeacon": "no-ambient-io",
  indexedDB: "no-ambient-io",
  caches: "no-ambient-io",
  localStorage: "no-ambient-io",
  sessionStorage: "no-ambient-io",
  "process.stdin": "no-ambient-io",
  "Bun.file": "no-ambient-io",
  "Bun.write": "no-ambient-io",
  "Bun.spawn": "no-ambient-io",
  "Bun.env": hostValue,
  "Deno.env": hostValue,
  Deno: "no-ambient-io",

  "process.env": hostValue,
  "process.cwd": "no-environment",
  "process.chdir": "no-environment",
  "process.pid": hostValue,
  "process.ppid": hostValue,
  "process.platform": hostValue,
  "process.arch": hostValue,
  "process.version": hostValue,
  "process.versions": hostValue,
  "process.release": hostValue,
  "process.config": hostValue,
  "process.features": hostValue,
  "process.argv": hostValue,
  "process.argv0": hostValue,
  "process.execArgv": hostValue,
  "process.execPath": hostValue,
  "process.title": hostValue,
  "process.memoryUsage": "no-environment",
  "process.constrainedMemory": "no-environment",
  "process.availableMemory": "no-environment",
  "process.cpuUsage": "no-environment",
  "process.threadCpuUsage": "no-environment",
  "process.resourceUsage": "no-environment",
  "process.getActiveResourcesInfo": "no-environment",
  "process.getuid": "no-environment",
  "process.geteuid": "no-environment",
  "process.getgid": "no-environment",
  "process.getegid": "no-environment",
  "process.getgroups": "no-environment",
  "process.umask": "no-environment",
  "process.report": "no-environment",
  "process.stdout.columns": hostValue,
  "process.stdout.isTTY": hostValue,
  "process.stderr.isTTY": hostValue,
  "process.loadEnvFile": "no-environment",
  "import.meta.env": hostValue,
  "navigator.userAgent": hostValue,
  "navigator.platform": hostValue,
  "navigator.hardwareConcurrency": hostValue,
  "navigator.deviceMemory": hostValue,
  "navigator.onLine": hostValue,
  location: hostValue,
  document: hostValue,
  screen: hostValue,

  "navigator.language": { rule: "no-host-locale", when: "read" },
  "navigator.languages": { rule: "no-host-locale", when: "read" },

  "Promise.race": "no-completion-order",
  "Promise.any": "no-completion-order",

  eval: "no-dynamic-code",
  Function: { rule: "no-dynamic-code", when: "called" },

  WeakRef: "no-gc-observation",
  FinalizationRegistry: "no-gc-observation",
  gc: "no-gc-observation",
};

const allIo: Members = { "*": "no-ambient-io" };

/** Modules that come with Node, without `node:`. Those that are not here are deterministic. */
export const nodeModules: Readonly<Record<string, Members>> = {
  child_process: allIo,
  cluster: { "*": "no-ambient-io", isPrimary: hostValue, isMaster: hostValue, isWorker: hostValue },
  dgram: allIo,
  dns: allIo,
  "dns/promises": allIo,
  fs: { "*": "no-ambient-io", constants: "deterministic" },
  "fs/promises": { "*": "no-ambient-io", constants: "deterministic" },
  http: { "*": "no-ambient-io", STATUS_CODES: "deterministic", METHODS: "deterministic" },
  http2: { "*": "no-ambient-io", constants: "deterministic" },
  https: allIo,
  inspector: allIo,
  "inspector/promises": allIo,
  net: {
    "*": "no-ambient-io",
    isIP: "deterministic",
    isIPv4: "deterministic",
    isIPv6: "deterministic",
    BlockList: "deterministic",
    SocketAddress: "deterministic",
  },
  readline: allIo,
  "readline/promises": allIo,
  repl: allIo,
  sqlite: allIo,
  tls: allIo,
  tty: allIo,
  crypto: {
    randomBytes: "no-ambient-random",
    pseudoRandomBytes: "no-ambient-random",
    randomInt: "no-ambient-random",
    randomUUID: "no-ambient-random",
    randomFill: "no-ambient-random",
    randomFillSync: "no-ambient-random",
    getRandomValues: "no-ambient-random",
    "webcrypto.getRandomValues": "no-ambient-random",
    "webcrypto.randomUUID": "no-ambient-random",
    "webcrypto.subtle.generateKey": "no-ambient-random",
    "subtle.generateKey": "no-ambient-random",
    generateKey: "no-ambient-random",
    generateKeySync: "no-ambient-random",
    generateKeyPair: "no-ambient-random",
    generateKeyPairSync: "no-ambient-random",
    generatePrime: "no-ambient-random",
    generatePrimeSync: "no-ambient-random",
    publicEncrypt: "no-ambient-random",
  },
  os: { "*": "no-environment", EOL: hostValue, devNull: hostValue, constants: "deterministic" },
  path: {
    sep: hostValue,
    delimiter: hostValue,
    "posix.sep": "deterministic",
    "win32.sep": "deterministic",
    resolve: "no-environment",
    "posix.resolve": "no-environment",
    "win32.resolve": "no-environment",
  },
  "path/posix": { resolve: "no-environment" },
  "path/win32": { resolve: "no-environment" },
  perf_hooks: {
    "*": "no-wall-clock",
    "performance.timeOrigin": { rule: "no-wall-clock", when: "read" },
    constants: "deterministic",
  },
  process: {},
  timers: {
    "*": "no-ambient-timer",
    clearTimeout: "deterministic",
    clearInterval: "deterministic",
    clearImmediate: "deterministic",
  },
  "timers/promises": { "*": "no-ambient-timer" },
  v8: { "*": "no-environment", serialize: "deterministic", deserialize: "deterministic" },
  vm: { "*": "no-dynamic-code", isContext: "deterministic" },
  worker_threads: {
    threadId: hostValue,
    isMainThread: hostValue,
    workerData: hostValue,
    resourceLimits: hostValue,
    threadName: hostValue,
    Worker: "no-ambient-io",
    parentPort: "no-ambient-io",
    BroadcastChannel: "no-ambient-io",
    getEnvironmentData: "no-environment",
  },
};

const deterministic: Members = { "*": "deterministic" };
const localDates: Verdict = "no-host-locale";
const allRandom: Members = { "*": "no-ambient-random" };

const lodash: Members = {
  "*": "deterministic",
  random: "no-ambient-random",
  sample: "no-ambient-random",
  sampleSize: "no-ambient-random",
  shuffle: "no-ambient-random",
  uniqueId: "no-shared-state",
  now: "no-wall-clock",
  debounce: "no-ambient-timer",
  throttle: "no-ambient-timer",
  delay: "no-ambient-timer",
  defer: "no-ambient-timer",
  template: "no-dynamic-code",
};

const uuid: Members = {
  "*": "deterministic",
  v1: "no-ambient-random",
  v4: "no-ambient-random",
  v6: "no-ambient-random",
  v7: "no-ambient-random",
};

const nanoid: Members = { "*": "no-ambient-random", urlAlphabet: "deterministic" };

const dateFns: Members = {
  "*": "deterministic",
  isToday: "no-wall-clock",
  isTomorrow: "no-wall-clock",
  isYesterday: "no-wall-clock",
  isFuture: "no-wall-clock",
  isPast: "no-wall-clock",
  isThisHour: "no-wall-clock",
  isThisISOWeek: "no-wall-clock",
  isThisMinute: "no-wall-clock",
  isThisMonth: "no-wall-clock",
  isThisQuarter: "no-wall-clock",
  isThisSecond: "no-wall-clock",
  isThisWeek: "no-wall-clock",
  isThisYear: "no-wall-clock",
  formatDistanceToNow: "no-wall-clock",
  formatDistanceToNowStrict: "no-wall-clock",
  startOfToday: "no-wall-clock",
  startOfTomorrow: "no-wall-clock",
  startOfYesterday: "no-wall-clock",
  endOfToday: "no-wall-clock",
  endOfTomorrow: "no-wall-clock",
  endOfYesterday: "no-wall-clock",
  ...Object.fromEntries(
    (
      "format formatISO formatRFC3339 formatRelative lightFormat intlFormat parse parseISO startOfDay startOfHour " +
      "startOfWeek startOfISOWeek startOfMonth startOfQuarter startOfYear startOfDecade endOfDay endOfWeek endOfISOWeek " +
      "endOfMonth endOfQuarter endOfYear endOfDecade getDate getDay getHours getMinutes getMonth getYear getWeek " +
      "getISOWeek getISODay getQuarter getDayOfYear setDate setDay setHours setMonth setYear isSameDay isSameWeek " +
      "isSameMonth isSameYear isSameQuarter isWeekend isMonday isTuesday isWednesday isThursday isFriday isSaturday " +
      "isSunday differenceInCalendarDays differenceInCalendarMonths differenceInCalendarWeeks differenceInCalendarYears " +
      "differenceInBusinessDays eachDayOfInterval eachWeekOfInterval eachMonthOfInterval"
    )
      .split(" ")
      .map((name) => [name, localDates]),
  ),
};

const dayjs: Members = {
  "*": "deterministic",
  default: { rule: "no-wall-clock", when: "no arguments" },
  "default()": "no-host-locale",
  "default().valueOf": "deterministic",
  "default().unix": "deterministic",
  "default().toISOString": "deterministic",
  "default().toJSON": "deterministic",
  "default().isBefore": "deterministic",
  "default().isAfter": "deterministic",
  "default().isSame": "deterministic",
  "default().isValid": "deterministic",
  "default().diff": "deterministic",
  "default().toDate": "deterministic",
  "default().utc": "deterministic",
  "default().tz": "deterministic",
  "default().add": "deterministic",
  "default().subtract": "deterministic",
  utc: { rule: "no-wall-clock", when: "no arguments" },
  "default.utc": { rule: "no-wall-clock", when: "no arguments" },
  tz: { rule: "no-wall-clock", when: "no arguments" },
  "tz.guess": "no-host-locale",
  now: "no-wall-clock",
};

/**
 * Packages of npm. `mutates:0` is a function that writes to its first argument. What has no entry is looked into, from
 * its source.
 */
export const packages: Readonly<Record<string, Members>> = {
  protograph: deterministic,
  "@bufbuild/protobuf": {
    "*": "deterministic",
    mergeFromBinary: "mutates:1",
    mergeFromJson: "mutates:1",
    mergeFromJsonString: "mutates:1",
    clearField: "mutates:0",
    setExtension: "mutates:0",
    clearExtension: "mutates:0",
  },
  "@bufbuild/protobuf/wkt": { "*": "deterministic", timestampNow: "no-wall-clock", anyPackTo: "mutates:2" },
  "@bufbuild/protobuf/codegenv2": deterministic,
  "@bufbuild/protobuf/reflect": deterministic,
  "@bufbuild/protobuf/wire": deterministic,

  uuid,
  nanoid,
  "nanoid/non-secure": nanoid,
  ulid: { "*": "no-ambient-random", decodeTime: "deterministic", encodeTime: "deterministic" },
  ulidx: { "*": "no-ambient-random", decodeTime: "deterministic", encodeTime: "deterministic" },
  uuidv7: allRandom,
  uid: allRandom,
  cuid: allRandom,
  "@paralleldrive/cuid2": { "*": "no-ambient-random", isCuid: "deterministic" },
  ksuid: allRandom,
  "short-uuid": allRandom,
  "crypto-random-string": allRandom,
  "random-int": allRandom,
  bson: { "*": "deterministic", "new ObjectId": { rule: "no-ambient-random", when: "no arguments" } },
  seedrandom: { "*": "deterministic", default: { rule: "no-ambient-random", when: "no arguments" } },
  chance: { "*": "deterministic", "new default": { rule: "no-ambient-random", when: "no arguments" } },
  "@faker-js/faker": { "*": "no-ambient-random", "faker.seed": "deterministic" },
  "pure-rand": deterministic,

  lodash,
  "lodash-es": lodash,
  underscore: lodash,
  ramda: deterministic,
  remeda: { "*": "deterministic", sample: "no-ambient-random", shuffle: "no-ambient-random" },
  radash: {
    "*": "deterministic",
    draw: "no-ambient-random",
    random: "no-ambient-random",
    shuffle: "no-ambient-random",
    uid: "no-ambient-random",
    sleep: "no-ambient-timer",
    retry: "no-ambient-timer",
    debounce: "no-ambient-timer",
    throttle: "no-ambient-timer",
  },
  "es-toolkit": {
    "*": "deterministic",
    sample: "no-ambient-random",
    sampleSize: "no-ambient-random",
    shuffle: "no-ambient-random",
    random: "no-ambient-random",
    randomInt: "no-ambient-random",
    delay: "no-ambient-timer",
    timeout: "no-ambient-timer",
    withTimeout: "no-ambient-timer",
    debounce: "no-ambient-timer",
    throttle: "no-ambient-timer",
  },
  "date-fns": dateFns,
  "date-fns-tz": { "*": "deterministic", format: "no-host-locale" },
  dayjs,
  moment: dayjs,
  "moment-timezone": dayjs,
  luxon: {
    "*": "deterministic",
    "DateTime.now": "no-wall-clock",
    "DateTime.local": "no-wall-clock",
    "DateTime.utc": { rule: "no-wall-clock", when: "no arguments" },
    "DateTime.fromISO": { rule: "no-host-locale", when: "one argument" },
    "DateTime.fromSQL": { rule: "no-host-locale", when: "one argument" },
    "DateTime.fromMillis": { rule: "no-host-locale", when: "one argument" },
    "DateTime.fromSeconds": { rule: "no-host-locale", when: "one argument" },
    "DateTime.fromJSDate": { rule: "no-host-locale", when: "one argument" },
  },
  "@js-temporal/polyfill": { "*": "deterministic", "Temporal.Now": "no-wall-clock" },
  "temporal-polyfill": { "*": "deterministic", "Temporal.Now": "no-wall-clock" },
  ms: deterministic,
  ...Object.fromEntries(
    (
      "zod valibot yup ajv joi superstruct io-ts fp-ts effect neverthrow immer immutable decimal.js decimal.js-light " +
      "big.js bignumber.js fraction.js currency.js dinero.js semver slugify @sindresorhus/slugify escape-string-regexp " +
      "camelcase change-case pluralize fast-deep-equal fast-json-stable-stringify json-stable-stringify safe-stable-stringify " +
      "deepmerge deepmerge-ts clone rfdc yaml js-yaml toml csv-parse/sync csv-stringify/sync papaparse fast-xml-parser xml2js " +
      "cheerio htmlparser2 parse5 marked markdown-it he entities iconv-lite base64-js bs58 object-hash md5 sha.js " +
      "@noble/hashes mathjs ml-matrix simple-statistics d3-array d3-scale fuse.js minisearch lru_map qs query-string path-to-regexp " +
      "picomatch micromatch minimatch rxjs tslib core-js validator libphonenumber-js iso-3166-1 natural compromise franc string-similarity " +
      "fastest-levenshtein leven diff jsonpath-plus jmespath acorn typescript"
    )
      .split(" ")
      .map((name) => [name, deterministic]),
  ),

  ...Object.fromEntries(
    (
      "axios got ky node-fetch undici cross-fetch superagent request needle phin wretch ofetch graphql-request @apollo/client " +
      "ws socket.io socket.io-client socket.io-client amqplib kafkajs nats mqtt ioredis redis pg pg-promise postgres mysql mysql2 " +
      "mongodb mongoose sqlite3 better-sqlite3 knex sequelize typeorm drizzle-orm @prisma/client nodemailer ssh2 " +
      "fs-extra graceful-fs glob globby fast-glob tinyglobby rimraf del mkdirp chokidar tmp tempy execa cross-spawn shelljs zx " +
      "@aws-sdk/client-s3 @aws-sdk/client-dynamodb @aws-sdk/client-sqs @aws-sdk/client-sns aws-sdk @google-cloud/storage " +
      "@google-cloud/pubsub @google-cloud/bigquery @azure/storage-blob stripe twilio @sendgrid/mail openai @anthropic-ai/sdk " +
      "@slack/web-api @octokit/rest puppeteer playwright express fastify koa hapi conf configstore write-file-atomic"
    )
      .split(" ")
      .map((name) => [name, allIo]),
  ),

  ...Object.fromEntries(
    (
      "delay p-min-delay p-timeout p-retry p-wait-for p-debounce p-throttle async-retry bottleneck cockatiel exponential-backoff " +
      "promise-timeout sleep-promise node-cron cron agenda bull bullmq"
    )
      .split(" ")
      .map((name) => [name, { "*": "no-ambient-timer" } satisfies Members]),
  ),
  "p-map": deterministic,
  "p-limit": deterministic,
  "p-queue": deterministic,
  "p-all": deterministic,
  "p-props": deterministic,
  "p-race": { "*": "no-completion-order" },
  "p-any": { "*": "no-completion-order" },
  "p-some": { "*": "no-completion-order" },
  dotenv: { "*": "no-environment" },
  envalid: { "*": "no-environment" },
  "env-var": { "*": "no-environment" },
  config: { "*": "no-environment" },
  "node-machine-id": { "*": "no-environment" },
  systeminformation: { "*": "no-environment" },
  "os-locale": { "*": "no-host-locale" },
  vm2: { "*": "no-dynamic-code" },
  "isolated-vm": { "*": "no-dynamic-code" },
};
