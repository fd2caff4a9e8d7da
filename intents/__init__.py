"""What 小爱 can be asked: one YAML file an intent, one handler beside it."""
