"""What a resident may say, on plain values."""

WORDS_MAX = 5000
PHOTOS_MAX = 6
