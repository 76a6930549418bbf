"""From the POST of a fact to the changed figure in another open browser.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench REDIS_URL=redis://127.0.0.1:6379/1 \\
        VAR_DIR=/tmp/bench python bench/live.py [--web 1] [--seconds 20] [--rate 20]

An empty database is filled first; one that was filled by this file is measured again.

200 browsers are simulated: each holds its event stream open and fetches its own part of the page
again when it is told to, as the page does. 190 show a rep's page, 10 a manager's team board, which
waits 300 ms for more to come. Meanwhile facts are posted from elsewhere, 20 a second, one by one,
through the form of the "+1" button. A fact has arrived when the browser that shows its rep has
fetched a page with the new figure on it. One worker, one or more web processes, the timetable.
"""

import argparse
import asyncio
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from weakref import WeakKeyDictionary

sys.path.insert(0, str(Path(__file__).resolve().parent))

from company import Company, build  # sets Django up  # isort: skip
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from running import HOST, running
from static_files import collect

from accounts.models import User
from scorecards.actions.recompute import mark_everything, work_off_marks

REPS, BOARDS = 190, 10
_CALLS = re.compile(rb'id="line-objectives-calls".*?<strong>(\d+)</strong>', re.DOTALL)


class Http:
    """As short as HTTP can be: one request a connection."""

    def __init__(self, port: int, user: User) -> None:
        self._port = port
        self._writers = WeakKeyDictionary[asyncio.StreamReader, asyncio.StreamWriter]()
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        token = "s" * 32
        self._head = (
            f"Host: localhost\r\nCookie: {settings.SESSION_COOKIE_NAME}={session};"
            f" csrftoken={token}\r\nX-CSRFToken: {token}\r\nHX-Request: true\r\n"
        )

    async def open(self, method: str, path: str, body: str = "") -> asyncio.StreamReader:
        """Past the head of the answer; anything but 200 ends the measuring.

        The connection lasts for as long as the reader is kept.
        """
        reader, writer = await asyncio.open_connection(HOST, self._port)
        writer.write(
            f"{method} {path} HTTP/1.0\r\n{self._head}Content-Length: {len(body)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split(b" ", 2)[1] != b"200":
            raise SystemExit(f"{method} {path}: {head.decode()}")
        self._writers[reader] = writer
        return reader

    async def get(self, path: str) -> bytes:
        return await (await self.open("GET", path)).read()


class Browser:
    """A page with its stream. `wanted`: when which number of calls was asked for."""

    def __init__(self, http: Http, name: str, path: str, delay: float = 0.0) -> None:
        self.name, self.path, self._delay = name, path, delay
        self._stream, self._http = http, http
        self._told = asyncio.Event()
        self.calls = 0
        self.wanted: dict[int, float] = {}
        self.heard: list[float] = []
        self.arrived: list[float] = []
        self.fetched = 0

    async def listen(self) -> None:
        stream = await self._stream.open("GET", f"/live/?names={self.name}")
        while line := await stream.readline():
            if line.startswith(b"event: "):
                now = time.perf_counter()
                self.heard += [now - at for at in self.wanted.values()]
                self._told.set()

    async def show(self) -> None:
        while True:
            await self._told.wait()
            while self._delay and self._told.is_set():  # every word begins the delay anew
                self._told.clear()
                await asyncio.sleep(self._delay)
            self._told.clear()
            await self.fetch()

    async def fetch(self) -> None:
        text = await self._http.get(self.path)
        now = time.perf_counter()
        self.fetched += 1
        if found := _CALLS.search(text):
            self.calls = int(found[1])
        for number in [number for number in self.wanted if number <= self.calls]:
            self.arrived.append(now - self.wanted.pop(number))


class Tapper:
    """Another device of a rep."""

    def __init__(self, http: Http, shown_by: Browser) -> None:
        self._http, self._browser = http, shown_by
        self._last = shown_by.calls

    async def tap(self, answered: list[float]) -> None:
        began = time.perf_counter()
        self._last = max(self._last, self._browser.calls) + 1
        self._browser.wanted[self._last] = began
        await (await self._http.open("POST", "/log/one/", "metric=calls&quantity=1")).read()
        answered.append(time.perf_counter() - began)


async def measure(browsers: list[Browser], tappers: list[Http], seconds: int, rate: int) -> None:
    tasks = []
    for browser in browsers:  # one after the other, as people come in the morning
        await browser.fetch()
        tasks += [asyncio.create_task(browser.listen()), asyncio.create_task(browser.show())]
    await asyncio.sleep(3)
    for browser in browsers:
        browser.fetched = 0
    shown = [Tapper(*pair) for pair in zip(tappers, browsers, strict=False)]
    answered = await _tap(shown, seconds, rate)
    await _until_arrived(browsers)
    for task in tasks:
        task.cancel()
    _tell("POST answered", answered)
    _tell("told of it", [took for browser in browsers for took in browser.heard])
    _tell("figure fetched", [took for browser in browsers for took in browser.arrived])
    fetched = sum(browser.fetched for browser in browsers)
    print(f"{len(browsers)} open streams, {fetched} parts of pages fetched in {seconds} s")


async def _tap(tappers: list[Tapper], seconds: int, rate: int) -> list[float]:
    answered: list[float] = []
    taps = []
    begin = time.perf_counter()
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, begin + number / rate - time.perf_counter()))
        taps.append(asyncio.create_task(random.choice(tappers).tap(answered)))
    await asyncio.gather(*taps)
    return answered


