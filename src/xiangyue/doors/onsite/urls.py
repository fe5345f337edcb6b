from django.urls import path

from xiangyue.doors.onsite import views

urlpatterns = [
    path("", views.projects, name="projects"),
    path("<int:pk>", views.project, name="project"),
    path("<int:pk>/stops", views.stops, name="stops"),
    path("<int:pk>/closure", views.closure, name="closure"),
    path("stops/<int:pk>", views.stop, name="stop"),
]
