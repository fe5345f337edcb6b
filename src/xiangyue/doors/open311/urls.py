from django.urls import path

from xiangyue.doors.open311 import views

urlpatterns = [
    path("discovery.<str:form>", views.discovery, name="discovery"),
    path("v2/discovery.<str:form>", views.discovery, name="discovery_of_endpoint"),
    path("v2/services.<str:form>", views.services, name="services"),
    path("v2/services/<str:code>.<str:form>", views.service, name="service"),
    path("v2/requests.<str:form>", views.requests, name="requests"),
    path("v2/requests/<str:number>.<str:form>", views.one_request, name="request"),
    path("v2/tokens/<str:token>.<str:form>", views.token, name="token"),
    path("v2/servicerequestupdates.<str:form>", views.updates, name="updates"),
    path("", views.nothing_here, name="nothing"),
    path("<path:rest>", views.nothing_here, name="nothing_here"),
]
