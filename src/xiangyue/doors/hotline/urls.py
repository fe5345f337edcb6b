from django.urls import path

from xiangyue.doors.hotline import platform_views, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("export", views.export, name="export"),
    path("reconciliation", platform_views.reconciliation, name="reconciliation"),
    path("retyping", platform_views.retyping, name="retyping"),
    path("retyping/files", platform_views.files, name="retyping-files"),
    path("retyping/<str:number>", platform_views.retyped_page, name="retyped"),
    path("<int:pk>", views.run, name="run"),
    path("<int:pk>/mapping", views.mapping, name="mapping"),
    path("<int:pk>/undoing", views.undo, name="undo"),
    path("<int:pk>/rejects", views.rejects, name="rejects"),
]
