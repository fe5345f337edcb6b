from xiangyue.ledgers.book.json_api import entries_router
from xiangyue.ledgers.economy.columns import CAPACITY, ENTITIES, TAX

router = entries_router(TAX, ENTITIES, CAPACITY)
