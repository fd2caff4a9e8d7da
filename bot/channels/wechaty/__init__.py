"""Any Wechaty puppet-service gateway as a channel; loaded only where `channels.wechaty` is set, for it needs the extra `wechat`.

Measured against npm `wechaty-puppet-service` 1.19.9 around `wechaty-puppet-mock` 1.19.4. Not tried against the real service: no puppet
for personal WeChat could be had.
"""
