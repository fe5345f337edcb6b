from django.urls import path

from xiangyue.desks.leader import views

urlpatterns = [
    path("", views.day, name="day"),
    path("<str:number>/reading", views.read, name="read"),
    path("<str:number>/instructions", views.instruct, name="instruct"),
]
