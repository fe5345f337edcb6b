from django.urls import path

from xiangyue.doors.enterprise import deeds, desk_views, own_views, register_views, views

urlpatterns = [
    path("", desk_views.desk, name="desk"),
    path("new", deeds.take_in, name="take_in"),
    path("report", desk_views.report, name="report"),
    path("firms", register_views.firms, name="firms"),
    path("firms/new", register_views.keep, name="keep_firm"),
    path("firms/sheet", register_views.sheet, name="sheet"),
    path("firms/sheets/<int:pk>/rejects", register_views.rejects, name="rejects"),
    path("firms/<int:pk>/steward", register_views.steward, name="firm_steward"),
    path("visits", register_views.visits, name="visits"),
    path("visits/plan", register_views.plan_visit, name="plan_visit"),
    path("visits/done", register_views.do_visit, name="do_visit"),
    *(path(f"requests/<str:number>/{deed.__name__}", deed, name=deed.__name__) for deed in deeds.ON_REQUEST),
    path("<str:code>/", views.home, name="home"),
    path("<str:code>/ask", views.ask, name="ask"),
    path("<str:code>/find", own_views.find, name="find"),
    path("<str:code>/mine/<str:number>", own_views.mine, name="mine"),
    path("<str:code>/mine/<str:number>/words", own_views.words, name="words"),
    path("<str:code>/mine/<str:number>/material", own_views.material, name="material"),
    path("<str:code>/mine/<str:number>/rating", own_views.rating, name="rating"),
    path("<str:code>/mine/<str:number>/withdrawal", own_views.withdrawal, name="withdrawal"),
    path("<str:code>/mine/<str:number>/reopening", own_views.reopening, name="reopening"),
]
