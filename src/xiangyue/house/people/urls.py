from django.urls import path

from xiangyue.house.people import views

urlpatterns = [
    path("", views.seats, name="seats"),
    path("given", views.give, name="give"),
    path("changes", views.changes, name="changes"),
    path("<int:pk>", views.seat, name="seat"),
    path("<int:pk>/end", views.end, name="end"),
    path("<int:pk>/password", views.reset, name="reset"),
    path("<int:pk>/lock", views.lock, name="lock"),
    path("<int:pk>/unlocked", views.unlock, name="unlock"),
]
