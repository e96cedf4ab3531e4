import { Buffer } from "node:buffer";
import type { JsonObject } from "../../canonical.ts";
import { asAnswered, partDone, trueLimits } from "../quirks/bulk-quirks.ts";
import { referenceInPath, referencesIn, withIds, withoutReferences } from "./bulk-references.ts";
import { type BulkEntry, type BulkStep, readBulkRequest, readStep } from "./bulk-request.ts";
import { type Inquiry, type Reply, readJson, readTarget } from "../exchange.ts";
import { asUsual } from "../spelling.ts";
import { errorBody, Refusal, refusal, shown } from "../refusal.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** Answers a request. Throws `Refusal`. */
type Answer = (inquiry: Inquiry) => Reply;

/**
 * POST /Bulk: RFC 7644 section 3.7. Operations are done in their order, but for those that name what a later one makes.
 * Throws `Refusal` when nothing of it is done.
 */
export function bulk(provider: ServiceProvider, inquiry: Inquiry, answer: Answer): Reply {
  const limits = trueLimits(provider);
  if (limits === undefined) throw new Refusal(501, "/Bulk is not supported");
  if (inquiry.body.length > limits.maxPayloadSize)
    throw new Refusal(413, `the body is larger than ${limits.maxPayloadSize} bytes`);
  const job = readBulkRequest(readJson(inquiry, provider.dialect.contentTypes), limits.maxOperations);
  const work = new BulkWork(provider, answer, job.failOnErrors);
  return asAnswered(provider, work.carryOut(partDone(provider, job.entries)));
}

/** What a step came to. */
interface Done {
  readonly result: JsonObject;
  /** Of what it made or changed. */
  readonly id: string | undefined;
}

/** Does a step as if it had come as a request of its own. Throws `Refusal`. */
function ask(
  provider: ServiceProvider,
  answer: Answer,
  { method, bulkId, path, version, data }: BulkStep,
): Done {
  const target = readTarget(asUsual(path, provider.dialect));
  if (target === undefined) throw refusal("invalidPath", "the path cannot be decoded");
  const [mediaType = "application/json"] = provider.dialect.contentTypes;
  const headers = { "content-type": mediaType, ...(version === undefined ? {} : { "if-match": version }) };
  const body = Buffer.from(data === undefined ? "" : JSON.stringify(data));
  const reply = answer({ method, headers, body, ...target });
  const location = reply.headers?.["location"] ?? `${provider.baseUrl}${path}`;
  const etag = reply.headers?.["etag"];
  const result = {
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    location,
    ...(etag === undefined ? {} : { version: etag }),
    status: String(reply.status),
  };
  return { result, id: idAt(location) };
}

function idAt(location: string): string | undefined {
  return readTarget(location)?.segments.at(-1);
}

/** What of a bulk request is tried at a time. */
interface Task {
  readonly entry: BulkEntry;
  /** A refusal when the entry makes no sense. */
  readonly step: BulkStep | Refusal;
  /** bulkIds that it names. */
  readonly names: readonly string[];
  /** The task that made without its references what this one gives them. */
  readonly finishes?: Task;
  result?: JsonObject;
}

function readTask(provider: ServiceProvider, entry: BulkEntry): Task {
  try {
    const step = readStep(entry, provider.dialect.wire.paths);
    if (provider.has("bulkReferencesKept")) return { entry, step, names: [] };
    const inPath = referenceInPath(step.path);
    const names = [...referencesIn(step.data ?? null), ...(inPath === undefined ? [] : [inPath])];
    if (names.length > 0 && provider.has("bulkReferencesRefused"))
      throw refusal("invalidValue", "a bulkId is no id");
    return { entry, step, names };
  } catch (error) {
    return { entry, step: asRefusal(error), names: [] };
  }
}

/** The bulkId of what a task makes. */
function madeBy({ step }: Task): string | undefined {
  return step instanceof Refusal || step.method !== "POST" ? undefined : step.bulkId;
}

/** One bulk request while it is worked on. */
class BulkWork {
  readonly #provider: ServiceProvider;
  readonly #answer: Answer;
  readonly #failOnErrors: number;
  /** Ids of what was made, by bulkId. */
  readonly #ids = new Map<string, string>();
  /** bulkIds of what is still to be made. */
  readonly #open = new Set<string>();
  readonly #refused = new Set<string>();
  #errors = 0;

