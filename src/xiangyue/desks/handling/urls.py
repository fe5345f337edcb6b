from django.urls import path

from xiangyue.desks.handling import deeds, views

urlpatterns = [
    path("mine", views.mine, name="mine"),
    path("mine/signatures", views.sign_many, name="sign_many"),
    path("reviews", views.reviews, name="reviews"),
    path("reviews/<int:pk>", views.decide, name="decide"),
    path("ledger", views.ledger, name="ledger"),
    path("files/<int:pk>", views.attachment, name="attachment"),
    path("whistles/<int:pk>", deeds.report, name="report"),
    path("<str:number>", views.matter, name="matter"),
    path("<str:number>/signature", deeds.sign, name="sign"),
    path("<str:number>/contacts", deeds.contact, name="contact"),
    path("<str:number>/work", deeds.begin, name="begin"),
    path("<str:number>/resumption", deeds.resume, name="resume"),
    path("<str:number>/answers", deeds.answer, name="answer"),
    path("<str:number>/deliveries", deeds.deliver, name="deliver"),
    path("<str:number>/answers/withdrawn", deeds.withdraw, name="withdraw"),
    path("<str:number>/objection", deeds.objection, name="objection"),
    path("<str:number>/extension", deeds.extension, name="extension"),
    path("<str:number>/hold", deeds.hold, name="hold"),
    path("<str:number>/review", deeds.review, name="review"),
    path("<str:number>/whistles", deeds.whistle, name="whistle"),
    path("<str:number>/notes", deeds.note, name="note"),
    path("<str:number>/reveal", views.reveal, name="reveal"),
]
