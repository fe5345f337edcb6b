from django.urls import path

from xiangyue.desks.handling import views
from xiangyue.desks.handling.posts import POSTS

urlpatterns = [
    path("mine", views.mine, name="mine"),
    path("reviews", views.reviews, name="reviews"),
    path("releases", views.releases, name="releases"),
    path("ledger", views.ledger, name="ledger"),
    path("files/<int:pk>", views.attachment, name="attachment"),
    path("<str:number>", views.matter, name="matter"),
    path("<str:number>/reveal", views.reveal, name="reveal"),
    *POSTS,
]
