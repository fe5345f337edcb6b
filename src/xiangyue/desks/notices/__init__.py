"""One message per event and person: robots, WeChat, SMS, mail; quiet hours; what failed and why."""
