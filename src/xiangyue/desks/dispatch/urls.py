from django.urls import path

from xiangyue.desks.dispatch import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("many", views.send_many, name="send_many"),
    path("<str:number>/dispatch", views.send, name="send"),
    path("<str:number>/dispatch/taken-back", views.take_back, name="take_back"),
    path("<str:number>/disposal", views.dispose, name="dispose"),
    path("<str:number>/disposal/undone", views.undo_disposal, name="undo_disposal"),
    path("<str:number>/parent", views.merge, name="merge"),
    path("<str:number>/parent/undone", views.unmerge, name="unmerge"),
]