async def _until_arrived(browsers: list[Browser]) -> None:
    gives_up_at = time.monotonic() + 30
    while waiting := sum(len(browser.wanted) for browser in browsers):
        if time.monotonic() > gives_up_at:
            raise SystemExit(f"{waiting} facts never arrived.")
        await asyncio.sleep(0.1)


def _tell(what: str, seconds: Iterable[float]) -> None:
    ordered = sorted(seconds)
    print(
        f"{what:<15} median {1000 * statistics.median(ordered):>5.0f} ms,"
        f" 95 % {1000 * ordered[int(0.95 * len(ordered))]:>5.0f} ms,"
        f" most {1000 * ordered[-1]:>5.0f} ms, {len(ordered)} facts"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=200)
    parser.add_argument("--facts", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rate", type=int, default=20, help="facts a second")
    parser.add_argument("--web", type=int, default=1, help="processes")
    parser.add_argument("--port", type=int, default=8140)
    asked = parser.parse_args()
    collect()
    call_command("migrate", verbosity=0)
    if not User.objects.exists():
        fill(asked.reps, asked.facts)
    browsers, tappers = _people(asked.port)
    with running(settings.VAR_DIR, asked.port, asked.web, ("interactive,celery",)):
        asyncio.run(measure(browsers, tappers, asked.seconds, asked.rate))
    print(f"{os.cpu_count()} cores, {asked.web} web, one worker, {asked.rate} facts a second")


def fill(reps: int, facts: int) -> Company:
    """Scored are the running month and the last working day."""
    company = build(reps, teams=max(BOARDS, reps // 250), facts=facts, daily=True)
    mark_everything(
        list(User.objects.reps()), days=(company.last_day.replace(day=1), timezone.now().date())
    )
    work_off_marks(now=timezone.now())
    return company


def _people(port: int) -> tuple[list[Browser], list[Http]]:
    """The browsers, reps first, and what their reps post with."""
    browsers, tappers = [], []
    for rep in User.objects.reps().order_by("pk")[:REPS]:
        tappers.append(Http(port, rep))
        browsers.append(Browser(tappers[-1], f"rep-{rep.pk}", f"/reps/{rep.pk}/standing/"))
    for manager in User.objects.filter(role="manager").order_by("pk")[:BOARDS]:
        team = manager.managed_teams.get().pk
        http = Http(port, manager)
        browsers.append(Browser(http, f"team-{team}", f"/teams/{team}/", delay=0.3))
    return browsers, tappers


if __name__ == "__main__":
    main()
