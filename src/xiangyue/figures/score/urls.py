from django.urls import path

from xiangyue.figures.score import views

urlpatterns = [
    path("", views.period, name="period"),
    path("matters", views.matters, name="matters"),
    path("what-if", views.what_if, name="what_if"),
]
