from django.urls import path

from xiangyue.desks.duty import views
from xiangyue.desks.duty.posts import POSTS

urlpatterns = [
    path("", views.month, name="month"),
    path("sheets/<int:pk>/rejects", views.rejected, name="rejects"),
    *POSTS,
]
