from django.urls import path

from xiangyue.doors.hotline import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("export", views.export, name="export"),
    path("<int:pk>", views.run, name="run"),
    path("<int:pk>/mapping", views.mapping, name="mapping"),
    path("<int:pk>/undoing", views.undo, name="undo"),
    path("<int:pk>/rejects", views.rejects, name="rejects"),
]
