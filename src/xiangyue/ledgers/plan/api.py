from xiangyue.ledgers.book.json_api import entries_router
from xiangyue.ledgers.plan.columns import VERSIONS, ZONES

router = entries_router(VERSIONS, ZONES)
