from django.urls import path

from xiangyue.figures.appeals import views
from xiangyue.figures.appeals.posts import POSTS

urlpatterns = [
    path("", views.desk, name="desk"),
    path("matters/<str:number>", views.matter, name="matter"),
    path("<int:pk>", views.one, name="one"),
    path("<int:pk>/pack.zip", views.pack, name="pack"),
    *POSTS,
]
