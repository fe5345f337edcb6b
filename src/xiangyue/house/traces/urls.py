from django.urls import path

from xiangyue.house.traces import views

urlpatterns = [path("", views.log, name="log")]
