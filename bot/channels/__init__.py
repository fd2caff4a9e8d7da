"""Ways into 小爱's chats, one file a channel, all behind `base.Channel`."""
