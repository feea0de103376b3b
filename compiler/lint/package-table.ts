import type { Members, Verdict } from "./verdict.js";

const allIo: Members = { "*": "no-ambient-io" };
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
