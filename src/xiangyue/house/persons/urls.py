from django.urls import path

from xiangyue.house.persons import views

urlpatterns = [path("", views.persons, name="persons"), path("found", views.find, name="find"), *views.POSTS]
