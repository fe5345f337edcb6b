from django.urls import path

from xiangyue.doors.portal import own_views, views

urlpatterns = [
    path("", views.towns, name="towns"),
    path("<str:code>/", views.home, name="home"),
    path("<str:code>/say", views.say, name="say"),
    path("<str:code>/neighbours", views.neighbours, name="neighbours"),
    path("<str:code>/picture", views.picture, name="picture"),
    path("<str:code>/privacy", views.privacy, name="privacy"),
    path("<str:code>/find", own_views.find, name="find"),
    path("<str:code>/mine/<str:number>", own_views.mine, name="mine"),
    path("<str:code>/mine/<str:number>/words", own_views.words, name="words"),
    path("<str:code>/mine/<str:number>/rating", own_views.rating, name="rating"),
    path("<str:code>/mine/<str:number>/withdrawal", own_views.withdrawal, name="withdrawal"),
    path("<str:code>/mine/<str:number>/reopening", own_views.reopening, name="reopening"),
    path("<str:code>/mine/<str:number>/photos/<int:pk>", own_views.photo, name="photo"),
]
