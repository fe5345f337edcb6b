"""A hand that counts: what one person clicks and presses on a page, and what a job is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

RESIDENT, NEIGHBOUR = "a resident", "a neighbour"  # two devices without an account
WAIT = 20_000  # milliseconds until a page is taken for one that will not answer


@dataclass
class Hand:
    """One person's hand on one page. A list that is chosen from counts as two clicks (open, choose), a file as two
    (open, choose), a chord as its keys, and what is typed as its characters. Looking, scrolling and waiting are free.
    """

    page: Page
    touch: bool
    clicks: int = 0
    pressed: int = 0
    begun: float = field(default_factory=time.perf_counter)

    def click(self, selector: str) -> None:
        found = self._first(selector)
        (found.tap if self.touch else found.click)()
        self.clicks += 1

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += key.count("+") + 1

    def type(self, words: str) -> None:
        """Into the field that has the focus."""
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def field(self, selector: str, words: str) -> None:
        """A field that has the focus already costs no click."""
        if not self._first(selector).evaluate("(field) => field === document.activeElement"):
            self.click(selector)
        self.type(words)

    def either(self, key: str, selector: str) -> None:
        """The key at a desk where the page offers one, else the click."""
        if self.touch or not self.page.locator(f'[data-key="{key}"]').locator("visible=true").count():
            self.click(selector)
        else:
            self.keys(key)

    def choose(self, selector: str, label: str = "", index: int = 1) -> None:
        self._first(selector).select_option(**({"label": label} if label else {"index": index}))
        self.clicks += 2

    def give(self, selector: str, name: str, content: bytes) -> None:
        self._first(selector).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.clicks += 2

    def hand_in(self, button: str) -> None:
        """The form one is typing in: by its button, or by Ctrl+Enter at a desk."""
        if self.touch:
            self.click(button)
        else:
            self.keys("Control+Enter")

    def has(self, selector: str) -> bool:
        return self.page.locator(selector).locator("visible=true").count() > 0

    def sees(self, selector: str) -> None:
        expect(self.page.locator(selector).locator("visible=true").first).to_be_visible(timeout=WAIT)

    def told(self, words: str) -> None:
        self.sees(f".toast:has-text('{words}')")

    def _first(self, selector: str) -> Locator:
        return self.page.locator(selector).locator("visible=true").first


@dataclass(frozen=True)
class Job:
    """`start` puts a page where this person begins it, outside the count; False where this person has nothing such.
    `before` are clicks and keys of the same job when it was measured first; None where it was not.
    """

    says: str
    who: tuple[str, ...]  # the first who has one does it
    start: Callable[[Page], bool]
    do: Callable[[Hand], None]
    before: tuple[int, int] | None = None
