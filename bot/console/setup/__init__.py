"""The steps of setting 小爱 up, one a file; `bot/console/settings.py` shows them one after another or side by side."""
