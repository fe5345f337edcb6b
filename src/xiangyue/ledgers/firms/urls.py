from django.urls import path

from xiangyue.ledgers.firms import views
from xiangyue.ledgers.firms.posts import POSTS

urlpatterns = [
    path("", views.register, name="register"),
    path("export", views.exported, name="export"),
    path("sheets/<int:pk>/rejects", views.rejected, name="rejects"),
    *POSTS,
]
