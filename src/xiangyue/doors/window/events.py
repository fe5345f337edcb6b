from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("window", zh="便民窗口", en="the town's window")

register(
    "written_down",
    "{way_name}代为登记，{read_back_name}。{not_read_why}",
    "Written down for them ({way}); read back to them: {read_back}. {not_read_why}",
    public=("way", "way_name", "read_back", "read_back_name", "not_read_why"),
    read_back=bool,
    not_read_why=NotRequired[Text],
)
register("receipt_printed", "补打了一次受理回执", "The receipt was printed again", public=())
