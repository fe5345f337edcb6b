from django.urls import path

from xiangyue.ledgers.outages import views
from xiangyue.ledgers.outages.posts import POSTS

urlpatterns = [
    path("", views.desk, name="desk"),
    path("<int:pk>", views.one, name="one"),
    path("matters/<str:number>", views.matter, name="matter"),
    *POSTS,
]
