"""Words of plain modules that are shown: marked here for the translator, told in the page's language where they are
shown. Imported as `_`.
"""


def marked(words: str) -> str:
    return words
