from django.urls import path

from xiangyue.ledgers.book.views import pages
from xiangyue.ledgers.farmland import views
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING, TASKS

urlpatterns = [*pages(PARCELS), *pages(SOWING), *pages(TASKS), path("rounds", views.rounds, name="rounds")]
