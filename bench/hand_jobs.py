"""The jobs that hands.py measures: each the shortest way that the pages offer, by taps on a phone and by keys at a
desk. Texts are as short as people's are; the people are those of the demo town.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from io import StringIO

from hand import NEIGHBOUR, RESIDENT, Hand, Job
from playwright.sync_api import Page

PHONE = "19900001234"
HANDLERS = ("chengjian1", "huanbao", "shuiwu", "zhifa", "nongye")
COLUMNS = ("工单编号", "工单类型", "标题", "主要内容", "来电人", "来电人电话/账号", "来电时间", "村/社区")
ROWS = 60
THE_DAY_BEFORE = "2025-01-05 07:10"  # the demo town lives on 6 January 2025
VILLAGE = "应寺村"
_RECEIPT = ":text('收到了，这是您的回执')"
# nobody's neighbour has said these before, and the phone's is not like the desk's
ON_PHONE = "村西口石桥的栏杆断了两截，放学的孩子都从那里走，怕掉下去。"
AT_DESK = "村史馆门前的宣传栏玻璃碎了，一地玻璃渣，老人坐那儿晒太阳。"
LETTER = ("村西路灯不亮", "村西头三盏路灯不亮半个月了，晚上看不见路，盼着早点修。")


def at(path: str) -> Callable[[Page], bool]:
    def start(page: Page) -> bool:
        page.goto(path)
        return True

    return start


def one_with(path: str, *wanted: str) -> Callable[[Page], bool]:
    """On the page of the list's first matter that has all that is wanted."""

    def start(page: Page) -> bool:
        page.goto(path)
        links = page.eval_on_selector_all("a.work-title", "(found) => found.map((one) => one.href)")
        for link in links:
            page.goto(link)
            if all(page.locator(one).count() for one in wanted):
                return True
        return False

    return start


def say(hand: Hand) -> None:
    tell(hand)
    hand.sees(f"#near[open], {_RECEIPT}")
    if hand.has("#near[open]"):  # this town was measured before
        hand.click("#near .dialog-foot button")
    hand.sees(_RECEIPT)


def follow(hand: Hand) -> None:
    """The same as a neighbour has said just before from another device."""
    tell(hand)
    hand.click("#near [data-near] button")
    hand.sees(_RECEIPT)


def tell(hand: Hand) -> None:
    hand.click("a.doorway-first")
    hand.field("#id_words", said(hand))
    hand.choose("#id_place", VILLAGE)
    hand.field("#id_phone", PHONE)
    hand.click("#say .btn-primary")


def said(hand: Hand) -> str:
    return ON_PHONE if hand.touch else AT_DESK


def contact(hand: Hand) -> None:
    hand.either("c", "[data-dialog=contact-dialog]")
    hand.field("#c-sum", "约好明天上午上门看")
    hand.hand_in("#contact-dialog .btn-primary")
    hand.told("联系情况已记下")


def answer(hand: Hand) -> None:
    hand.either("a", "[data-dialog=answer-dialog]")
    hand.field("#a-text", "已更换了三盏路灯，今晚起全部正常照明，请您放心使用。")
    deliver(hand)


def answer_with_ready_words(hand: Hand) -> None:
    hand.either("a", "[data-dialog=answer-dialog]")
    if not hand.has("#answer-dialog [data-fill]"):
        hand.click("#answer-dialog summary")
    hand.click("#answer-dialog [data-fill]")
    deliver(hand)


def deliver(hand: Hand) -> None:
    for choice in ("#a-r", "#a-d"):
        if not hand.page.input_value(choice):
            hand.choose(choice)
    hand.hand_in("#answer-dialog .btn-primary")
    hand.told("答复已保存")


def reveal(hand: Hand) -> None:
    hand.either("t", "[data-dialog=reveal-dialog]")
    hand.field("#reveal-reason", "上门前核实")
    if hand.touch:
        hand.click("#reveal-dialog .btn-primary")
    else:
        hand.keys("Enter")
    hand.sees("body:not(:has(dialog[open])) #phone-here .value-large >> nth=1")


def call_back(hand: Hand) -> None:
    """Opens the first of the list, sees the number, puts three questions."""
    if hand.touch:
        hand.click("a.work-title")
    else:
        hand.keys("j", "Enter")
    hand.sees("#call-form")
    hand.either("t", "#phone-here button")
    hand.sees("#phone-here .value-large")
    for key, question in (("1", "contacted"), ("3", "solved"), ("5", "satisfied")):
        hand.either(key, f"label:has([name={question}])")
    hand.either("w", ".deeds .btn-primary")
    hand.told("回访已记下")


def walk_in(hand: Hand) -> None:
    if hand.touch:
        hand.field("#w-name", "林小草")
        hand.field("#w-topic", "低保停发三个月了。")
    else:
        hand.keys("w")
        hand.type("林小草")
        hand.keys("Tab", "Tab", "Tab")
        hand.type("低保停发三个月了。")
    hand.hand_in("form:has(#w-topic) .btn-secondary")
    hand.sees(".toast-success")


def bring_a_file(hand: Hand) -> None:
    hand.give("[name=file]", "12345工单.csv", platform_file())
    hand.either("i", "form:has([name=file]) .btn-primary")
    hand.sees(f"text=确认导入 {ROWS} 行")
    hand.either("s", "form.form-actions .btn-primary")
    hand.sees(f".stat:has-text('新工单'):has-text('{ROWS}')")


