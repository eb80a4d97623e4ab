/** Brings what waits in the queue to the server, in order, one request at a time. */

const BATCH = 20;
const TIMEOUT = 30000;
const POLL = 25000;
const WAITS = [2000, 4000, 8000, 15000, 30000, 60000];
// an answer that breaks the server by itself must not keep the others from being saved
const TRIES = 3;

/** The server could not be reached, or did not answer as it should. */
export class LineError extends Error {}

/** The server has to be told anew who this is. */
export class LoginError extends Error {}

/** The server answered that it failed. */
export class ServerError extends Error {}

/**
 * Calls a JSON-RPC route.
 *
 * @param {string} url
 * @param {Object} params
 * @returns {Promise<any>}
 * @throws {LineError|LoginError|ServerError}
 */
export async function call(url, params, timeout = TIMEOUT) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeout);
    let answer;
    try {
        const response = await fetch(url, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            credentials: "same-origin",
            body: JSON.stringify({ jsonrpc: "2.0", method: "call", params }),
            signal: controller.signal,
        });
        if (response.redirected && response.url.includes("/web/login")) {
            throw new LoginError();
        }
        answer = await response.json();
    } catch (error) {
        // a proxy's page in place of JSON is no answer of ours
        throw error instanceof LoginError ? error : new LineError(error.message);
    } finally {
        clearTimeout(timer);
    }
    if (answer.error) {
        const name = (answer.error.data && answer.error.data.name) || "";
        if (/SessionExpired|MissingError|AccessError|AccessDenied/.test(name)) {
            throw new LoginError();
        }
        throw new ServerError((answer.error.data && answer.error.data.message) || "");
    }
    return answer.result;
}

/** Tells by the event `state` how the line is: `state` and `busy` say. */
export class Sender extends EventTarget {
    /**
     * @param {Object} options
     * @param {Sheet} options.sheet
     * @param {Queue} options.queue
     * @param {(params: Object) => Promise<Object>} options.save calls the route
     * @param {string} options.lock name that the tabs of this browser share
     */
    constructor({ sheet, queue, save, lock }) {
        super();
        Object.assign(this, { sheet, queue, save, lock });
        /** @type {"ok"|"line"|"login"|"server"} */
        this.state = "ok";
        this.busy = false;
        this.failures = 0;
        this.tries = new Map();
        this.alone = false;
    }

    /** Sends soon; calls within the delay make one. */
    kick(delay = 0) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.run(), delay);
    }

    /** Sends now and listens for the line, for the page coming to the front, and for others. */
    start() {
        window.addEventListener("online", () => this.kick());
        window.addEventListener("offline", () => this.become("line"));
        document.addEventListener("visibilitychange", () => this.kick());
        window.addEventListener("pageshow", () => this.kick());
        setInterval(() => {
            if (document.visibilityState === "visible" && !this.busy) {
                this.poll = true;
                this.run();
            }
        }, POLL);
        this.kick();
    }

    become(state, busy = this.busy) {
        if (state !== this.state || busy !== this.busy) {
            this.state = state;
            this.busy = busy;
            this.dispatchEvent(new Event("state"));
        }
    }

    /**
     * Sends everything that waits.
     *
     * @returns {Promise<boolean>} whether nothing waits any more
     */
    async run() {
        clearTimeout(this.timer);
        this.running ||= this.locked(() => this.drain()).finally(() => {
            this.running = null;
        });
        return this.running;
    }

    // Locks are there on secure addresses only. Without them two tabs may send the same answer
    // twice, which the server knows and ignores.
    async locked(work) {
        if (!navigator.locks) {
            return work();
        }
        return navigator.locks.request(this.lock, { ifAvailable: true }, (lock) => {
            if (lock) {
                return work();
            }
            this.kick(WAITS[0]);
            return false;
        });
    }

    async drain() {
        for (;;) {
            const batch = this.queue.take(this.alone ? 1 : BATCH);
            // with nothing to send, a line that was bad is tried by an empty request
            if (!batch.length && !this.poll && this.state === "ok") {
                this.become("ok", false);
                return true;
            }
            this.poll = false;
            this.become(this.state, batch.length > 0);
            try {
                const result = await this.save({
                    client: batch.length ? batch[0].client : this.queue.client,
                    known: this.sheet.known,
                    saves: batch.map(({ seq, code, value, comment, confirmed, base }) => ({
                        ...{ seq, code, value, confirmed, base },
                        ...(comment === undefined ? {} : { comment }),
                    })),
                });
                this.failures = 0;
                this.alone = this.alone && batch.length > 0;
                this.sheet.acknowledge(batch, result);
                this.become("ok", false);
            } catch (error) {
                this.fail(error, batch);
                return false;
            }
        }
    }

    fail(error, batch) {
        if (error instanceof LoginError) {
            this.become("login", false);
            this.kick(WAITS[WAITS.length - 1]);
            return;
        }
        if (error instanceof ServerError) {
            this.suspect(batch, error);
        } else if (!(error instanceof LineError)) {
            throw error;
        }
        this.become(error instanceof LineError ? "line" : "server", false);
        if (!this.tries.size && this.alone && batch.length === 1) {
            // the answer that it was about is out of the way
            this.failures = 0;
            this.kick();
            return;
        }
        const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
        this.failures += 1;
        // five hundred pages must not come back in the same second
        this.kick(wait * (0.75 + Math.random() / 2));
    }

    // The server fails over this batch: find the answer it is about.
    suspect(batch, error) {
        this.alone = true;
        if (batch.length !== 1) {
            return;
        }
        const [entry] = batch;
        const tries = (this.tries.get(entry.name) || 0) + 1;
        this.tries.set(entry.name, tries);
        if (tries >= TRIES) {
            this.tries.delete(entry.name);
            this.sheet.decide(entry, { status: "refused", message: error.message });
        }
    }
}
