"""How many clicks and keys the work of a day takes, and how many seconds of the machine, on a phone and at a desk.

Drives the pages of a served demo town (`xiangyue demo`) in Chromium as its people would; the jobs are in hand_jobs.py.
Each job runs once on a phone (390×844, touch) and once at a desk (1440×900), each on a matter of its own, and leaves it
done: every run wants a demo town just built. Ends with 1 when a job cannot be done, or when a console, a page or a
request failed meanwhile.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from dataclasses import dataclass, field

from common import table
from hand import NEIGHBOUR, RESIDENT, WAIT, Hand, Job
from hand_jobs import JOBS
from playwright.sync_api import Browser, Error, Page, Response, sync_playwright

SIZES = {"phone": (390, 844), "desk": (1440, 900)}


@dataclass
class Doors:
    """Everybody's browsers, opened once and kept, so that a device remembers what it would."""

    browser: Browser
    address: str
    password: str
    complaints: list[str] = field(default_factory=list)
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)

    def page(self, who: str, size: str) -> Page:
        if (who, size) not in self.pages:
            self.pages[who, size] = self._open(who, size)
        return self.pages[who, size]

    def _open(self, who: str, size: str) -> Page:
        width, height = SIZES[size]
        touch = size == "phone"
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            is_mobile=touch,
            has_touch=touch,
            locale="zh-CN",
            base_url=self.address,
            reduced_motion="reduce",
        )
        context.set_default_timeout(WAIT)
        page = context.new_page()
        if who not in (RESIDENT, NEIGHBOUR):
            page.goto("/login")
            page.fill("[name=username]", who)
            page.fill("[name=password]", self.password)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "/login" not in url)
        self._listen(page, f"{who}, {size}")
        return page

    def _listen(self, page: Page, whose: str) -> None:
        def complain(words: str) -> None:
            self.complaints.append(f"{whose}, {page.url}: {words}")

        def answered(response: Response) -> None:
            if response.status >= 400:
                complain(f"{response.status} {response.url}")

        page.on("console", lambda said: said.type == "error" and complain(said.text))
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("response", answered)
        # what was still under way when the page was left is the browser's own doing
        page.on(
            "requestfailed",
            lambda request: request.failure != "net::ERR_ABORTED" and complain(f"{request.failure} {request.url}"),
        )


def measured(doors: Doors, job: Job, size: str) -> tuple[int, int, float]:
    """Clicks, keys and seconds. Raises LookupError where the town has no such work (left)."""
    for who in job.who:
        page = doors.page(who, size)
        if job.start(page):
            page.wait_for_load_state("networkidle")
            hand = Hand(page, size == "phone")
            job.do(hand)
            return hand.clicks, hand.pressed, time.perf_counter() - hand.begun
    raise LookupError(f"nobody of {job.who} has one to do; a fresh demo town has")


def row(doors: Doors, job: Job) -> list[object]:
    cells: list[object] = [job.says]
    for size in SIZES:
        try:
            clicks, keys, seconds = measured(doors, job, size)
            cells.append(f"{clicks} / {keys} / {seconds:.1f}")
        except (AssertionError, Error, LookupError) as error:
            doors.complaints.append(f"{job.says}, {size}: {str(error).strip()}")
            cells.append("—")
    return [*cells, "{} / {}".format(*job.before) if job.before else ""]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--password", required=True, help="of the demo people, as `xiangyue demo` prints it")
    parser.add_argument("--only", default="", help="jobs whose name holds these words")
    options = parser.parse_args()
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        doors = Doors(browser, options.address, options.password)
        jobs = [job for job in JOBS if options.only in job.says]
        table(
            ["job", "phone: clicks / keys / s", "desk: clicks / keys / s", "before: clicks / keys"],
            [row(doors, job) for job in jobs],
        )
        browser.close()
    for words in doors.complaints:
        print(words, file=sys.stderr)
    return 1 if doors.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
