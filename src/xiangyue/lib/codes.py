"""Codes that people read out and type in: ten digits, the last of which catches any one wrong digit and most swaps."""

import secrets

LENGTH = 10


def new_code() -> str:
    """Nine random digits, the first not zero, and their check digit."""
    body = str(secrets.randbelow(9 * 10**8) + 10**8)
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """Luhn's: the digit that makes the doubled sum a multiple of ten."""
    total = 0
    for position, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 - position % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def is_code(text: str) -> bool:
    return len(text) == LENGTH and text.isascii() and text.isdigit() and check_digit(text[:-1]) == text[-1]


def is_firm_code(text: str) -> bool:
    """统一社会信用代码: 18 characters of 0-9 and A-Z without I O S V Z, the last a check by GB 32100-2015 (mod 31)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(text) != 18 or any(char not in alphabet for char in text):
        return False
    total = sum(alphabet.index(char) * 3**place % 31 for place, char in enumerate(text[:17]))
    return alphabet[-total % 31] == text[17]
