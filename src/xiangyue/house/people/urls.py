from django.urls import path

from xiangyue.house.people import views
from xiangyue.house.people.posts import POSTS

urlpatterns = [
    path("", views.seats, name="seats"),
    path("factors", views.factors, name="factors"),
    path("addresses", views.addresses, name="addresses"),
    path("changes", views.changes, name="changes"),
    path("<int:pk>", views.seat, name="seat"),
    *POSTS,
]