  constructor(provider: ServiceProvider, answer: Answer, failOnErrors: number) {
    this.#provider = provider;
    this.#answer = answer;
    this.#failOnErrors = failOnErrors;
  }

  /** Results in the order of the entries, but for those that were not begun. */
  carryOut(entries: readonly BulkEntry[]): readonly JsonObject[] {
    const tasks = entries.map((entry) => readTask(this.#provider, entry));
    for (const bulkId of tasks.map(madeBy)) if (bulkId !== undefined) this.#open.add(bulkId);
    let left: readonly Task[] = tasks;
    while (left.length > 0 && !this.#isOver) left = this.#round(left);
    return tasks.flatMap(({ result }) => (result === undefined ? [] : [result]));
  }

  get #isOver(): boolean {
    return this.#errors >= this.#failOnErrors;
  }

  /** Does what can be done now, one thing at least; gives what is left. */
  #round(tasks: readonly Task[]): readonly Task[] {
    const waiting = tasks.filter((task) => {
      if (this.#isOver) return false;
      const waits = task.names.some((name) => this.#open.has(name));
      if (!waits) this.#carryOutOne(task);
      return waits;
    });
    return waiting.length < tasks.length ? waiting : this.#breakCircle(waiting);
  }

  /**
   * RFC 7644 section 3.7.1: of those that name each other the first is made without its references, and gets them once
   * the others are there.
   */
  #breakCircle(tasks: readonly Task[]): readonly Task[] {
    const first = tasks.find((task) => madeBy(task) !== undefined);
    if (first === undefined || first.step instanceof Refusal) return [];
    const { step, entry, names } = first;
    const { data = {}, bulkId = "" } = step;
    this.#carryOutOne(first, { ...step, data: withoutReferences(data) });
    const others = tasks.filter((task) => task !== first);
    const id = this.#ids.get(bulkId);
    if (id === undefined) return others;
    const rest: BulkStep = { method: "PUT", path: `${step.path}/${encodeURIComponent(id)}`, data };
    return [...others, { entry, step: rest, names, finishes: first }];
  }

  #carryOutOne(task: Task, bare?: BulkStep): void {
    const { entry, finishes } = task;
    const made = madeBy(task);
    try {
      const done = this.#ask(bare ?? this.#resolved(task));
      if (made !== undefined && done.id !== undefined) this.#ids.set(made, done.id);
      if (finishes === undefined) task.result = done.result;
      else finishes.result = { ...finishes.result, ...versionOf(done.result) };
    } catch (error) {
      this.#errors += 1;
      (finishes ?? task).result = failed(entry, asRefusal(error));
      if (finishes !== undefined) this.#takeBack(task);
      if (made !== undefined) this.#refused.add(made);
    }
    if (made !== undefined) this.#open.delete(made);
  }

  /** The step with ids in place of references. Throws `Refusal`. */
  #resolved({ step, names }: Task): BulkStep {
    if (step instanceof Refusal) throw step;
    if (names.length === 0) return step;
    const lost = names.find((name) => !this.#ids.has(name));
    if (lost !== undefined && this.#refused.has(lost))
      throw new Refusal(409, `bulkId ${shown(lost)} could not be made`);
    if (lost !== undefined)
      throw refusal("invalidValue", `no POST of this request has bulkId ${shown(lost)}`);
    const id = this.#ids.get(referenceInPath(step.path) ?? "");
    const path = id === undefined ? step.path : step.path.replace(/[^/]*$/, () => encodeURIComponent(id));
    return { ...step, path, ...(step.data === undefined ? {} : { data: withIds(step.data, this.#ids) }) };
  }

  #ask(step: BulkStep): Done {
    return ask(this.#provider, this.#answer, step);
  }

  /** What was made without its references is not left behind when it cannot have them. */
  #takeBack({ step }: Task): void {
    if (!(step instanceof Refusal)) this.#ask({ method: "DELETE", path: step.path });
  }
}

function versionOf({ version }: JsonObject): JsonObject {
  return version === undefined ? {} : { version };
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(500, `a bug in the sandbox: ${error instanceof Error ? error.message : "unknown"}`);
}

function failed({ method, bulkId, path }: BulkEntry, { status, message, scimType }: Refusal): JsonObject {
  const told = { method, bulkId, ...(method === "POST" ? {} : { location: path }) };
  const known = Object.entries(told).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(known) as JsonObject),
    status: String(status),
    response: errorBody(status, message, scimType),
  };
}
