from django.urls import path

from xiangyue.ledgers.book.views import pages
from xiangyue.ledgers.plan import views
from xiangyue.ledgers.plan.columns import VERSIONS, ZONES

urlpatterns = [path("", views.conform, name="conform"), *pages(VERSIONS), *pages(ZONES)]
