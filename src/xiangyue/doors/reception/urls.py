from django.urls import path

from xiangyue.doors.reception import desk_views, own_views, views
from xiangyue.doors.reception.posts import POSTS

urlpatterns = [
    path("desk/", desk_views.desk, name="desk"),
    path("desk/month", desk_views.month, name="month"),
    path("desk/plans", desk_views.plans, name="plans"),
    path("desk/sessions/<int:pk>", desk_views.session, name="session"),
    path("desk/bookings/<int:pk>/slip", desk_views.slip, name="slip"),
    path("desk/bookings/<int:pk>/phone", desk_views.phone, name="phone"),
    path("promises/", desk_views.promises, name="promises"),
    *POSTS,
    path("screen/<str:token>/", views.screen, name="screen"),
    path("screen/<str:token>/now", views.screen_now, name="screen_now"),
    path("<str:code>/", views.calendar, name="calendar"),
    path("<str:code>/calendar.ics", views.ics, name="ics"),
    path("<str:code>/sessions/<int:pk>", views.book, name="book"),
    path("<str:code>/find", own_views.find, name="find"),
    path("<str:code>/mine/<int:pk>", own_views.mine, name="mine"),
    path("<str:code>/mine/<int:pk>/cancellation", own_views.cancel, name="cancel"),
]
