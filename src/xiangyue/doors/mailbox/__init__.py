"""Letters to the Party secretary from WeChat ([miniprogram/](miniprogram/README.md)) or a browser, each read and
instructed in person.
"""
