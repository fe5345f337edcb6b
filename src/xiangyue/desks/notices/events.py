from __future__ import annotations

from xiangyue.kernel.vocabulary import register

register("sms_unclear", "短信回复没看明白，再问了一次", "A text message could not be read; asked once more", public=())
register(
    "sms_which",
    "短信回复不知说的是哪一件，再问了一次",
    "A text message did not say which matter; asked once more",
    public=(),
)
