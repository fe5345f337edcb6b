from xiangyue.counter.lists.posts import POSTS

urlpatterns = [*POSTS]
