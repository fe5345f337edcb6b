from xiangyue.ledgers.book.views import pages
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING, TASKS

urlpatterns = [*pages(PARCELS), *pages(SOWING), *pages(TASKS)]
