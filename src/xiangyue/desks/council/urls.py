from django.urls import path

from xiangyue.desks.council import public_views, views
from xiangyue.desks.council.posts import POSTS

urlpatterns = [
    *POSTS,  # before the pages whose address takes anything: "topics/new" is no number
    path("", views.desk, name="desk"),
    path("board", views.board, name="board"),
    path("meetings", views.meetings, name="meetings"),
    path("meetings/<int:pk>", views.meeting, name="meeting"),
    path("meetings/<int:pk>/paper", views.paper, name="paper"),
    path("meetings/<int:pk>/slips/paper", views.slips, name="slips"),
    path("tasks", views.tasks, name="tasks"),
    path("roll", views.roll, name="roll"),
    path("topics/<str:number>", views.topic, name="topic"),
    path("<str:code>/notices", public_views.notices, name="notices"),
    path("<str:code>/wall/<str:village>", public_views.wall, name="wall"),
    path("<str:code>/topics", public_views.topics, name="topics"),
    path("<str:code>/topics/<str:number>", public_views.public_topic, name="public_topic"),
    path("<str:code>/topics/<str:number>/support", public_views.support, name="support"),
    path("<str:code>/topics/<str:number>/comment", public_views.comment, name="comment"),
    path("<str:code>/topics/<str:number>/vote", public_views.vote, name="vote"),
    path("<str:code>/ask", public_views.ask, name="ask"),
]
