from django.urls import path

from xiangyue.report.today import views

urlpatterns = [path("", views.front, name="today"), path("today/matters", views.matters, name="matters")]
