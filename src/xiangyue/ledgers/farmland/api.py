from xiangyue.ledgers.book.json_api import entries_router
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING, TASKS

router = entries_router(PARCELS, SOWING, TASKS)
