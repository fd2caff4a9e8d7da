"""Words for models and for the family: prompts, styles, shot templates and every sentence 小爱 says."""
