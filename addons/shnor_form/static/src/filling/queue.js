/**
 * The answers that the server has not acknowledged yet, in the order in which they were given.
 *
 * Every opened page is a client of its own and numbers its answers, so that two tabs cannot give
 * two answers the same number. What a page left behind, closed or crashed, is sent by the next
 * one under the name and number it had; the server knows what it has already.
 */
export class Queue {
    /**
     * @param {Store} store
     * @param {string} client name of this page
     * @param {() => number} now
     */
    constructor(store, client, now = Date.now) {
        this.store = store;
        this.client = client;
        this.now = now;
        this.seq = 0;
    }

    /** Returns the waiting answers, the oldest first. */
    entries() {
        return this.store
            .names("q/")
            .map((name) => ({ ...this.store.get(name), name }))
            .filter((entry) => entry.code);
    }

    /** Returns what waits for one question, the newest, or null. */
    waiting(code) {
        return this.entries().filter((entry) => entry.code === code).pop() || null;
    }

    /**
     * Keeps an answer until the server has it. While it was never sent, a newer answer to the
     * same question takes its place.
     *
     * @param {Object} answer {code, value, confirmed, comment?, base}
     */
    put(answer) {
        const entries = this.entries();
        const last = entries.filter((entry) => entry.code === answer.code).pop();
        if (last && last.client === this.client && !last.sent) {
            return this.write(last.name, {
                ...last,
                ...answer,
                base: last.base,
                comment: answer.comment === undefined ? last.comment : answer.comment,
            });
        }
        this.seq += 1;
        return this.write(this.nextName(entries), {
            ...answer,
            client: this.client,
            seq: this.seq,
            sent: false,
        });
    }

    /**
     * Returns what to send next and notes that it was sent: from then on it may be on the server,
     * acknowledged or not, so it does not change any more.
     */
    take(limit) {
        const entries = this.entries();
        const batch = [];
        for (const entry of entries) {
            if (batch.length === limit || entry.client !== entries[0].client) {
                break;
            }
            batch.push(entry);
            if (!entry.sent) {
                this.write(entry.name, { ...entry, sent: true });
            }
        }
        return batch;
    }

    /**
     * Forgets an answer that the server has decided about. What waits behind it for the same
     * question was given with it in view.
     */
    settle(entry, revision) {
        this.store.remove(entry.name);
        for (const other of this.entries()) {
            if (other.code === entry.code && other.base < revision) {
                this.write(other.name, { ...other, base: revision });
            }
        }
    }

    write(name, entry) {
        const { name: _name, ...kept } = entry;
        this.store.set(name, kept);
        return { ...kept, name };
    }

    // names sort by time; a clock that was put back must not change the order
    nextName(entries) {
        const last = entries.length ? Number(entries[entries.length - 1].name.slice(2, 17)) : 0;
        const time = Math.max(this.now(), last + 1);
        return `q/${String(time).padStart(15, "0")}-${this.client}-${this.seq}`;
    }
}

/** Returns a random name; `randomUUID` is there on secure addresses only. */
export function randomName() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
