from django.urls import path

from xiangyue.desks.notices import views
from xiangyue.desks.notices.posts import POSTS

urlpatterns = [path("", views.desk, name="desk"), path("bell", views.bell_page, name="bell"), *POSTS]
