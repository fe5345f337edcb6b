from django.urls import path

from xiangyue.desks.taskforce import views
from xiangyue.desks.taskforce.posts import POSTS

urlpatterns = [
    path("", views.desk, name="desk"),
    path("proposals", views.proposals, name="proposals"),
    *POSTS,
    path("<str:number>", views.case, name="case"),
]
