"""`python -m bot` is `xiaoai`."""

from bot.cli import main

main()
