"""How 小爱 understands messages she has not seen: `development.jsonl` and `unseen.jsonl`, measured, never trained on.

`unseen.jsonl` was written by somebody else, without a look at the intents or at the other set, and first measured when everything was
done (macro-F1 0.962, slots 0.86, on 2026-11-21; ten of its short messages of 聊天 stand among the intents' examples as well). Nobody reads its
errors: once somebody has, it is a second development set. In it `date` is marked for the weather only.

Both have the same form.

One message a line, each a first direct message without context: `text`, `intent` (the Chinese label), `slots`, and
`kind`, the manner of speaking (plain, dictated, typo, dialect, teen, formal, long, elliptic, traditional) or, for 聊天,
what makes it hard (hard_negative, refusal, about_her) or `chat`. Sixty lines for each of the eight intents; 420 聊天, 140 of them
hard negatives, 50 refusals and 70 questions about 小爱 herself.

It was written without a look at the sentences in `intents/`. None of its lines may be copied there, nor a template be
bent to catch one: a line that served for training measures nothing any more and is replaced by a new one.

Slot values stand as the speaker wrote them, typing errors included, without particles. `date` is the whole time
expression (明天下午, 10月1号到3号). 家, 公司 and 奶奶家 are places; 这里 and 我这儿 are never an origin, 附近 and 家附近 never a
`near`; 公司旁边 is near 公司. `keyword` is the thing looked for, with a qualifier only where people search for it by that
name. For the six map intents `slots` is complete: a slot not named is not in the message. For 图片生成 and 视频生成 it names
only what is beyond dispute, so a value found in addition is no mistake.
"""
