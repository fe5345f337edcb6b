from django.urls import path

from xiangyue.desks.callback import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("<str:number>/attempts", views.attempts, name="attempts"),
    path("<str:number>/unreached", views.give_up, name="give_up"),
]
