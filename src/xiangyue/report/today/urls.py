from django.urls import path

from xiangyue.report.today import views

urlpatterns = [path("", views.today, name="today")]
