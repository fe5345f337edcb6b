from xiangyue.ledgers.book.views import pages
from xiangyue.ledgers.economy.columns import CAPACITY, ENTITIES, TAX

urlpatterns = [*pages(TAX), *pages(ENTITIES), *pages(CAPACITY)]
