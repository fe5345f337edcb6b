"""A list of the town: declared once as data by its room; sorting, filters, saved views, counts, unread marks, pages,
export and print come with it.
"""

from xiangyue.counter.lists.columns import Column as Column
from xiangyue.counter.lists.declared import Listing as Listing
from xiangyue.counter.lists.declared import Tab as Tab
from xiangyue.counter.lists.declared import register as register
from xiangyue.counter.lists.filters import Filter as Filter
from xiangyue.counter.lists.shown import Shown as Shown
from xiangyue.counter.lists.shown import shown as shown
