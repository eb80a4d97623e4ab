"""Directors as the filling page is: a queue that is sent in order, and emptied by acks only."""

import asyncio
import time
import uuid

import aiohttp

BATCH = 20
PAUSES = (0.2, 0.5, 1, 2)  # seconds between tries while the server does not answer
TIMEOUT = aiohttp.ClientTimeout(total=30)


class Director:
    """One browser of one director.

    :param str address: of the server
    :param dict seat: ``sheet`` and ``session`` of the world
    :param list codes: of the last page
    """

    def __init__(self, address, seat, codes):
        self.sheet = seat["sheet"]
        self.url = f"{address}/my/forms/{self.sheet}"
        self.client = uuid.uuid4().hex
        self.codes = codes
        self.seq = 0
        self.known = 0
        self.queue = []
        self.acked = {}  # seq: (code, value)
        self.times = []  # seconds of each request that came through at the first try
        self.retries = 0
        self.refused = []
        self.receipts = []
        self.sender = None
        cookies = {"session_id": seat["session"]}
        self.http = aiohttp.ClientSession(cookies=cookies, timeout=TIMEOUT)

    def answer(self, number):
        """Answer the next question of the page; it is sent at once, or when the line is back."""
        self.seq += 1
        code = self.codes[self.seq % len(self.codes)]
        self.queue.append({"seq": self.seq, "code": code, "value": number, "base": self.known})
        if self.sender is None or self.sender.done():
            self.sender = asyncio.create_task(self._send())

    async def drain(self):
        """Wait until everything is acknowledged."""
        while self.queue:
            if self.sender is None or self.sender.done():
                self.sender = asyncio.create_task(self._send())
            await self.sender

    async def _send(self):
        while self.queue:
            batch = self.queue[:BATCH]
            params = {"client": self.client, "known": self.known, "saves": batch}
            result = await self._call("save", params, self.times)
            for ack in result["acks"]:
                save = next(one for one in batch if one["seq"] == ack["seq"])
                if ack["status"] in ("saved", "replayed", "overtaken"):
                    self.acked[ack["seq"]] = (save["code"], save["value"])
                else:
                    self.refused.append(ack)
            done = {ack["seq"] for ack in result["acks"]}
            self.queue = [save for save in self.queue if save["seq"] not in done]
            self.known = max(self.known, result["revision"])

    async def submit(self):
        """Hand the form in, twice: the second time the line dropped before the answer came."""
        key = uuid.uuid4().hex
        for _time in range(2):
            result = await self._call("submit", {"key": key}, None)
            self.receipts.append((result.get("receipt") or {}).get("number"))

    async def _call(self, path, params, times):
        """Return the result of a call, tried until the server answers."""
        for attempt in range(200):
            begun = time.perf_counter()
            try:
                async with self.http.post(
                    f"{self.url}/{path}", json={"jsonrpc": "2.0", "params": params}
                ) as response:
                    data = await response.json()
                if "result" in data:
                    if times is not None and not attempt:
                        times.append(time.perf_counter() - begun)
                    return data["result"]
                if _is_ours(data["error"]):
                    raise RuntimeError(data["error"]["data"]["message"])
            except (aiohttp.ClientError, asyncio.TimeoutError, ValueError, OSError):
                pass
            self.retries += 1
            await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
        raise RuntimeError("the server did not come back")

    async def close(self):
        await self.http.close()


def _is_ours(error):
    """Return whether the server refused, and not merely lost its database for a moment."""
    name = (error.get("data") or {}).get("name", "")
    return name.startswith("odoo.exceptions.")


async def night(address, world, rate, seconds, incident=None):
    """Let the directors answer at a rate, and hand in.

    :param float rate: answers a second, all directors together
    :param float seconds: how long
    :param incident: function to be called in the middle, in a thread
    :return: (list of Director, seconds until every answer was acknowledged)
    """
    directors = [Director(address, seat, world["codes"]) for seat in world["directors"]]
    begun = time.perf_counter()
    happening = None
    number = 0
    while (passed := time.perf_counter() - begun) < seconds:
        while number < passed * rate:
            directors[number % len(directors)].answer(number)
            number += 1
        if incident and happening is None and passed > seconds / 2:
            happening = asyncio.create_task(asyncio.to_thread(incident))
        await asyncio.sleep(0.002)
    if happening:
        await happening
    await asyncio.gather(*(director.drain() for director in directors))
    drained = time.perf_counter() - begun
    # everybody presses the button in the same minute
    gate = asyncio.Semaphore(20)

    async def submit(director):
        async with gate:
            await director.submit()

    await asyncio.gather(*(submit(director) for director in directors))
    for director in directors:
        await director.close()
    return directors, drained


async def race(make_call, count, seconds):
    """Let ``count`` clients call as fast as the server answers.

    :param make_call: function (http session, client's number, call's number) returning a coroutine
    :return: float, calls a second
    """
    calls = 0
    end = time.perf_counter() + seconds

    async def run(index):
        nonlocal calls
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, timeout=TIMEOUT) as http:
            turn = 0
            while time.perf_counter() < end:
                await make_call(http, index, turn)
                turn += 1
                calls += 1

    begun = time.perf_counter()
    await asyncio.gather(*(run(index) for index in range(count)))
    return calls / (time.perf_counter() - begun)