def platform_file() -> bytes:
    """Orders as the platform exports them, each of its own number."""
    run = f"{time.time():.0f}"
    rows = [
        (
            f"H{run}{row:03d}",
            "求助",
            f"{VILLAGE}第{row}盏路灯不亮",
            f"村道从东数第{row}盏路灯不亮，晚上看不见路。",
            "林某",
            f"1990000{row:04d}",
            THE_DAY_BEFORE,
            VILLAGE,
        )
        for row in range(ROWS)
    ]
    text = StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    return text.getvalue().encode("gb18030")


def dispatch_one(hand: Hand) -> None:
    if hand.touch:
        hand.click("a.work-title")
    else:
        hand.keys("j", "Enter")
    hand.sees("#send-form")
    if hand.has("[data-takes]"):
        hand.either("1", "[data-takes]")
    hand.either("d", ".deeds .btn-primary")
    hand.told("已派给")


def dispatch_two(hand: Hand) -> None:
    for n in (0, 1):
        hand.click(f".work-row >> nth={n} >> [type=checkbox]")
    hand.choose("#bulk-unit", "城乡建设办公室")
    hand.click("[data-bulk] button")
    hand.sees(".toast-success")


def give_seat(hand: Hand) -> None:
    hand.click("a[href^='#']:has-text('登记岗位')")
    hand.field("#id_username", "n" + f"{time.time():.0f}"[-6:])
    if hand.touch:
        hand.field("#id_holder", "乔新人")
    else:
        hand.keys("Tab")
        hand.type("乔新人")
    hand.choose("#id_role", "承办人")
    hand.choose("#id_unit", "水务所")
    hand.click("form:has(#id_username) .btn-primary")
    hand.sees("[data-password]")


def a_letter_waits(page: Page) -> bool:
    """Written on the public page first, by somebody else."""
    page.goto("/portal/")
    page.goto(page.get_attribute("a[href^='/mailbox/']", "href") + "write")
    page.fill("[name=title]", LETTER[0])
    page.fill("[name=words]", LETTER[1])
    page.fill("[name=name]", "林小草")
    page.fill("[name=phone]", PHONE)
    page.click("form[data-send] .btn-primary")
    page.wait_for_url(lambda url: not url.endswith("/write"))
    page.goto("/mailbox/")
    return page.locator("#screen-form").count() > 0


def screen_letter(hand: Hand) -> None:
    """The desk has opened it by itself."""
    hand.either("e", "#screen-form [name=note]")
    hand.type("涉及安全，请书记先看看。")
    hand.hand_in(".deeds .btn-primary")
    hand.told("已筛阅")


def instruct(hand: Hand) -> None:
    hand.either("1", ".chip")
    hand.hand_in(".deeds .btn-primary")
    hand.told("批示已写下")


def enter_for_another(hand: Hand) -> None:
    hand.field("#id_words", said(hand))
    if hand.touch:
        hand.field("#id_phone", PHONE)
        hand.choose("#id_place", VILLAGE)
    else:
        hand.keys("Tab")
        hand.type(PHONE)
        hand.keys("Tab", "Tab", "y", "s", "c")
    hand.click("label:has([name=read_back])")
    hand.either("s", ".form-actions .btn-primary")
    hand.sees("text=受理回执")


def assign(hand: Hand) -> None:
    hand.choose("#assign-to")
    hand.click("form:has(#assign-to) button")
    hand.told("已交给经办人")


_IN_HAND = "/matters/mine?tab=todo"
_ANSWERABLE = "#answer-dialog .btn-primary:has-text('提交答复')"

JOBS = (
    Job("resident says it once", (RESIDENT,), at("/portal/"), say, (6, 40)),
    Job("resident follows a neighbour's", (NEIGHBOUR,), at("/portal/"), follow, (7, 45)),
    Job("handler logs a contact", HANDLERS, one_with(_IN_HAND, "#contact-dialog"), contact, (3, 9)),
    Job("handler answers, the first time on this device", HANDLERS, one_with(_IN_HAND, _ANSWERABLE), answer),
    Job("handler answers", HANDLERS, one_with(_IN_HAND, _ANSWERABLE), answer, (6, 26)),
    Job(
        "handler answers with ready words",
        HANDLERS,
        one_with(_IN_HAND, _ANSWERABLE, "#answer-dialog [data-fill]"),
        answer_with_ready_words,
        (6, 26),
    ),
    Job("handler sees name and phone", HANDLERS, one_with(_IN_HAND, "#reveal-dialog"), reveal, (2, 5)),
    Job("handler assigns to a colleague", HANDLERS, one_with(_IN_HAND, "#assign-to"), assign),
    Job("call-back: contacted, solved, satisfied", ("huifang1",), at("/callback/"), call_back, (6, 5)),
    Job("reception: a walk-in", ("jiedai",), one_with("/reception/desk/", "#w-name"), walk_in, (1, 16)),
    Job(f"dispatcher brings in {ROWS} rows", ("diaodu1",), at("/hotline/"), bring_a_file, (5, 0)),
    Job("dispatcher sends one", ("diaodu1",), at("/dispatch/"), dispatch_one),
    Job("dispatcher sends two at once", ("diaodu1",), at("/dispatch/"), dispatch_two, (5, 0)),
    Job("administrator gives a seat", ("guanli",), at("/house/people/"), give_seat, (6, 13)),
    Job("letters desk screens a letter", ("xinxiang",), a_letter_waits, screen_letter, (3, 12)),
    Job("secretary instructs one", ("shuji",), at("/leader/"), instruct),
    Job("entry on behalf at the window", ("jiedai",), at("/window/"), enter_for_another),
)
