from django.urls import path

from xiangyue.figures.indicators import views
from xiangyue.figures.indicators.posts import POSTS

urlpatterns = [
    path("", views.figures, name="list"),
    path("goals", views.goals, name="goals"),
    path("records", views.records, name="behind"),
    *POSTS,
    path("<str:code>/<str:period>", views.one, name="one"),
]
