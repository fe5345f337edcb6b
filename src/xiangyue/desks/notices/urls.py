from django.urls import path

from xiangyue.desks.notices import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("<int:pk>/again", views.again, name="again"),
    path("<int:pk>/drop", views.drop, name="drop"),
    path("channels", views.channels, name="channels"),
    path("wordings", views.reword, name="reword"),
    path("channels/<int:pk>/end", views.end, name="end"),
]
